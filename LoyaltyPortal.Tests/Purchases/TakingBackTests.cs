using LoyaltyPortal.Ledger;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>What a return takes and gives back, whatever else is going on with the points.</summary>
public sealed class TakingBackTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    [Trait("HardCase", "6")]
    public async Task Restored_points_of_a_lot_that_has_not_lapsed_keep_their_date()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { GraceDays = 30 });
        var member = await shop.MemberAsync();
        var end = _portal.Clock.Now.AddDays(2);
        TestMerchant.Ok(await shop.CreditAsync(member, 1_000, expiresAt: end));
        var bought = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = shop.Id,
            StoreId = shop.Store,
            MemberId = member,
            Source = PurchaseSource.Till,
            Lines = [TestMerchant.Line(5, earns: false)],
            PointsToSpend = 1,
        }));

        TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal(end, (await shop.LotsAsync(member))[0].ExpiresAt);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Theory]
    [Trait("HardCase", "4")]
    [InlineData(DebtKind.Clamp)]
    [InlineData(DebtKind.Allow)]
    public async Task Points_that_are_kept_for_a_payment_do_not_escape_a_return(DebtKind debt)
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Debt = debt, ReturnWindowDays = 0 });
        var member = await shop.MemberAsync();
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(100));
        var held = TestMerchant.Ok(await _portal.Purchases.HoldAsync(shop.Actor, "h", member, 100));

        TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _portal.Purchases.ReleaseAsync(shop.Actor, held.HoldId));

        var account = await shop.AccountAsync(member);
        Assert.Equal((0, 0, 0), (account.Active, account.Pending, account.Held));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task A_payment_whose_kept_points_a_return_has_taken_is_told_so()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(100));
        var held = TestMerchant.Ok(await _portal.Purchases.HoldAsync(shop.Actor, "h", member, 100));
        TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        TestMerchant.Refused("hold_ended", await _portal.Purchases.RecordAsync(shop.Actor, "s", shop.Store, member, [TestMerchant.Line(50)], holdId: held.HoldId));
    }
}
