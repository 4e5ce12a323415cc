using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>Says whether a member is a test, and takes what it bought and its points out of what reports show, or brings it back, in the same transaction.</summary>
public sealed class CountAsTest : WriteCommand<Done>
{
    public override string Kind => "count_as_test";

    public required long MemberId { get; init; }

    public required bool IsTest { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { MemberId, IsTest };

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        if (member.IsTest == IsTest)
            return Done.Instance;
        await TestMarks.SetAsync(work, (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!, member, IsTest);
        await AuditBook.In(work).WriteAsync(By, MemberTouched.What, member.Code, null, (MemberTouched.None with { IsTest = true }).ForLog());
        return Done.Instance;
    }
}
