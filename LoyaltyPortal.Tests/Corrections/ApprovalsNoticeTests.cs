using Bunit;
using LoyaltyPortal.Corrections;
using LoyaltyPortal.Corrections.Pages;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Corrections;

/// <summary>What the start page says of adjustments that wait for a second person.</summary>
public sealed class ApprovalsNoticeTests : CounterContext
{
    public ApprovalsNoticeTests() => Services.AddSingleton(_ => new AdjustmentService(Counter.Database, Counter.Queue, Counter.Members, Counter.Ledger, Counter.Clock));

    [Fact]
    public async Task It_speaks_only_while_something_waits()
    {
        var member = await Counter.EnrolAsync("Ada", "ada@example.com");
        Assert.Empty(Open<ApprovalsNotice>().Markup.Trim());

        var asked = TestMerchant.Ok(await Get<AdjustmentService>().AdjustAsync(Counter.Actor with { UserId = 8 }, "one", member.MemberId, AdjustmentKind.Credit, 900_000, AdjustmentKind.Credit.Reasons()[0], "Till was down"));
        Assert.Equal(AdjustmentState.Waiting, asked.State);
        var notice = Open<ApprovalsNotice>();
        notice.WaitForAssertion(() => Assert.Contains("One adjustment waits for approval", notice.Markup, StringComparison.Ordinal));
        Assert.EndsWith("/approvals", notice.Find("a").GetAttribute("href"), StringComparison.Ordinal);

        TestMerchant.Ok(await Get<AdjustmentService>().DecideAsync(Counter.Actor with { UserId = 9 }, asked.AdjustmentId, approve: true));
        Assert.Empty(Open<ApprovalsNotice>().Markup.Trim());
    }
}
