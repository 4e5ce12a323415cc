using LoyaltyPortal.Analytics;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Facts;

/// <summary>Holds what is counted, in both ways, against the purchases themselves.</summary>
internal static class KeptFigures
{
    public static async Task AssertAsync(TestPortal portal, TestMerchant shop)
    {
        var tests = (await shop.RowsAsync<Member>()).Where(member => member.IsTest).Select(member => member.Id).ToHashSet();
        var recorded = (await shop.RowsAsync<Purchase>()).Where(purchase => purchase.State != PurchaseState.Undone).OrderBy(purchase => purchase.OccurredAt).ThenBy(purchase => purchase.Id).ToList();
        var kept = recorded.Where(purchase => purchase.State != PurchaseState.Returned && (purchase.MemberId is not { } member || !tests.Contains(member))).ToList();
        await AssertKeptAsync(shop, kept);
        await AssertWindowsAsync(portal, shop, Counting.Recorded, recorded);
        await AssertWindowsAsync(portal, shop, Counting.Kept, kept);
        await AssertActiveAsync(portal, shop, kept);
        await AssertBreadthAsync(portal, shop, kept);
    }

    /// <summary>Every window of whole months: what is kept of categories, and what the lines of the purchases say.</summary>
    private static async Task AssertBreadthAsync(TestPortal portal, TestMerchant shop, List<Purchase> kept)
    {
        if (kept.Count == 0)
            return;
        await using var context = portal.Database.ForMerchant(shop.Id);
        var (first, last) = (MonthNumber.Of(kept.Min(purchase => purchase.Day)), MonthNumber.Of(kept.Max(purchase => purchase.Day)));
        var lines = (await shop.RowsAsync<PurchaseLine>()).ToLookup(line => line.PurchaseId);
        for (var from = first; from <= last; from = MonthNumber.Add(from, 1))
        {
            for (var to = from; to <= last; to = MonthNumber.Add(to, 1))
            {
                var window = new ReportWindow(MonthNumber.FirstDay(from), MonthNumber.FirstDay(MonthNumber.Add(to, 1)).AddDays(-1));
                var question = new ReportQuestion(context, shop.View, window, null, shop.View.Stores, null, Counting.Kept, window.To);
                var bought = kept.Where(purchase => purchase.MemberId is not null && purchase.Day >= window.From && purchase.Day <= window.To).SelectMany(purchase => lines[purchase.Id], (purchase, line) => (Member: purchase.MemberId!.Value, line.Category, line.Net)).ToList();
                var expected = bought.GroupBy(line => line.Category).Select(category => new CategorySales(category.Key, category.Select(line => line.Member).Distinct().LongCount(), category.Sum(line => line.Net))).ToHashSet();
                var counts = bought.Where(line => line.Category is not null).GroupBy(line => line.Member).Select(member => member.Select(line => line.Category).Distinct().Count()).ToList();
                foreach (var breadth in new[] { await Breadth.OfAsync(question, window, default), await Breadth.OfAsync(question with { Members = context.Set<Member>().Select(member => member.Id) }, window, default) })
                {
                    Assert.Equal(expected, breadth.Categories.ToHashSet());
                    Assert.Equal((counts.Count, counts.Sum()), (breadth.Known, breadth.Pairs));
                    Assert.Equal(Enumerable.Range(1, 5).Select(count => counts.LongCount(own => Math.Min(own, 5) == count)), Enumerable.Range(1, 5).Select(breadth.With));
                }
            }
        }
    }

