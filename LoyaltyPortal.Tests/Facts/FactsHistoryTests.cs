using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Facts;

/// <summary>After any history the aggregates are what a plain recomputation from the books says, whatever came back or was undone, in whatever order it arrived.</summary>
public sealed class FactsHistoryTests
{
    /// <summary>One thing that happens; the numbers choose what it happens to.</summary>
    public sealed record Step(int What, int Who, int Where, int DaysAgo, int Net, int Pick);

    private static readonly Gen<Step> Steps =
        from what in Gen.Choose(0, 124)
        from who in Gen.Choose(0, 4)
        from place in Gen.Choose(0, 2)
        from ago in Gen.Choose(0, 150)
        from net in Gen.Choose(1, 9_999)
        from pick in Gen.Choose(0, 999)
        select new Step(what, who, place, ago, net, pick);

    [Fact]
    public void Aggregates_equal_their_recomputation_after_any_history() =>
        Prop.ForAll(Steps.ListOf(40).ToArbitrary(), steps => HoldsAsync(steps.ToList()).GetAwaiter().GetResult())
            .Check(Histories.Run(20, 300));

    private static async Task<bool> HoldsAsync(List<Step> steps)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(PointsPolicy.Of(7, 1));
        await new History(portal, shop).LiveAsync(steps);
        await AssertFactsAsync(portal, shop);
        await KeptFigures.AssertAsync(portal, shop);
        await NaiveVintages.AssertAsync(shop);
        Assert.Equal(0, (await new AggregateRebuild(portal.Database).RebuildAsync(shop.Id)).Mended);
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference?.Sentence);
        return true;
    }

    /// <summary>Sales are put in line without waiting for one another, so that groups mix; what needs their answers waits for all of them.</summary>
    private sealed class History(TestPortal portal, TestMerchant shop)
    {
        private readonly List<Task<Result<PurchaseReceipt>>> _open = [];
        private readonly List<long> _purchases = [];
        private readonly List<long> _returns = [];
        private readonly List<long> _merges = [];
        private int _reference;

        private async Task<Member?> ActiveAsync(int pick)
        {
            var active = (await shop.RowsAsync<Member>()).Where(member => member.Status == MemberStatus.Active).OrderBy(member => member.Id).ToList();
            return active.Count == 0 ? null : active[pick % active.Count];
        }

        public async Task LiveAsync(List<Step> steps)
        {
            foreach (var step in steps)
            {
                if (step.What < 60)
                    _open.Add(portal.Queue.ExecuteAsync(Sale(step)));
                else
                    await OtherAsync(step);
            }

            await GatherAsync();
        }

        private RecordPurchase Sale(Step step) => new()
        {
            MerchantId = shop.Id,
            StoreId = shop.View.Stores[step.Where].Id,
            Customer = step.Who == 0 ? null : new CustomerInput($"C{step.Who}"),
            OccurredAt = portal.Clock.Now.AddDays(-step.DaysAgo),
            Reference = $"S{++_reference}",
            ImportId = step.Pick % 4 == 0 ? null : 7,
            Source = PurchaseSource.Import,
            Lines = [TestMerchant.Line(step.Net / 100m, "Books", 1 + step.Pick % 3) with { Category = step.Net % 9 == 0 ? null : $"Shelf {step.Net % 8}" }, TestMerchant.Line(step.Pick / 100m, "Pens", 2)],
        };

        private async Task GatherAsync()
        {
            _purchases.AddRange((await Task.WhenAll(_open)).Select(result => TestMerchant.Ok(result).PurchaseId));
            _open.Clear();
        }

        private async Task OtherAsync(Step step)
        {
            await GatherAsync();
            switch (step.What)
            {
                case < 66:
                    portal.Clock.Advance(TimeSpan.FromDays(step.Pick % 12));
                    break;
                case < 78 when _purchases.Count > 0:
                    var returned = await shop.ReturnAsync(_purchases[step.Pick % _purchases.Count], new ReturnedLine(1 + step.Pick % 2, 1));
                    if (returned.Succeeded)
                        _returns.Add(returned.Value.ReturnId);
                    break;
                case < 86:
                    _returns.Add(TestMerchant.Ok(await portal.Queue.ExecuteAsync(new RecordUnreferencedReturn
                    {
                        MerchantId = shop.Id,
                        StoreId = shop.OtherStore,
                        Customer = step.Who == 0 ? null : new CustomerInput($"C{step.Who}"),
                        OccurredAt = portal.Clock.Now.AddDays(-step.DaysAgo / 3),
                        Reference = $"R{++_reference}",
                        Source = PurchaseSource.Import,
                        ImportId = 7,
                        Goods = [new ReturnedGoods("Pens", "Pens", 1 + step.Pick % 4, step.Net / 100m)],
                    })).ReturnId);
                    break;
                case < 91 when _returns.Count > 0:
                    TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Id, ReturnId = _returns[step.Pick % _returns.Count] }));
                    break;
                case < 98 when _purchases.Count > 0:
                    await UndoAsync(_purchases[step.Pick % _purchases.Count]);
                    break;
                case > 117:
                    if ((await ActiveAsync(step.Pick)) is { } marked)
                        TestMerchant.Ok(await portal.Purchases.CountAsTestAsync(shop.Actor, marked.Id, !marked.IsTest));
                    break;
                case > 110 when _merges.Count > 0:
                    _ = await portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = shop.Id, MergeId = _merges[step.Pick % _merges.Count], By = shop.Actor });
                    break;
                case > 100:
                    if (await ActiveAsync(step.Pick) is { } survivor && await ActiveAsync(step.Net) is { } merged
                        && await portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = survivor.Id, MergedId = merged.Id, By = shop.Actor }) is { Succeeded: true } done)
                        _merges.Add(done.Value.MergeId);
                    break;
                default:
                    foreach (var member in await shop.RowsAsync<Member>())
                        await shop.SettleAsync(member.Id);
                    break;
            }
        }

        /// <summary>The undo of an import takes a purchase's returns back before the purchase.</summary>
        private async Task UndoAsync(long purchase)
        {
            foreach (var line in (await shop.RowsAsync<PurchaseReturnLine>()).Where(line => line.PurchaseId == purchase).DistinctBy(line => line.ReturnId))
                TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Id, ReturnId = line.ReturnId }));
            TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = shop.Id, PurchaseId = purchase }));
        }
    }

    internal static async Task AssertFactsAsync(TestPortal portal, TestMerchant shop)
    {
        var zone = Zone.Of(shop.View.Settings.TimeZone);
        var all = await shop.RowsAsync<Purchase>();
        var sold = all.Where(purchase => purchase.State != PurchaseState.Undone).OrderBy(purchase => purchase.OccurredAt).ThenBy(purchase => purchase.Id).ToList();
        var everyReturn = await shop.RowsAsync<PurchaseReturn>();
        var back = everyReturn.Where(row => row.State == ReturnState.Completed).ToList();
        var members = await shop.RowsAsync<Member>();
        var firsts = sold.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => purchase.MemberId!.Value).ToDictionary(group => group.Key, group => group.First());

        var facts = await shop.RowsAsync<MemberFacts>();
        Assert.Equal(
            members.Select(member => (member.Id, Own: sold.Where(purchase => purchase.MemberId == member.Id).ToList(), Back: back.Where(row => row.MemberId == member.Id).Sum(row => row.Net)))
                .Where(member => member.Own.Count > 0 || member.Back != 0)
                .Select(member => (member.Id, (long)member.Own.Count, member.Own.Sum(purchase => purchase.Net), member.Back, member.Own.FirstOrDefault()?.OccurredAt, member.Own.LastOrDefault()?.OccurredAt)).Order(),
            facts.Where(row => row.Purchases != 0 || row.ReturnedNet != 0)
                .Select(row => (row.MemberId, row.Purchases, row.NetSales, row.ReturnedNet, row.FirstPurchaseAt, row.LastPurchaseAt)).Order());
        Assert.All(facts.Where(row => row.Purchases == 0), row => Assert.Equal((0m, null, null), (row.NetSales, row.FirstPurchaseAt, row.LastPurchaseAt)));

        var months = sold.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => (Member: purchase.MemberId!.Value, Month: MonthNumber.Of(purchase.Day))).ToList();
        Assert.Equal(
            months.Select(group => (group.Key.Member, group.Key.Month, (long)group.Count(), group.Sum(purchase => purchase.Net))).Order(),
            (await shop.RowsAsync<MemberMonth>()).Where(row => row.Purchases != 0 || row.NetSales != 0).Select(row => (row.MemberId, row.Month, row.Purchases, row.NetSales)).Order());

        Assert.Equal(
            months.GroupBy(group => (Cohort: MonthNumber.Of(firsts[group.Key.Member].Day), group.Key.Month))
                .Select(cell => (cell.Key.Cohort, cell.Key.Month, (long)cell.Count(), (long)cell.Sum(group => group.Count()), cell.Sum(group => group.Sum(purchase => purchase.Net)))).Order(),
            (await shop.RowsAsync<CohortMonth>()).Where(row => row.Members != 0 || row.Purchases != 0 || row.NetSales != 0)
                .Select(row => (row.Cohort, row.Month, row.Members, row.Purchases, row.NetSales)).Order());

        var expected = new Dictionary<(int Store, DateOnly Day), decimal[]>();
        void Count(int store, DateOnly day, int column, decimal number)
        {
            if (!expected.TryGetValue((store, day), out var row))
                expected.Add((store, day), row = new decimal[13]);
            row[column] += number;
        }

        foreach (var purchase in sold)
        {
            var column = purchase.MemberId is not { } member ? 4 : firsts[member].Id == purchase.Id ? 0 : 2;
            Count(purchase.StoreId, purchase.Day, column, 1);
            Count(purchase.StoreId, purchase.Day, column + 1, purchase.Net);
        }

        foreach (var row in back)
        {
            Count(row.StoreId, row.Day, 6, 1);
            Count(row.StoreId, row.Day, 7, row.Net);
        }

        foreach (var member in members.Where(member => member.Status == MemberStatus.Active))
            Count(member.EnrolledStoreId ?? StoreDay.NoStore, zone.DayOf(member.EnrolledAt), 8, 1);

        foreach (var entry in await shop.RowsAsync<LedgerEntry>())
        {
            var (store, day) = entry.Source switch
            {
                EntrySource.Purchase => all.Single(purchase => purchase.Id == entry.SourceId) is var purchase ? (purchase.StoreId, purchase.Day) : default,
                EntrySource.Return => everyReturn.Single(row => row.Id == entry.SourceId) is var row ? (row.StoreId, row.Day) : default,
                EntrySource.ImportUndo => (all.Find(purchase => purchase.Id == entry.SourceId)?.StoreId ?? everyReturn.Single(row => row.Id == entry.SourceId).StoreId, zone.DayOf(entry.RecordedAt)),
                _ => (StoreDay.NoStore, zone.DayOf(entry.OccurredAt)),
            };
            switch (entry.Kind)
            {
                case EntryKind.EarnPurchase:
                    Count(store, day, 9, entry.Points);
                    break;
                case EntryKind.EarnReversal or EntryKind.AdjustmentCredit:
                    Count(store, day, 10, -entry.Points);
                    break;
                case EntryKind.Expire:
                    Count(store, day, 12, -entry.Points);
                    break;
            }
        }

        Assert.Equal(
            expected.Where(row => row.Value.Any(number => number != 0)).Select(row => $"{row.Key} {string.Join(' ', row.Value.Select(number => number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)))}").Order(),
            (await shop.RowsAsync<StoreDay>()).Select(row => (Key: (row.StoreId, row.Day), Numbers: new decimal[]
                {
                    row.FirstTimeOrders, row.FirstTimeNet, row.ReturningOrders, row.ReturningNet, row.UnidentifiedOrders, row.UnidentifiedNet, row.Returns, row.ReturnedNet, row.Enrolments,
                    row.PointsIssued, row.PointsReversed, row.PointsRedeemed, row.PointsExpired,
                }))
                .Where(row => row.Numbers.Any(number => number != 0))
                .Select(row => $"{row.Key} {string.Join(' ', row.Numbers.Select(number => number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)))}").Order());

        foreach (var member in members)
            await portal.AssertProvenAsync(shop.Id, member.Id);
    }
}
