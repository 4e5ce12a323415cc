using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Points as a means of payment: kept, spent, freed, and given back as points.</summary>
public sealed class PointsPaymentTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(); // a point per pound, worth a penny
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Task<Result<HeldPoints>> HoldAsync(long member, long points, string? key = null) =>
        _portal.Queue.ExecuteAsync(new HoldPoints { MerchantId = _shop.Id, IdempotencyKey = key, MemberId = member, Points = points });

    private Task<Result<PurchaseReceipt>> PayAsync(long member, long? hold, long points, params LineInput[] lines)
    {
        var order = _shop.Purchase(member, lines);
        return _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = order.MerchantId,
            StoreId = order.StoreId,
            MemberId = member,
            Source = order.Source,
            Lines = lines,
            IdempotencyKey = order.IdempotencyKey,
            HoldId = hold,
            PointsToSpend = points,
        });
    }

    private async Task<Purchase> PurchaseAsync(long id) => (await _shop.RowsAsync<Purchase>()).Single(purchase => purchase.Id == id);

    [Fact]
    [Trait("HardCase", "7")]
    public async Task Kept_points_are_neither_spendable_nor_spent_until_the_purchase_commits_them()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 600));
        Assert.Equal((400, 6.00m), (held.ActivePoints, held.Worth));
        TestMerchant.Refused("points_not_enough", await HoldAsync(member, 500));

        var receipt = TestMerchant.Ok(await PayAsync(member, held.HoldId, 0, TestMerchant.Line(20, earns: false)));

        Assert.Equal((600, 6.00m), (receipt.PointsRedeemed, receipt.PaidWithPoints));
        var redeem = (await _shop.EntriesAsync(member)).Single(entry => entry.Kind == EntryKind.Redeem);
        Assert.Equal((EntrySource.Purchase, receipt.PurchaseId, -600L), (redeem.Source, redeem.SourceId, redeem.Points));
        Assert.Equal((400, 0), ((await _shop.AccountAsync(member)).Active, (await _shop.AccountAsync(member)).Held));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "7")]
    public async Task A_failed_payment_frees_its_points_once_however_often_it_is_said()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 600));

        for (var time = 0; time < 3; time++)
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new ReleasePoints { MerchantId = _shop.Id, HoldId = held.HoldId }));

        Assert.Equal((1_000, 0), ((await _shop.AccountAsync(member)).Active, (await _shop.AccountAsync(member)).Held));
        Assert.Single(await _shop.EntriesAsync(member), entry => entry.Kind == EntryKind.HoldReleased);
        TestMerchant.Refused("hold_ended", await PayAsync(member, held.HoldId, 0, TestMerchant.Line(20)));
        Assert.Empty(await _shop.RowsAsync<Purchase>());
    }

    [Fact]
    [Trait("HardCase", "7")]
    public async Task A_payment_that_takes_too_long_has_no_points_left_and_they_are_free_once()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 600));
        _portal.Clock.Advance(TimeSpan.FromMinutes(HoldPoints.Minutes + 1));

        TestMerchant.Refused("hold_ended", await PayAsync(member, held.HoldId, 0, TestMerchant.Line(20)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new ReleasePoints { MerchantId = _shop.Id, HoldId = held.HoldId }));
        TestMerchant.Ok(await _shop.SettleAsync(member));

        Assert.Equal((1_000, 0), ((await _shop.AccountAsync(member)).Active, (await _shop.AccountAsync(member)).Held));
        Assert.Single(await _shop.EntriesAsync(member), entry => entry.Kind == EntryKind.HoldReleased);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "7")]
    public async Task Two_purchases_cannot_spend_one_hold()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 600));
        var answers = await Task.WhenAll(PayAsync(member, held.HoldId, 0, TestMerchant.Line(20)), PayAsync(member, held.HoldId, 0, TestMerchant.Line(30)));

        Assert.Single(answers, answer => answer.Succeeded);
        Assert.Equal("hold_ended", answers.Single(answer => !answer.Succeeded).Failure!.Code);
        Assert.Equal(600, (await _shop.RowsAsync<Purchase>()).Sum(purchase => purchase.PointsRedeemed));
    }

    [Fact]
    public async Task Points_pay_for_a_member_only_and_never_more_than_it_costs()
    {
        var member = await _shop.MemberWithAsync(10_000);
        var stranger = await _shop.MemberWithAsync(10_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 100));

        TestMerchant.Refused("purchase_points_too_many", await PayAsync(member, null, 2_001, TestMerchant.Line(20)));
        TestMerchant.Refused("hold_ended", await PayAsync(stranger, held.HoldId, 0, TestMerchant.Line(20)));
        TestMerchant.Refused("purchase_points_payment", await PayAsync(member, held.HoldId, 5, TestMerchant.Line(20)));
        TestMerchant.Ok(await PayAsync(member, null, 2_000, TestMerchant.Line(20)));
    }

    [Theory]
    [Trait("HardCase", "17")]
    [InlineData(false, 14)]
    [InlineData(true, 20)]
    public async Task The_part_paid_with_points_earns_only_where_the_programme_says_so(bool counts, long points)
    {
        var shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()]) with { Basis = new EarningBasis(PaidWithPoints: counts) });
        var member = await shop.MemberWithAsync(1_000);
        var order = shop.Purchase(member, TestMerchant.Line(20));
        var receipt = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = shop.Id,
            StoreId = shop.Store,
            MemberId = member,
            Source = PurchaseSource.Till,
            Lines = order.Lines,
            PointsToSpend = 600,
        }));

        Assert.Equal(points, receipt.Points);
    }

    [Fact]
    [Trait("HardCase", "5")]
    public async Task A_refund_of_an_order_paid_with_points_gives_points_back_and_never_money()
    {
        var member = await _shop.MemberWithAsync(2_000);
        var bought = TestMerchant.Ok(await PayAsync(member, null, 2_000, TestMerchant.Line(20)));
        Assert.Equal(0, bought.ActivePoints - bought.Points);

        var quote = TestMerchant.Ok(await _portal.Purchases.QuoteReturnAsync(_shop.Actor, bought.PurchaseId, [new ReturnedLine(1, 1)]));
        var back = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal((2_000, 0m), (quote.PointsRestored, quote.Money));
        Assert.Equal((2_000, 20m), (back.PointsRestored, back.PaidWithPoints));
        var account = await _shop.AccountAsync(member);
        Assert.Equal((2_000, 0), (account.Active, account.LifetimeRedeemed));
        TestMerchant.Refused("return_quantity_gone", await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "5")]
    [Trait("HardCase", "2")]
    public async Task Partial_returns_give_the_points_back_by_line_and_the_last_takes_the_remainder()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var bought = TestMerchant.Ok(await PayAsync(member, null, 1_000, TestMerchant.Line(10, quantity: 3), TestMerchant.Line(20, "Music", quantity: 7)));

        long back = 0;
        decimal worth = 0;
        foreach (var line in (ReturnedLine[])[new(1, 1), new(2, 2), new(1, 1), new(2, 4), new(1, 1), new(2, 1)])
        {
            var receipt = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, line));
            back += receipt.PointsRestored;
            worth += receipt.PaidWithPoints;
            await _portal.AssertProvenAsync(_shop.Id, member);
        }

        Assert.Equal((1_000, 10m), (back, worth));
        var lines = await _shop.RowsAsync<PurchaseLine>();
        Assert.Equal([333, 667], lines.OrderBy(line => line.Number).Select(line => line.PointsRedeemed));
        Assert.Equal(1_000, (await PurchaseAsync(bought.PurchaseId)).PointsRestored);
        Assert.Equal(1_000, (await _shop.AccountAsync(member)).Active);
    }

    [Fact]
    [Trait("HardCase", "6")]
    public async Task Points_that_come_back_lie_in_the_lots_they_were_taken_from()
    {
        var member = await _shop.MemberAsync();
        TestMerchant.Ok(await _shop.CreditAsync(member, 300, expiresAt: _portal.Clock.Now.AddDays(60)));
        TestMerchant.Ok(await _shop.CreditAsync(member, 300, expiresAt: _portal.Clock.Now.AddDays(90)));
        var before = (await _shop.LotsAsync(member)).Select(lot => (lot.Sequence, lot.Remaining, lot.ExpiresAt)).ToList();
        var bought = TestMerchant.Ok(await PayAsync(member, null, 500, TestMerchant.Line(5, earns: false)));

        TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal(before, (await _shop.LotsAsync(member)).Select(lot => (lot.Sequence, lot.Remaining, lot.ExpiresAt)));
    }

    [Fact]
    [Trait("HardCase", "8")]
    public async Task Cancelled_and_reopened_is_as_if_it_had_never_been_cancelled()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var bought = TestMerchant.Ok(await PayAsync(member, null, 400, TestMerchant.Line(50)));
        var lots = (await _shop.LotsAsync(member)).Select(lot => (lot.Sequence, lot.Remaining, lot.ExpiresAt, lot.AvailableFrom)).ToList();
        var account = await _shop.AccountAsync(member);
        var cancelled = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        Assert.Equal(1_000, (await _shop.AccountAsync(member)).Active);

        TestMerchant.Ok(await _portal.Purchases.TakeReturnBackAsync(_shop.Actor, "1", cancelled.ReturnId));
        TestMerchant.Ok(await _portal.Purchases.TakeReturnBackAsync(_shop.Actor, "2", cancelled.ReturnId));

        var reopened = await _shop.AccountAsync(member);
        Assert.Equal((account.Active, account.LifetimeEarned, account.LifetimeRedeemed), (reopened.Active, reopened.LifetimeEarned, reopened.LifetimeRedeemed));
        Assert.Equal(lots, (await _shop.LotsAsync(member)).Select(lot => (lot.Sequence, lot.Remaining, lot.ExpiresAt, lot.AvailableFrom)));
        var purchase = await PurchaseAsync(bought.PurchaseId);
        Assert.Equal((PurchaseState.Completed, 0m, 0L, 0L), (purchase.State, purchase.ReturnedNet, purchase.PointsReversed, purchase.PointsRestored));

        // And it can be cancelled again, with the same effect.
        var again = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        Assert.Equal((400, bought.Points), (again.PointsRestored, again.PointsReversed));
        Assert.Equal(1_000, (await _shop.AccountAsync(member)).Active);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "8")]
    public async Task A_return_whose_points_are_spent_again_cannot_be_taken_back()
    {
        var member = await _shop.MemberWithAsync(400);
        var bought = TestMerchant.Ok(await PayAsync(member, null, 400, TestMerchant.Line(4, earns: false)));
        var cancelled = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _shop.DebitAsync(member, 300));

        TestMerchant.Refused("points_not_enough", await _portal.Purchases.TakeReturnBackAsync(_shop.Actor, "1", cancelled.ReturnId));

        Assert.Equal(PurchaseState.Returned, (await PurchaseAsync(bought.PurchaseId)).State);
        Assert.Equal(100, (await _shop.AccountAsync(member)).Active);
    }

    [Fact]
    [Trait("HardCase", "22")]
    public async Task A_purchase_in_another_currency_keeps_its_rate_and_returns_at_it()
    {
        var member = await _shop.MemberAsync();
        var order = _shop.Purchase(member, TestMerchant.Line(99.99m, quantity: 3));
        var bought = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            Source = PurchaseSource.Api,
            Lines = order.Lines,
            Exchange = new ExchangeRate("EUR", 0.853217m),
        }));

        Assert.Equal((85.31m, 85), (bought.Net, bought.Points));
        var stored = await PurchaseAsync(bought.PurchaseId);
        Assert.Equal(("EUR", 99.99m, 0.853217m), (stored.Currency, stored.CurrencyNet, stored.Rate));

        var net = 0m;
        foreach (var _ in Enumerable.Range(0, 3))
            net += TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1))).Net;
        Assert.Equal(85.31m, net);
        Assert.Equal(99.99m, (await _shop.RowsAsync<PurchaseReturn>()).Sum(row => row.CurrencyNet));
        Assert.Equal(0, (await _shop.AccountAsync(member)).Active);
        TestMerchant.Refused("purchase_exchange", await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Source = PurchaseSource.Api,
            Lines = order.Lines,
            Exchange = new ExchangeRate("GBP", 1),
        }));
    }

    [Fact]
    [Trait("HardCase", "9")]
    public async Task A_till_that_sends_again_gets_the_first_answer_and_another_sale_under_the_key_is_refused()
    {
        var member = await _shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await HoldAsync(member, 500, "till-7/1"));
        RecordPurchase Sale(decimal net) => new()
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            Source = PurchaseSource.Till,
            Lines = [TestMerchant.Line(net)],
            HoldId = held.HoldId,
            IdempotencyKey = "till-7/2",
        };

        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(20)));
        _portal.Clock.Advance(TimeSpan.FromHours(5)); // it was offline
        Assert.Equal(first, TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(20))));
        Assert.Equal(held, TestMerchant.Ok(await HoldAsync(member, 500, "till-7/1")));
        TestMerchant.Refused("idempotency_key_reused", await _portal.Queue.ExecuteAsync(Sale(21)));
        TestMerchant.Refused("idempotency_key_reused", await HoldAsync(member, 501, "till-7/1"));
        Assert.Single(await _shop.RowsAsync<Purchase>());
        Assert.Equal(500 + first.Points, (await _shop.AccountAsync(member)).Active);
    }

    [Fact]
    [Trait("HardCase", "18")]
    public async Task A_later_payment_of_a_credit_order_earns_no_second_time()
    {
        var member = await _shop.MemberAsync();
        RecordPurchase Order(string key) => new()
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            Source = PurchaseSource.Api,
            Lines = [TestMerchant.Line(80)],
            Reference = "ORDER-1",
            IdempotencyKey = key,
        };

        var ordered = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Order("ordered")));
        _portal.Clock.Advance(TimeSpan.FromDays(30));
        var paid = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Order("paid")));

        Assert.Equal((ordered.PurchaseId, true), (paid.PurchaseId, paid.WasKnown));
        Assert.Equal(80, (await _shop.AccountAsync(member)).Active);
        Assert.Single(await _shop.EntriesAsync(member));
    }
}
