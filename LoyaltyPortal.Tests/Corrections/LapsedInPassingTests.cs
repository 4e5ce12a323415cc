using LoyaltyPortal.Corrections;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Corrections;

/// <summary>A command that only looks at an account may find that time has brought something; that is counted too.</summary>
public sealed class LapsedInPassingTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_request_that_finds_lapsed_points_lets_the_reports_know_of_them()
    {
        var (shop, member) = await ShopAsync();
        TestMerchant.Ok(await shop.CreditAsync(member, 40, expiresAt: _portal.Clock.Now.AddDays(2)));
        _portal.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(AdjustmentState.Waiting, (await AskAsync(shop, member)).State);

        Assert.Null(await DifferenceAsync(shop));
    }

    [Fact]
    public async Task A_declined_request_that_finds_lapsed_points_lets_the_reports_know_of_them()
    {
        var (shop, member) = await ShopAsync();
        var asked = await AskAsync(shop, member);
        TestMerchant.Ok(await shop.CreditAsync(member, 40, expiresAt: _portal.Clock.Now.AddDays(2)));
        _portal.Clock.Advance(TimeSpan.FromDays(3));

        TestMerchant.Ok(await Adjustments.DecideAsync(Staff(shop, 2), asked.AdjustmentId, approve: false));

        Assert.Null(await DifferenceAsync(shop));
    }

    [Fact]
    public async Task A_decision_that_is_sent_again_gets_the_first_answer()
    {
        var (shop, member) = await ShopAsync();
        var asked = await AskAsync(shop, member);

        var first = TestMerchant.Ok(await Adjustments.DecideAsync(Staff(shop, 2), asked.AdjustmentId, approve: true));

        Assert.Equal(first, TestMerchant.Ok(await Adjustments.DecideAsync(Staff(shop, 2), asked.AdjustmentId, approve: true)));
        TestMerchant.Refused("adjustment_decided", await Adjustments.DecideAsync(Staff(shop, 3), asked.AdjustmentId, approve: true));
    }

    private AdjustmentService Adjustments =>
        new(_portal.Database, _portal.Queue, new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock), _portal.Ledger, _portal.Clock);

    private async Task<(TestMerchant Shop, long Member)> ShopAsync()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { AdjustmentLimit = 500 });
        return (shop, await shop.MemberAsync());
    }

    private async Task<AdjustmentAnswer> AskAsync(TestMerchant shop, long member) =>
        TestMerchant.Ok(await Adjustments.AdjustAsync(Staff(shop, 1), "k", member, AdjustmentKind.Goodwill, 900, AdjustmentReason.Service, "Because"));

    private async Task<string?> DifferenceAsync(TestMerchant shop) => (await new BooksVerification(_portal.Database).VerifyAsync(shop.Id)).Difference?.Sentence;

    private static Actor Staff(TestMerchant shop, long userId) => new(userId, "Staff", shop.Id, RolePermissions.Of(StaffRole.Manager));
}
