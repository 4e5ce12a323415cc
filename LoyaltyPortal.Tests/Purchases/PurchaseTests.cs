using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

public sealed class PurchaseTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private RecordPurchase At(DateTime at, long? member, decimal net, string? reference = null, CustomerInput? customer = null) => new()
    {
        MerchantId = _shop.Id,
        StoreId = _shop.Store,
        MemberId = member,
        Customer = customer,
        Source = PurchaseSource.Import,
        OccurredAt = at,
        Reference = reference,
        Lines = [TestMerchant.Line(net)],
    };

    [Fact]
    public async Task A_sale_to_somebody_unknown_is_kept_and_earns_nothing()
    {
        var receipt = await _shop.BoughtAsync(null, TestMerchant.Line(12.5m), TestMerchant.Line(3));

        Assert.Equal((null, 15.5m, 0L), (receipt.MemberId, receipt.Net, receipt.Points));
        var day = Assert.Single(await _shop.RowsAsync<StoreDay>());
        Assert.Equal((1, 15.5m, 0, 0), (day.UnidentifiedOrders, day.UnidentifiedNet, day.FirstTimeOrders, day.ReturningOrders));
        Assert.Empty(await _shop.RowsAsync<LedgerEntry>());
    }

    [Fact]
    public async Task A_purchase_credits_the_member_with_a_reason()
    {
        var member = await _shop.MemberAsync();

        var receipt = await _shop.BoughtAsync(member, TestMerchant.Line(12.99m), TestMerchant.Line(3.5m));

        Assert.Equal((16, 16), (receipt.Points, receipt.ActivePoints));
        var entry = Assert.Single(await _shop.EntriesAsync(member));
        Assert.Equal((EntryKind.EarnPurchase, EntrySource.Purchase, receipt.PurchaseId), (entry.Kind, entry.Source, entry.SourceId));
        Assert.Equal(16.49m, Explanation.FromJson(entry.Explanation).Exact);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Theory]
    [InlineData(9.99, 1)]
    [InlineData(0.12345, 7)]
    [InlineData(3.333333, 3)]
    public async Task The_same_reference_again_is_the_same_purchase(double net, int lines)
    {
        var member = await _shop.MemberAsync();
        RecordPurchase Command(decimal each) => new()
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            Source = PurchaseSource.Import,
            Reference = "R-1",
            Lines = [.. Enumerable.Range(0, lines).Select(_ => TestMerchant.Line(each))],
        };
        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command((decimal)net)));

        var again = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command((decimal)net)));

        Assert.Equal((first.PurchaseId, true), (again.PurchaseId, again.WasKnown));
        TestMerchant.Refused("purchase_reference_taken", await _portal.Queue.ExecuteAsync(Command((decimal)net + 1)));
        Assert.Single(await _shop.RowsAsync<Purchase>());
    }

    [Fact]
    public async Task One_of_three_equal_pieces_takes_back_a_third()
    {
        var member = await _shop.MemberAsync();
        var bought = await _shop.BoughtAsync(member, TestMerchant.Line(30, quantity: 3));

        var returned = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal((10m, 10L), (returned.Net, returned.PointsReversed));
    }

    [Fact]
    [Trait("HardCase", "1")]
    public async Task A_whole_return_takes_back_what_was_earned_once()
    {
        var member = await _shop.MemberAsync();
        var bought = await _shop.BoughtAsync(member, TestMerchant.Line(30.40m), TestMerchant.Line(12.70m, quantity: 2));
        ReturnedLine[] everything = [new(1, 1), new(2, 2)];

        var returned = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, everything));
        TestMerchant.Refused("return_quantity_gone", await _shop.ReturnAsync(bought.PurchaseId, everything));

        Assert.Equal((bought.Net, bought.Points, 0L), (returned.Net, returned.PointsReversed, returned.ActivePoints));
        Assert.Equal([bought.Points, -bought.Points], (await _shop.EntriesAsync(member)).Select(entry => entry.Points));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "2")]
    public async Task Returns_in_any_pieces_take_back_exactly_what_was_given()
    {
        var random = new Random(11);
        for (var round = 0; round < 10; round++)
        {
            var member = await _shop.MemberAsync();
            var lines = Enumerable.Range(0, random.Next(1, 5)).Select(_ => TestMerchant.Line(random.Next(1, 9_999) / 100m, quantity: random.Next(1, 8))).ToArray();
            var bought = await _shop.BoughtAsync(member, lines);
            var left = lines.Select(line => line.Quantity).ToArray();
            long points = 0;
            decimal net = 0;
            while (left.Sum() > 0)
            {
                var pieces = left.Select((quantity, index) => new ReturnedLine(index + 1, Math.Min(quantity, random.Next(0, 3)))).Where(piece => piece.Quantity > 0).ToArray();
                if (pieces.Length == 0)
                    continue;
                var quote = TestMerchant.Ok(await _portal.Purchases.QuoteReturnAsync(_shop.Actor, bought.PurchaseId, pieces));
                var returned = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, pieces));
                Assert.Equal((quote.Net, quote.Points, quote.ActiveAfter), (returned.Net, returned.PointsReversed, returned.ActivePoints));
                Assert.InRange(returned.PointsReversed, 0, bought.Points);
                points += returned.PointsReversed;
                net += returned.Net;
                foreach (var piece in pieces)
                    left[piece.Number - 1] -= piece.Quantity;
            }

            Assert.Equal((bought.Points, bought.Net), (points, net));
            Assert.Equal(0, (await _shop.AccountAsync(member)).Active);
            var purchase = (await _shop.RowsAsync<Purchase>()).Single(purchase => purchase.Id == bought.PurchaseId);
            Assert.Equal((PurchaseState.Returned, bought.Net, bought.Points), (purchase.State, purchase.ReturnedNet, purchase.PointsReversed));
            TestMerchant.Refused("return_quantity_gone", await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
            await _portal.AssertProvenAsync(_shop.Id, member);
        }
    }

    [Fact]
    public async Task A_return_after_spending_takes_what_there_is_and_says_what_was_missing()
    {
        var member = await _shop.MemberAsync();
        var bought = await _shop.BoughtAsync(member, TestMerchant.Line(100));
        await _shop.DebitAsync(member, 80);
        var quote = TestMerchant.Ok(await _portal.Purchases.QuoteReturnAsync(_shop.Actor, bought.PurchaseId, [new ReturnedLine(1, 1)]));

        var returned = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal((80, 0, 0), (quote.Shortfall, quote.ActiveAfter, returned.ActivePoints));
        var entry = (await _shop.EntriesAsync(member))[^1];
        var explanation = Explanation.FromJson(entry.Explanation);
        Assert.Equal((-20, -20), (entry.Points, explanation.Points));
        Assert.Equal(-20, explanation.Steps.Sum(step => step.Points ?? 0));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task The_preview_of_a_return_counts_what_time_has_brought()
    {
        var shop = await _portal.MerchantAsync(PointsPolicy.Of(14, 1));
        var member = await shop.MemberAsync();
        await shop.CreditAsync(member, 500, expiresAt: _portal.Clock.Now.AddDays(10));
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(40));
        _portal.Clock.Advance(TimeSpan.FromDays(20));

        var quote = TestMerchant.Ok(await _portal.Purchases.QuoteReturnAsync(shop.Actor, bought.PurchaseId, [new ReturnedLine(1, 1)]));
        var returned = TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal((returned.ActivePoints, returned.PendingPoints, 0L), (quote.ActiveAfter, quote.PendingAfter, quote.Shortfall));
    }

    [Fact]
    public async Task A_return_of_pending_points_takes_the_pending_ones()
    {
        var shop = await _portal.MerchantAsync(PointsPolicy.Of(14, null));
        var member = await shop.MemberWithAsync(10);
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(40, quantity: 2));

        var returned = TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal((10, 20), (returned.ActivePoints, returned.PendingPoints));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task A_purchase_that_arrives_late_becomes_the_first_and_moves_the_cohort()
    {
        var member = await _shop.MemberAsync();
        var june = _portal.Clock.Now;
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(june, member, 10)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(june.AddDays(-1), member, 20)));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(june.AddMonths(-2), member, 30)));

        var facts = Assert.Single(await _shop.RowsAsync<MemberFacts>());
        Assert.Equal((3, june.AddMonths(-2), june), (facts.Purchases, facts.FirstPurchaseAt!.Value, facts.LastPurchaseAt!.Value));
        var cohorts = (await _shop.RowsAsync<CohortMonth>()).Where(row => row.Purchases != 0).OrderBy(row => row.Month);
        Assert.Equal([(202604, 202604, 1L, 1L, 30m), (202604, 202606, 1L, 2L, 30m)], cohorts.Select(row => (row.Cohort, row.Month, row.Members, row.Purchases, row.NetSales)));
        var days = await _shop.RowsAsync<StoreDay>();
        Assert.Equal((1, 2), (days.Sum(day => day.FirstTimeOrders), days.Sum(day => day.ReturningOrders)));
    }

    [Fact]
    public async Task A_day_is_the_merchants_own_day()
    {
        var shop = await _portal.MerchantAsync(new MerchantSettings { TimeZone = "Europe/Istanbul", Currency = "TRY" });
        var lateInLondon = new DateTime(2026, 5, 31, 22, 30, 0, DateTimeKind.Utc);

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase { MerchantId = shop.Id, StoreId = shop.Store, Source = PurchaseSource.Till, OccurredAt = lateInLondon, Lines = [TestMerchant.Line(1)] }));

        Assert.Equal(new DateOnly(2026, 6, 1), Assert.Single(await shop.RowsAsync<Purchase>()).Day);
    }

    [Fact]
    public async Task A_returns_reference_is_used_once()
    {
        var bought = await _shop.BoughtAsync(null, TestMerchant.Line(30, quantity: 3));
        RecordReturn Command(decimal quantity) => new() { MerchantId = _shop.Id, PurchaseId = bought.PurchaseId, Lines = [new ReturnedLine(1, quantity)], Source = PurchaseSource.Api, Reference = "RET-1" };
        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command(1)));

        var again = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command(1)));

        Assert.Equal((first.ReturnId, true), (again.ReturnId, again.WasKnown));
        TestMerchant.Refused("purchase_reference_taken", await _portal.Queue.ExecuteAsync(Command(2)));
        Assert.Single(await _shop.RowsAsync<PurchaseReturn>());
    }

    [Fact]
    public async Task A_files_return_that_meets_several_purchases_is_known_when_it_comes_again()
    {
        for (var day = 3; day > 0; day--)
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(_portal.Clock.Now.AddDays(-day), null, 10, $"S{day}", new CustomerInput("C1"))));
        RecordUnreferencedReturn Command() => new()
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Customer = new CustomerInput("C1"),
            OccurredAt = _portal.Clock.Now,
            Reference = "C-1",
            Source = PurchaseSource.Import,
            Goods = [new ReturnedGoods("Books", "Books", 3, 10)],
        };
        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command()));

        var again = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Command()));

        Assert.Equal((10m, 30L, 0), (first.Net, first.PointsReversed, first.UnmatchedLines));
        Assert.Equal((first.ReturnId, true), (again.ReturnId, again.WasKnown));
    }

    [Fact]
    public async Task A_files_return_takes_the_latest_earlier_purchase_and_keeps_what_matches_nothing()
    {
        var now = _portal.Clock.Now;
        var customer = new CustomerInput("C1");
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(now.AddDays(-9), null, 10, "S1", customer)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(now.AddDays(-5), null, 20, "S2", customer)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(now.AddDays(-1), null, 40, "S3", customer)));

        var returned = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordUnreferencedReturn
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Customer = customer,
            OccurredAt = now.AddDays(-3),
            Reference = "C-1",
            Source = PurchaseSource.Import,
            Goods = [new ReturnedGoods("Books", "Books", 1, 20), new ReturnedGoods("Pens", "Pens", 4, 8)],
        }));

        Assert.Equal((28m, 20L, 1), (returned.Net, returned.PointsReversed, returned.UnmatchedLines));
        Assert.Equal("S2", Assert.Single(await _shop.RowsAsync<Purchase>(), purchase => purchase.State == PurchaseState.Returned).Reference);
    }

    [Fact]
    public async Task Points_that_lapsed_are_counted_on_their_day_even_when_a_known_purchase_finds_them()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 25, expiresAt: _portal.Clock.Now.AddDays(5));
        var bought = At(_portal.Clock.Now, member, 10, "R-1");
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(bought));
        var day = DateOnly.FromDateTime(_portal.Clock.Now.AddDays(5));
        _portal.Clock.Advance(TimeSpan.FromDays(30));

        Assert.True(TestMerchant.Ok(await _portal.Queue.ExecuteAsync(At(bought.OccurredAt!.Value, member, 10, "R-1"))).WasKnown);

        Assert.Equal(25, Assert.Single(await _shop.RowsAsync<StoreDay>(), row => row.PointsExpired != 0 && row.Day == day && row.StoreId == StoreDay.NoStore).PointsExpired);
    }

    [Theory]
    [InlineData("purchase_amount", 0, 5)]
    [InlineData("purchase_amount", 1, -5)]
    [InlineData("purchase_amount", 0.00001, 5)]
    [InlineData("purchase_amount", 1, 10_000_001)]
    public async Task Amounts_out_of_range_are_refused(string code, double quantity, double net) =>
        TestMerchant.Refused(code, await _shop.BuyAsync(null, TestMerchant.Line((decimal)net, quantity: (decimal)quantity)));

    [Fact]
    public async Task A_purchase_in_the_future_or_without_lines_is_refused()
    {
        TestMerchant.Refused("purchase_date", await _portal.Queue.ExecuteAsync(At(_portal.Clock.Now.AddDays(2), null, 1)));
        TestMerchant.Refused("purchase_lines", await _shop.BuyAsync(null));
    }

    [Fact]
    public async Task Undoing_an_imported_purchase_takes_its_points_back_and_doing_it_again_changes_nothing()
    {
        var receipt = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Customer = new CustomerInput("C1"),
            Source = PurchaseSource.Import,
            ImportId = 7,
            Reference = "S1",
            Lines = [TestMerchant.Line(30)],
        }));

        for (var time = 0; time < 2; time++)
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = receipt.PurchaseId }));

        Assert.Equal(0, (await _shop.AccountAsync(receipt.MemberId!.Value)).Active);
        Assert.Equal(2, (await _shop.EntriesAsync(receipt.MemberId.Value)).Count);
        Assert.Equal(MemberStatus.Archived, Assert.Single(await _shop.RowsAsync<Member>()).Status);
        var days = await _shop.RowsAsync<StoreDay>();
        Assert.Equal((0, 0m, 0), (days.Sum(day => day.FirstTimeOrders), days.Sum(day => day.FirstTimeNet), days.Sum(day => day.Enrolments)));
        Assert.Equal(days.Sum(day => day.PointsIssued), days.Sum(day => day.PointsReversed));
        await _portal.AssertProvenAsync(_shop.Id, receipt.MemberId.Value);
    }
}
