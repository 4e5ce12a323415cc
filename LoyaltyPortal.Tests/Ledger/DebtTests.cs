using LoyaltyPortal.Ledger;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>More is taken back than the member still has.</summary>
[Trait("HardCase", "4")]
public sealed class DebtTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    /// <summary>Bought for 100, spent 80 of the points, brought everything back.</summary>
    private async Task<(TestMerchant Shop, long Member, ReturnReceipt Return)> ReturnAfterSpendingAsync(DebtKind debt)
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Debt = debt });
        var member = await shop.MemberAsync();
        var sale = await shop.BoughtAsync(member, TestMerchant.Line(100));
        TestMerchant.Ok(await shop.DebitAsync(member, 80));
        var quote = (await _portal.Purchases.QuoteReturnAsync(shop.Actor, sale.PurchaseId, [new ReturnedLine(1, 1)])).Value;
        var back = TestMerchant.Ok(await shop.ReturnAsync(sale.PurchaseId, new ReturnedLine(1, 1)));
        Assert.Equal(back.ActivePoints, quote.ActiveAfter);
        return (shop, member, back);
    }

    [Fact]
    public async Task Return_after_spending_where_debt_is_allowed_goes_below_zero_and_the_next_points_pay_it_off()
    {
        var (shop, member, back) = await ReturnAfterSpendingAsync(DebtKind.Allow);
        Assert.Equal(-80, back.ActivePoints);
        Assert.Equal((-80, 80), ((await _portal.Ledger.AccountAsync(shop.Id, member))!.Active, (await _portal.Ledger.AccountAsync(shop.Id, member))!.Debt));
        TestMerchant.Refused("points_not_enough", await shop.DebitAsync(member, 1));

        await shop.BoughtAsync(member, TestMerchant.Line(50));
        Assert.Equal(-30, (await shop.AccountAsync(member)).Active);
        TestMerchant.Refused("points_not_enough", await shop.DebitAsync(member, 1));
        await shop.BoughtAsync(member, TestMerchant.Line(50));

        Assert.Equal(20, (await shop.AccountAsync(member)).Active);
        Assert.Equal([0L, 0L, 20L], (await shop.LotsAsync(member)).Select(lot => lot.Remaining));
        TestMerchant.Ok(await shop.DebitAsync(member, 20));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task Return_after_spending_where_debt_is_clamped_takes_what_there_is_and_records_the_shortfall()
    {
        var (shop, member, back) = await ReturnAfterSpendingAsync(DebtKind.Clamp);

        Assert.Equal(0, back.ActivePoints);
        var entry = (await shop.EntriesAsync(member))[^1];
        Assert.Equal(-20, entry.Points);
        Assert.Contains(Explanation.FromJson(entry.Explanation).Steps, step => step is { Code: "step_shortfall", Arguments: ["80"] });
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task Pending_points_pay_off_a_debt_when_they_are_released_and_what_paid_it_off_does_not_lapse()
    {
        var (shop, member, _) = await ReturnAfterSpendingAsync(DebtKind.Allow);
        await shop.CreditAsync(member, 100, availableFrom: _portal.Clock.Now.AddDays(10), expiresAt: _portal.Clock.Now.AddDays(5));
        Assert.Equal(-80, (await shop.AccountAsync(member)).Active);

        _portal.Clock.Advance(TimeSpan.FromDays(10));
        var seen = (await _portal.Ledger.AccountAsync(shop.Id, member))!;
        await shop.SettleAsync(member);

        var account = await shop.AccountAsync(member);
        Assert.Equal((0, 0, 20), (account.Active, account.Pending, account.LifetimeExpired));
        Assert.Equal((account.Active, account.Pending), (seen.Active, seen.Pending));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task Giving_back_a_reversal_that_made_a_debt_fills_its_lots_then_the_debt_then_a_lot_of_its_own()
    {
        var (shop, member, _) = await ReturnAfterSpendingAsync(DebtKind.Allow);
        await shop.BoughtAsync(member, TestMerchant.Line(50));
        var reversal = (await shop.EntriesAsync(member)).Single(entry => entry.Kind == EntryKind.EarnReversal);

        TestMerchant.Ok(await shop.RestoreAsync(member, 100, reversal.Sequence));

        // 20 came from its lot, 80 were owed; 50 of those had been paid off by the last purchase.
        Assert.Equal(70, (await shop.AccountAsync(member)).Active);
        Assert.Equal([20L, 0L, 50L], (await shop.LotsAsync(member)).Select(lot => lot.Remaining));
        TestMerchant.Refused("nothing_to_restore", await shop.RestoreAsync(member, 1, reversal.Sequence));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task No_debit_but_a_reversal_may_owe()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Debt = DebtKind.Allow });
        var member = await shop.MemberWithAsync(10);

        foreach (var kind in (EntryKind[])[EntryKind.Redeem, EntryKind.AdjustmentDebit, EntryKind.TransferOut, EntryKind.ContestEntry])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => _portal.Queue.ExecuteAsync(new PostPoints
            {
                MerchantId = shop.Id,
                Posting = new Posting { AccountId = member, Kind = kind, Points = 11, AllowDebt = true, Source = EntrySource.Adjustment, SourceId = 1, OccurredAt = _portal.Clock.Now, Explanation = new Explanation() },
            }));
        }

        Assert.Equal(10, (await shop.AccountAsync(member)).Active);
    }
}