    /// <summary>Who was active as some windows began and ended, in one reading and one by one.</summary>
    private static async Task AssertActiveAsync(TestPortal portal, TestMerchant shop, List<Purchase> kept)
    {
        const int Days = 20;
        if (kept.Count == 0)
            return;
        var (first, last) = (kept.Min(purchase => purchase.Day), kept.Max(purchase => purchase.Day));
        var middle = first.AddDays((last.DayNumber - first.DayNumber) / 2);
        ReportWindow[] windows = [new(first.AddDays(Days), last), new(first.AddDays(1), middle), new(middle, last), new(last.AddDays(5), last), .. Enumerable.Range(0, 12).Select(part => first.AddDays(part * 13)).Select(day => new ReportWindow(day, day.AddDays(Days - 1 - (day.Day % 3))))];
        var own = kept.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => purchase.MemberId!.Value).Select(member => member.Select(purchase => purchase.Day).ToList()).ToList();
        var expected = windows.Select(window =>
        {
            bool AtStart(List<DateOnly> days) => days.Exists(day => day >= window.From.AddDays(-Days) && day < window.From);
            bool AtEnd(List<DateOnly> days) => days.Exists(day => day > window.To.AddDays(-Days) && day <= window.To);
            return new ActiveCounts(own.Count(AtStart), own.Count(days => AtStart(days) && AtEnd(days)), own.Count(AtEnd));
        }).ToList();
        await using var context = portal.Database.ForMerchant(shop.Id);
        var active = new ActiveMembers(context, Days, null);
        Assert.Equal(expected, await active.OfAsync(windows, default));
        Assert.Equal(expected[4..5], await active.OfAsync(windows[4..5], default));
        Assert.Equal(expected, await new ActiveMembers(context, Days, context.Set<Member>().Select(member => member.Id)).OfAsync(windows, default));
        foreach (var (window, counts) in windows.Zip(expected))
            Assert.Equal((counts.Kept, counts.Lost), (await active.Of(window).LongCountAsync(member => member.AtStart && member.AtEnd), await active.Of(window).LongCountAsync(member => member.AtStart && !member.AtEnd)));
    }

    private static async Task AssertKeptAsync(TestMerchant shop, List<Purchase> kept)
    {
        var own = kept.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => purchase.MemberId!.Value).ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(
            own.Select(member => (member.Key, (long)member.Value.Count, member.Value.Sum(purchase => purchase.Net), (DateTime?)member.Value[0].OccurredAt, (DateTime?)member.Value[^1].OccurredAt)).Order(),
            (await shop.RowsAsync<MemberFacts>()).Where(row => row.KeptPurchases != 0 || row.KeptNetSales != 0 || row.KeptFirstPurchaseAt != null || row.KeptLastPurchaseAt != null)
                .Select(row => (row.MemberId, row.KeptPurchases, row.KeptNetSales, row.KeptFirstPurchaseAt, row.KeptLastPurchaseAt)).Order());
        Assert.Equal(
            own.Values.SelectMany(all => all.GroupBy(purchase => MonthNumber.Of(purchase.Day)).Select(month => (Cohort: MonthNumber.Of(all[0].Day), Month: month.Key, Orders: (long)month.Count(), Net: month.Sum(purchase => purchase.Net))))
                .GroupBy(cell => (cell.Cohort, cell.Month)).Select(cell => (cell.Key.Cohort, cell.Key.Month, (long)cell.Count(), cell.Sum(part => part.Orders), cell.Sum(part => part.Net))).Order(),
            (await shop.RowsAsync<CohortMonth>()).Where(row => row.KeptMembers != 0 || row.KeptPurchases != 0 || row.KeptNetSales != 0)
                .Select(row => (row.Cohort, row.Month, row.KeptMembers, row.KeptPurchases, row.KeptNetSales)).Order());
        Assert.Equal(
            own.Values.SelectMany(all => all.Select(purchase => purchase.Day).Distinct().Order().ToList() is var days ? days.Select((day, index) => (day, index == 0 ? DayArrival.Never : days[index - 1])) : []).GroupBy(arrival => arrival).Select(group => (group.Key, group.LongCount())).Order(),
            (await shop.RowsAsync<DayArrival>()).Where(row => row.KeptMembers != 0).Select(row => ((row.Day, row.Previous), row.KeptMembers)).Order());
        var firsts = own.Values.Select(all => all[0].Id).ToHashSet();
        Assert.Equal(
            kept.GroupBy(purchase => (purchase.StoreId, purchase.Day)).Select(day => (day.Key.StoreId, day.Key.Day,
                (long)day.Count(purchase => firsts.Contains(purchase.Id)), day.Where(purchase => firsts.Contains(purchase.Id)).Sum(purchase => purchase.Net),
                (long)day.Count(purchase => purchase.MemberId is not null && !firsts.Contains(purchase.Id)), day.Where(purchase => purchase.MemberId is not null && !firsts.Contains(purchase.Id)).Sum(purchase => purchase.Net),
                (long)day.Count(purchase => purchase.MemberId is null))).Order(),
            (await shop.RowsAsync<StoreDay>()).Where(row => row.KeptFirstTimeOrders != 0 || row.KeptReturningOrders != 0 || row.KeptUnidentifiedOrders != 0 || row.KeptFirstTimeNet != 0 || row.KeptReturningNet != 0 || row.KeptUnidentifiedNet != 0)
                .Select(row => (row.StoreId, row.Day, row.KeptFirstTimeOrders, row.KeptFirstTimeNet, row.KeptReturningOrders, row.KeptReturningNet, row.KeptUnidentifiedOrders)).Order());
    }

    /// <summary>Every window of whole months, from the rows of arrivals; and one of days, from the purchases.</summary>
    private static async Task AssertWindowsAsync(TestPortal portal, TestMerchant shop, Counting counting, List<Purchase> counted)
    {
        if (counted.Count == 0)
            return;
        var firsts = counted.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => purchase.MemberId!.Value).ToDictionary(group => group.Key, group => group.First().Id);
        var (first, last) = (MonthNumber.Of(counted.Min(purchase => purchase.Day)), MonthNumber.Of(counted.Max(purchase => purchase.Day)));
        await using var context = portal.Database.ForMerchant(shop.Id);
        var buyers = new BuyerCounts(context, Zone.Of(shop.View.Settings.TimeZone), counting);
        for (var from = first; from <= last; from = MonthNumber.Add(from, 1))
        {
            for (var to = from; to <= last; to = MonthNumber.Add(to, 1))
                await SameAsync(MonthNumber.FirstDay(from), MonthNumber.FirstDay(MonthNumber.Add(to, 1)).AddDays(-1), null);
        }

        await SameAsync(counted[0].Day.AddDays(3), counted[^1].Day.AddDays(-3), null);
        await SameAsync(counted[0].Day, counted[^1].Day, shop.Store);

        async Task SameAsync(DateOnly from, DateOnly to, int? store)
        {
            var own = counted.Where(purchase => purchase.MemberId is not null && purchase.Day >= from && purchase.Day <= to && (store is null || purchase.StoreId == store)).GroupBy(purchase => purchase.MemberId!.Value).ToList();
            Assert.Equal(
                new Buyers(own.Count, own.Count(member => member.Count() > 1), own.Count(member => member.Any(purchase => purchase.Id != firsts[member.Key]))),
                await buyers.OfAsync(from, to, store is { } one ? [one] : null, default));
        }
    }
}
