using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// What every aggregate should say, worked out from purchases, returns, entries, actions and enrolments alone. It shares nothing with the book that
/// keeps the aggregates while things are recorded: the two are held against each other. Members come in pages; what stays in memory are the rows of the
/// merchant's days and cohorts.
/// </summary>
internal sealed class AggregatesFromBooks(Zone zone)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<(DateOnly Day, int StoreId), StoreDayFigures> _storeDays = [];
    private readonly Dictionary<(int Cohort, int Month), CohortFigures> _cohorts = [];
    private readonly Dictionary<(int Month, long Way), ArrivalFigures> _arrivals = [];
    private readonly Dictionary<(DateOnly Day, DateOnly Previous), DayArrivalFigures> _dayArrivals = [];
    private readonly Dictionary<(string Category, int Month), CategoryFigures> _categories = [];
    private readonly Dictionary<(string Category, int Month, int Previous), CategoryArrivalFigures> _categoryArrivals = [];
    private readonly Dictionary<(int Month, int Place), BreadthFigures> _breadth = [];
    private readonly Dictionary<(int Earned, int Month), VintageFigures> _vintages = [];

    /// <summary>Complete once all pages and <see cref="AddUnidentifiedAsync"/> have been added.</summary>
    public IReadOnlyDictionary<(DateOnly Day, int StoreId), StoreDayFigures> StoreDays => _storeDays;

    public IReadOnlyDictionary<(int Cohort, int Month), CohortFigures> Cohorts => _cohorts;

    public IReadOnlyDictionary<(int Month, long Way), ArrivalFigures> Arrivals => _arrivals;

    public IReadOnlyDictionary<(DateOnly Day, DateOnly Previous), DayArrivalFigures> DayArrivals => _dayArrivals;

    public IReadOnlyDictionary<(string Category, int Month), CategoryFigures> Categories => _categories;

    public IReadOnlyDictionary<(string Category, int Month, int Previous), CategoryArrivalFigures> CategoryArrivals => _categoryArrivals;

    public IReadOnlyDictionary<(int Month, int Place), BreadthFigures> Breadth => _breadth;

    /// <summary>How many rows of the merchant there should be.</summary>
    public int Count => _storeDays.Count + _cohorts.Count + _arrivals.Count + _dayArrivals.Count + _categories.Count + _categoryArrivals.Count + _breadth.Count + _vintages.Count;

    public IReadOnlyDictionary<(int Earned, int Month), VintageFigures> Vintages => _vintages;

    /// <summary>What the page's members have done, and their part in the merchant's figures.</summary>
    public MemberAggregates Add(BooksPage page)
    {
        var all = new MemberAggregates();
        foreach (var purchases in page.Purchases)
            AddPurchases(all, purchases.Key, [.. purchases], IsTest(page, purchases.Key), page.Lines);
        foreach (var row in page.Returns.SelectMany(group => group).Where(row => row.State == ReturnState.Completed))
        {
            var member = row.MemberId!.Value;
            Add(_storeDays, (row.Day, row.StoreId), new StoreDayFigures(Returns: 1, ReturnedNet: row.Net));
            if (!IsTest(page, member))
                Add(_storeDays, (row.Day, row.StoreId), new StoreDayFigures(KeptReturns: 1, KeptReturnedNet: row.Net));
            var known = all.Facts.GetValueOrDefault(member);
            all.Facts[member] = known with { ReturnedNet = known.ReturnedNet + row.Net };
        }

        foreach (var member in page.Members.Values.Where(member => member.Status is MemberStatus.Active or MemberStatus.Erased))
            Add(_storeDays, (zone.DayOf(member.EnrolledAt), member.EnrolledStoreId ?? StoreDay.NoStore), new StoreDayFigures(Enrolments: 1, KeptEnrolments: member.IsTest ? 0 : 1));
        AddPoints(all, page);
        AddSales(page);
        return all;
    }

    private static bool IsTest(BooksPage page, long memberId) => page.Members.GetValueOrDefault(memberId)?.IsTest == true;

    /// <summary>Sales to nobody known and returns from nobody known.</summary>
    /// <returns>How many of each.</returns>
    public async Task<BooksCounts> AddUnidentifiedAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        long purchases = 0, returns = 0;
        var sold = context.Set<Purchase>().Where(row => row.MemberId == null).Select(row => new { row.StoreId, row.Day, row.Net, row.State });
        await foreach (var row in sold.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            purchases++;
            if (row.State != PurchaseState.Undone)
                Add(_storeDays, (row.Day, row.StoreId), new StoreDayFigures(UnidentifiedOrders: 1, UnidentifiedNet: row.Net));
            if (row.State is not (PurchaseState.Undone or PurchaseState.Returned))
                Add(_storeDays, (row.Day, row.StoreId), new StoreDayFigures(KeptUnidentifiedOrders: 1, KeptUnidentifiedNet: row.Net));
        }

        var back = context.Set<PurchaseReturn>().Where(row => row.MemberId == null).Select(row => new { row.StoreId, row.Day, row.Net, row.State });
        await foreach (var row in back.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            returns++;
            if (row.State == ReturnState.Completed)
                Add(_storeDays, (row.Day, row.StoreId), new StoreDayFigures(Returns: 1, ReturnedNet: row.Net, KeptReturns: 1, KeptReturnedNet: row.Net));
        }

        return new BooksCounts { Purchases = purchases, Returns = returns };
    }

    private void AddPurchases(MemberAggregates all, long member, List<Purchase> everything, bool isTest, ILookup<long, PurchaseLine> lines)
    {
        var sold = everything.Where(purchase => purchase.State != PurchaseState.Undone).ToList();
        foreach (var purchase in sold)
        {
            Add(all.Days, (member, purchase.Day), new DayFigures(
                purchase.State == PurchaseState.Returned ? 0 : 1, purchase.Net - purchase.ReturnedNet, purchase.PointsEarned - purchase.PointsReversed));
            Add(all.Months, (member, MonthNumber.Of(purchase.Day)), new MonthFigures(1, purchase.Net));
            Add(_storeDays, (purchase.Day, purchase.StoreId), purchase == sold[0]
                ? new StoreDayFigures(FirstTimeOrders: 1, FirstTimeNet: purchase.Net)
                : new StoreDayFigures(ReturningOrders: 1, ReturningNet: purchase.Net));
        }

        if (sold.Count == 0)
            return;
        var first = sold[0];
        all.Facts[member] = new MemberFigures(
            sold.Count, sold.Sum(purchase => purchase.Net), 0, first.OccurredAt, first.Day, first.StoreId, first.Net, sold[^1].OccurredAt);
        foreach (var month in sold.GroupBy(purchase => MonthNumber.Of(purchase.Day)))
            Add(_cohorts, (MonthNumber.Of(first.Day), month.Key), new CohortFigures(1, month.LongCount(), month.Sum(purchase => purchase.Net)));
        AddArrivals(sold, new ArrivalFigures(Members: 1));
        if (!isTest)
            AddKept(all, member, sold.FindAll(purchase => purchase.State != PurchaseState.Returned), lines);
    }

    private void AddKept(MemberAggregates all, long member, List<Purchase> kept, ILookup<long, PurchaseLine> lines)
    {
        if (kept.Count == 0)
            return;
        var first = kept[0];
        all.Facts[member] = all.Facts[member] with
        {
            KeptPurchases = kept.Count,
            KeptNetSales = kept.Sum(purchase => purchase.Net),
            KeptFirstPurchaseAt = first.OccurredAt,
            KeptFirstPurchaseDay = first.Day,
            KeptFirstPurchaseStoreId = first.StoreId,
            KeptFirstPurchaseNet = first.Net,
            KeptLastPurchaseAt = kept[^1].OccurredAt,
        };
        foreach (var purchase in kept)
        {
            Add(_storeDays, (purchase.Day, purchase.StoreId), purchase == first
                ? new StoreDayFigures(KeptFirstTimeOrders: 1, KeptFirstTimeNet: purchase.Net)
                : new StoreDayFigures(KeptReturningOrders: 1, KeptReturningNet: purchase.Net));
        }

        string CategoriesOf(IEnumerable<Purchase> purchases) => JsonSerializer.Serialize(purchases.SelectMany(purchase => lines[purchase.Id]).Select(line => line.Category ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), Plain);
        foreach (var month in kept.GroupBy(purchase => MonthNumber.Of(purchase.Day)))
        {
            var net = month.Sum(purchase => purchase.Net);
            Add(all.Months, (member, month.Key), new MonthFigures(KeptPurchases: month.LongCount(), KeptNetSales: net, KeptDays: month.Aggregate(0, (days, purchase) => days | 1 << (purchase.Day.Day - 1)), KeptCategories: CategoriesOf(month)));
            Add(_cohorts, (MonthNumber.Of(first.Day), month.Key), new CohortFigures(KeptMembers: 1, KeptPurchases: month.LongCount(), KeptNetSales: net));
        }

        AddArrivals(kept, new ArrivalFigures(KeptMembers: 1));
        var previous = DayArrival.Never;
        foreach (var day in kept.Select(purchase => purchase.Day).Distinct().Order())
        {
            Add(_dayArrivals, (day, previous), new DayArrivalFigures(1));
            previous = day;
        }

        AddCategories([.. kept.SelectMany(purchase => lines[purchase.Id], (purchase, line) => (MonthNumber.Of(purchase.Day), line.Category ?? "", line.Net))]);
    }

    /// <summary>What one member bought, line by line.</summary>
    private void AddCategories(IReadOnlyList<(int Month, string Category, decimal Net)> lines)
    {
        foreach (var (month, category, net) in lines)
            Add(_categories, (category, month), new CategoryFigures(net));
        foreach (var (month, category) in lines.Select(line => (line.Month, line.Category)).Distinct())
            Add(_categoryArrivals, (category, month, lines.Where(line => line.Category == category && line.Month < month).Select(line => line.Month).DefaultIfEmpty().Max()), new CategoryArrivalFigures(1));

        // When each of the latest categories was last bought, up to each month: what is there and was not is taken, what was there and is not is left.
        int[] before = [];
        foreach (var month in lines.Select(line => line.Month).Distinct().Order())
        {
            int[] now = [.. lines.Where(line => line.Month <= month && line.Category.Length > 0).GroupBy(line => line.Category).Select(category => category.Max(line => line.Month)).OrderDescending().Take(BreadthMonth.Most)];
            foreach (var (rank, latest) in now.Index().Except(before.Index()))
                Add(_breadth, (month, BreadthMonth.PlaceOf(rank + 1, latest)), new BreadthFigures(1));
            foreach (var (rank, latest) in before.Index().Except(now.Index()))
                Add(_breadth, (month, BreadthMonth.PlaceOf(rank + 1, latest)), new BreadthFigures(-1));
            before = now;
        }
    }

    private void AddArrivals(List<Purchase> counted, ArrivalFigures one)
    {
        (int Month, bool HasMany) previous = default, before = default;
        foreach (var month in counted.GroupBy(purchase => MonthNumber.Of(purchase.Day)).OrderBy(group => group.Key))
        {
            var hasMany = month.Skip(1).Any();
            Add(_arrivals, (month.Key, MonthArrival.WayOf(hasMany, previous.Month, previous.HasMany, before.Month)), one);
            (before, previous) = (previous, (month.Key, hasMany));
        }
    }

    private void AddPoints(MemberAggregates all, BooksPage page)
    {
        foreach (var entries in page.Entries)
        {
            var purchases = page.Purchases[entries.Key].ToDictionary(purchase => purchase.Id);
            var returns = page.Returns[entries.Key].ToDictionary(row => row.Id);
            var isTest = IsTest(page, entries.Key);
            foreach (var posted in PostedEntry.OfAccount([.. entries], page.Lots[entries.Key], page.Allocations[entries.Key], page.Holds[entries.Key]))
            {
                var entry = posted.Entry;
                if (entry is { Source: EntrySource.Action } && entry.Kind.IsEarning() && page.Members.GetValueOrDefault(entry.AccountId)?.MergedInto is null)
                    Add(all.Days, (entry.AccountId, zone.DayOf(entry.OccurredAt)), new DayFigures(OtherPoints: entry.Points));
                var figures = PointsOf(entry);
                if (figures == default && posted.Changes.Count == 0)
                    continue;
                var at = entry.Source switch
                {
                    _ when entry.Kind == EntryKind.HoldReleased => (zone.DayOf(entry.OccurredAt), StoreDay.NoStore),
                    EntrySource.Purchase when purchases.TryGetValue(entry.SourceId, out var purchase) => (purchase.Day, purchase.StoreId),
                    EntrySource.Return when returns.TryGetValue(entry.SourceId, out var row) => (row.Day, row.StoreId),
                    EntrySource.Action when page.Actions.TryGetValue(entry.SourceId, out var action) => (zone.DayOf(action.OccurredAt), action.StoreId ?? StoreDay.NoStore),
                    EntrySource.ImportUndo when purchases.TryGetValue(entry.SourceId, out var purchase) => (zone.DayOf(entry.RecordedAt), purchase.StoreId),
                    EntrySource.ImportUndo when returns.TryGetValue(entry.SourceId, out var row) => (zone.DayOf(entry.RecordedAt), row.StoreId),
                    EntrySource.Purchase when page.Merged.Purchases.TryGetValue(entry.SourceId, out var purchase) => (purchase.Day, purchase.StoreId),
                    EntrySource.Return when page.Merged.Returns.TryGetValue(entry.SourceId, out var row) => (row.Day, row.StoreId),
                    EntrySource.ImportUndo when page.Merged.Purchases.TryGetValue(entry.SourceId, out var purchase) => (zone.DayOf(entry.RecordedAt), purchase.StoreId),
                    EntrySource.ImportUndo when page.Merged.Returns.TryGetValue(entry.SourceId, out var row) => (zone.DayOf(entry.RecordedAt), row.StoreId),
                    EntrySource.Schedule => (zone.DayOf(entry.OccurredAt), StoreDay.NoStore),
                    _ => (zone.DayOf(entry.RecordedAt), StoreDay.NoStore),
                };
                if (figures != default)
                    Add(_storeDays, at, figures);
                if (isTest)
                    continue;
                if (figures != default)
                    Add(_storeDays, at, new StoreDayFigures(KeptPointsIssued: figures.PointsIssued, KeptPointsReversed: figures.PointsReversed, KeptPointsRedeemed: figures.PointsRedeemed, KeptPointsExpired: figures.PointsExpired));
                foreach (var change in posted.Changes)
                    Add(_vintages, (MonthNumber.Of(zone.DayOf(change.EarnedAt)), MonthNumber.Of(at.Item1)), new VintageFigures(Issued: change.Begun) + GoneAs(posted.CountsAs, change.Gone));
            }
        }

        foreach (var (memberId, entry) in page.Merged.Actions.Where(action => action.Entry.Kind.IsEarning()))
            Add(all.Days, (memberId, zone.DayOf(entry.OccurredAt)), new DayFigures(OtherPoints: entry.Points));
    }

    /// <summary>What purchases that earned points were sold for, less what came back of them.</summary>
    private void AddSales(BooksPage page)
    {
        foreach (var purchases in page.Purchases.Where(group => !IsTest(page, group.Key)))
        {
            var sold = purchases.Where(purchase => purchase.PointsEarned > 0 && purchase.State != PurchaseState.Undone).ToDictionary(purchase => purchase.Id);
            foreach (var purchase in sold.Values)
                Add(_vintages, (MonthNumber.Of(purchase.Day), MonthNumber.Of(purchase.Day)), new VintageFigures(SoldPoints: purchase.PointsEarned, NetSales: purchase.Net));
            foreach (var row in page.Returns[purchases.Key].Where(row => row.State == ReturnState.Completed))
            {
                foreach (var line in page.ReturnLines[row.Id])
                {
                    if (line.PurchaseId is { } id && sold.TryGetValue(id, out var purchase))
                        Add(_vintages, (MonthNumber.Of(purchase.Day), MonthNumber.Of(row.Day)), new VintageFigures(SoldPoints: -line.PointsReversed, NetSales: -line.Net));
                }
            }
        }
    }

    private static VintageFigures GoneAs(EntryKind kind, long points) => kind switch
    {
        EntryKind.Redeem or EntryKind.ContestEntry => new(Redeemed: points),
        EntryKind.Expire => new(Expired: points),
        EntryKind.MergeOut or EntryKind.TransferOut => new(Issued: -points),
        _ => new(Reversed: points),
    };

    private static StoreDayFigures PointsOf(LedgerEntry entry) => (entry.Kind, entry.Source) switch
    {
        (EntryKind.Expire, _) => new(PointsExpired: -entry.Points),
        (EntryKind.Redeem or EntryKind.RedemptionReversal, _) => new(PointsRedeemed: -entry.Points),
        (EntryKind.EarnReversal, _) or (_, EntrySource.ImportUndo) => new(PointsReversed: -entry.Points),
        (EntryKind.TransferIn or EntryKind.MergeIn, _) => default,
        (EntryKind.EarnPurchase or EntryKind.EarnAction or EntryKind.EarnBonus or EntryKind.ReferralReward or EntryKind.Goodwill or EntryKind.OpeningBalance or EntryKind.AdjustmentCredit, _) => new(PointsIssued: entry.Points),
        _ => default,
    };

    private static void Add<TKey, TFigures>(Dictionary<TKey, TFigures> rows, TKey key, TFigures more) where TKey : notnull where TFigures : struct, IAdditionOperators<TFigures, TFigures, TFigures> =>
        rows[key] = rows.GetValueOrDefault(key) + more;
}

/// <summary>What the aggregates of some members should say.</summary>
internal sealed class MemberAggregates
{
    public Dictionary<long, MemberFigures> Facts { get; } = [];

    public Dictionary<(long MemberId, int Month), MonthFigures> Months { get; } = [];

    public Dictionary<(long MemberId, DateOnly Day), DayFigures> Days { get; } = [];
}
