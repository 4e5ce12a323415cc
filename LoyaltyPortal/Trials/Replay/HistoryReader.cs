using System.Runtime.CompilerServices;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>
/// Reads a merchant's history in the order of time, a page at a time by key: no long transaction, and no more than a few pages in memory however long
/// the history is. Purchases of nobody known earn nothing and are not read.
/// </summary>
internal sealed class HistoryReader(LoyaltyDatabase database, MerchantView merchant, TrialWindow window)
{
    private const int PageSize = 2_000;

    /// <summary>One member only; null all.</summary>
    public long? MemberId { get; init; }

    /// <summary>Read which segments members belonged to.</summary>
    public bool WithSegments { get; init; }

    /// <summary>How many purchases there are to replay, those before the window included.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchant.Id);
        return await Purchases(context).LongCountAsync(cancellation);
    }

    public async Task<Dictionary<long, MemberBasics>> MembersAsync(CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchant.Id);
        var members = context.Set<Member>().AsNoTracking();
        if (MemberId is { } one)
            members = members.Where(member => member.Id == one);
        ILookup<long, SegmentMembership>? segments = null;
        if (WithSegments)
        {
            // Whoever was merged into a member has brought the purchases along, and what they were made under.
            var merged = await context.Set<Member>().Where(member => member.MergedInto != null).Select(member => new { member.Id, Into = member.MergedInto!.Value }).ToDictionaryAsync(member => member.Id, member => member.Into, cancellation);
            long Survivor(long id) => merged.TryGetValue(id, out var into) ? Survivor(into) : id;
            segments = (await context.Set<SegmentMembership>().AsNoTracking().ToListAsync(cancellation)).ToLookup(row => Survivor(row.MemberId));
        }

        return await members.Select(member => new { member.Id, member.EnrolledAt, member.BirthDate })
            .ToDictionaryAsync(member => member.Id, member => new MemberBasics(member.EnrolledAt, member.BirthDate) { Segments = segments is null ? null : [.. segments[member.Id]] }, cancellation);
    }

    public async IAsyncEnumerable<HistoryEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var purchases = PurchasesAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using var returns = ReturnsAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using var actions = ActionsAsync(cancellation).GetAsyncEnumerator(cancellation);
        IAsyncEnumerator<HistoryEvent>[] sources = [purchases, returns, actions];
        var waiting = new HistoryEvent?[sources.Length];
        for (var index = 0; index < sources.Length; index++)
            waiting[index] = await NextAsync(sources[index]);
        while (First(waiting) is var first and >= 0)
        {
            yield return waiting[first]!;
            waiting[first] = await NextAsync(sources[first]);
        }
    }

    private static async ValueTask<HistoryEvent?> NextAsync(IAsyncEnumerator<HistoryEvent> source) => await source.MoveNextAsync() ? source.Current : null;

    private static int First(HistoryEvent?[] waiting)
    {
        var first = -1;
        for (var index = 0; index < waiting.Length; index++)
        {
            if (waiting[index] is { } next && (first < 0 || (next.OccurredAt, next.Id).CompareTo((waiting[first]!.OccurredAt, waiting[first]!.Id)) < 0))
                first = index;
        }

        return first;
    }

    private IQueryable<Purchase> Purchases(LoyaltyDbContext context) => OfAnyTime(context).Where(purchase => purchase.OccurredAt < window.Until);

    private IQueryable<Purchase> OfAnyTime(LoyaltyDbContext context)
    {
        var purchases = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.RecordedAt <= window.AsOf && purchase.State != PurchaseState.Undone);
        return MemberId is { } one ? purchases.Where(purchase => purchase.MemberId == one) : purchases.Where(purchase => purchase.MemberId != null);
    }

    private async IAsyncEnumerable<HistoryEvent> PurchasesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (at, id) = (DateTime.UnixEpoch.AddYears(-1), 0L);
        while (true)
        {
            await using var context = database.ForMerchant(merchant.Id);
            var page = await Purchases(context).Where(purchase => purchase.OccurredAt >= at && (purchase.OccurredAt > at || purchase.Id > id))
                .OrderBy(purchase => purchase.OccurredAt).ThenBy(purchase => purchase.Id).Take(PageSize)
                .Select(purchase => new { purchase.Id, purchase.MemberId, purchase.OccurredAt, purchase.RecordedAt, purchase.Day, purchase.StoreId, purchase.Reference, purchase.Net, purchase.PaidWithPoints, purchase.PointsEarned, purchase.State, Corrected = purchase.PointsCorrected - purchase.CorrectionReversed })
                .ToListAsync(cancellation);
            if (page.Count == 0)
                yield break;
            var last = page[^1];
            var isBefore = window.From is { } from && last.OccurredAt < from;
            var lines = new LineCursor(await LinesAsync(context, (at, id), (last.OccurredAt, last.Id), onlyTouched: isBefore, cancellation));
            foreach (var purchase in page)
            {
                yield return new PurchaseEvent(
                    purchase.Id, purchase.MemberId!.Value, purchase.OccurredAt, purchase.RecordedAt, purchase.Day, purchase.StoreId, purchase.Reference, purchase.Net, purchase.PaidWithPoints, purchase.PointsEarned,
                    purchase.State != PurchaseState.Completed, lines.Of(purchase.Id))
                {
                    Corrected = purchase.Corrected,
                };
            }

            if (page.Count < PageSize)
                yield break;
            (at, id) = (last.OccurredAt, last.Id);
        }
    }

    /// <summary>
    /// The lines of a page. The page's own end is the only upper bound: of two, SQLite seeks by the first and filters by the other, and with the window's first every page
    /// would be looked for in all of the history that is left.
    /// </summary>
    private async Task<List<LineRow>> LinesAsync(LoyaltyDbContext context, (DateTime At, long Id) after, (DateTime At, long Id) last, bool onlyTouched, CancellationToken cancellation) =>
        await (from purchase in OfAnyTime(context)
               where purchase.OccurredAt >= after.At && (purchase.OccurredAt > after.At || purchase.Id > after.Id)
                   && purchase.OccurredAt <= last.At && (purchase.OccurredAt < last.At || purchase.Id <= last.Id)
                   && (!onlyTouched || purchase.State != PurchaseState.Completed)
               join line in context.Set<PurchaseLine>() on purchase.Id equals line.PurchaseId
               orderby purchase.OccurredAt, purchase.Id, line.Number
               select new LineRow
               {
                   PurchaseId = line.PurchaseId,
                   Sku = line.Sku,
                   Category = line.Category,
                   Brand = line.Brand,
                   Kind = line.Kind,
                   Tax = line.Tax,
                   Quantity = line.Quantity,
                   Net = line.Net,
                   EarnsPoints = line.EarnsPoints,
               }).ToListAsync(cancellation);

    /// <summary>Also what came back after the window of what was sold in it: nobody is to be given points for goods that they no longer have.</summary>
    private async IAsyncEnumerable<HistoryEvent> ReturnsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (at, id) = (DateTime.UnixEpoch.AddYears(-1), 0L);
        while (true)
        {
            await using var context = database.ForMerchant(merchant.Id);
            var returns = context.Set<PurchaseReturn>().AsNoTracking()
                .Where(row => row.RecordedAt <= window.AsOf && row.State != ReturnState.Undone && row.OccurredAt >= at && (row.OccurredAt > at || row.Id > id));
            returns = MemberId is { } one ? returns.Where(row => row.MemberId == one) : returns.Where(row => row.MemberId != null);
            var page = await returns.OrderBy(row => row.OccurredAt).ThenBy(row => row.Id).Take(PageSize)
                .Select(row => new { row.Id, row.MemberId, row.OccurredAt, row.Day, row.Net }).ToListAsync(cancellation);
            if (page.Count == 0)
                yield break;
            var last = page[^1];
            var pieces = (await (from row in returns
                                 where row.OccurredAt <= last.OccurredAt && (row.OccurredAt < last.OccurredAt || row.Id <= last.Id)
                                 join line in context.Set<PurchaseReturnLine>() on row.Id equals line.ReturnId
                                 join purchase in Purchases(context) on line.PurchaseId equals purchase.Id
                                 select new { line.ReturnId, line.Number, line.PurchaseId, line.PurchaseLineNumber, line.Quantity, line.Net, line.PointsReversed }).ToListAsync(cancellation))
                .OrderBy(line => line.Number).ToLookup(line => line.ReturnId, line => new ReturnedPiece(line.PurchaseId!.Value, line.PurchaseLineNumber!.Value, line.Quantity, line.Net, line.PointsReversed));
            foreach (var row in page.Where(row => row.OccurredAt < window.Until || pieces.Contains(row.Id)))
                yield return new ReturnEvent(row.Id, row.MemberId!.Value, row.OccurredAt, row.Day, row.Net, [.. pieces[row.Id]]);
            if (page.Count < PageSize)
                yield break;
            (at, id) = (last.OccurredAt, last.Id);
        }
    }

    private async IAsyncEnumerable<HistoryEvent> ActionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (at, id) = (DateTime.UnixEpoch.AddYears(-1), 0L);
        while (true)
        {
            await using var context = database.ForMerchant(merchant.Id);
            var actions = context.Set<MemberAction>().AsNoTracking()
                .Where(action => action.OccurredAt < window.Until && action.OccurredAt >= at && (action.OccurredAt > at || action.Id > id));
            if (MemberId is { } one)
                actions = actions.Where(action => action.MemberId == one);
            var page = await actions.OrderBy(action => action.OccurredAt).ThenBy(action => action.Id).Take(PageSize)
                .Select(action => new { action.Id, action.MemberId, action.OccurredAt, action.Action, action.Amount, action.Points, action.OwnPoints }).ToListAsync(cancellation);
            foreach (var action in page)
                yield return new ActionEvent(action.Id, action.MemberId, action.OccurredAt, merchant.Zone.DayOf(action.OccurredAt), action.Action, action.Amount ?? 0, action.Points, action.OwnPoints);
            if (page.Count < PageSize)
                yield break;
            (at, id) = (page[^1].OccurredAt, page[^1].Id);
        }
    }

    /// <summary>Lines as they are read: in the order of their purchases.</summary>
    private sealed record LineRow
    {
        public required long PurchaseId { get; init; }

        public required string? Sku { get; init; }

        public required string? Category { get; init; }

        public required string? Brand { get; init; }

        public required LineKind Kind { get; init; }

        public required decimal Tax { get; init; }

        public required decimal Quantity { get; init; }

        public required decimal Net { get; init; }

        public required bool EarnsPoints { get; init; }

        public BasketLine ForBasket() => new(Sku, Category, Quantity, Net, EarnsPoints) { Brand = Brand, Kind = Kind, Tax = Tax };
    }

    private sealed class LineCursor(List<LineRow> rows)
    {
        private int _next;

        public IReadOnlyList<BasketLine> Of(long purchaseId)
        {
            var first = _next;
            while (_next < rows.Count && rows[_next].PurchaseId == purchaseId)
                _next++;
            var lines = new BasketLine[_next - first];
            for (var index = 0; index < lines.Length; index++)
                lines[index] = rows[first + index].ForBasket();
            return lines;
        }
    }
}
