using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Points that came and went. What a return or an undone import took back stands beside what was issued, and is not taken off it.</summary>
internal sealed class PointsReport : Report
{
    public override string Key => "points";

    public override string NavKey => "Redemption";

    public override string Icon => "redeem";

    public override int Order => 50;

    public override ReportGroup Group => ReportGroup.Points;

    public override bool IsMain => true;

    public override bool HasReturned => false;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var days = await OfAsync(question, question.Window, cancellation);
        var before = question.Before is { } earlier ? Sum(await OfAsync(question, earlier, cancellation)) : null;
        var all = Sum(days);
        var intervals = question.Window.Intervals().Select(interval => (Window: interval, Points: Sum(days.Where(day => day.Day >= interval.From && day.Day <= interval.To)))).ToList();

        ReportTile Tile(string key, long points, long? was) => new(words["points." + key], words.Formats.Points(points), words[$"points.{key}.Meaning"], null, null, ReportTile.ChangeOf(points, was));
        ReportTile[] tiles =
        [
            Tile("Issued", all.Issued, before?.Issued),
            Tile("Redeemed", all.Redeemed, before?.Redeemed),
            new(words["points.Rate"], words.Share(all.Rate), words["points.Rate.Meaning"], words.Formats.Points(all.Redeemed), words.Formats.Points(all.Issued), ReportTile.ChangeOf(all.Rate, before?.Rate)),
            Tile("Expired", all.Expired, before?.Expired),
            Tile("Reversed", all.Reversed, before?.Reversed),
        ];
        var chart = new ReportChart(words["points.Chart"], words["points.Sentence", words.Formats.Points(all.Issued), words.Share(all.Rate)], [.. intervals.Select(interval => words.Period(interval.Window))],
            [new(words["points.Issued"], [.. intervals.Select(interval => (decimal)interval.Points.Issued)])],
            value => words.Formats.Number(value));
        IReadOnlyList<ReportCell> Row(string name, Moved moved) =>
            [new(name), words.NumberCell(moved.Issued), words.NumberCell(moved.Redeemed), words.ShareCell(moved.Rate), words.NumberCell(moved.Expired), words.NumberCell(moved.Reversed)];
        var table = new ReportTable(words["points.Table"], [words["Interval"], words["points.Issued"], words["points.Redeemed"], words["points.Rate"], words["points.Expired"], words["points.Reversed"]],
            [.. intervals.Select(interval => Row(words.Period(interval.Window), interval.Points))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, all == new Moved(0, 0, 0, 0));
    }

    private static async Task<List<DayMoved>> OfAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        if (question.Members is { } members)
            return await AmongAsync(members, question, window, cancellation);
        var rows = question.Context.Set<StoreDay>().Where(row => row.Day >= window.From && row.Day <= window.To);
        if (question.StoreIds is { } stores)
            rows = rows.Where(row => stores.Contains(row.StoreId));
        if (question.Counting == Counting.Kept)
        {
            return await rows.GroupBy(row => row.Day)
                .Select(day => new DayMoved(day.Key, new Moved(day.Sum(row => row.KeptPointsIssued), day.Sum(row => row.KeptPointsReversed), day.Sum(row => row.KeptPointsRedeemed), day.Sum(row => row.KeptPointsExpired)))).ToListAsync(cancellation);
        }

        return await rows.GroupBy(row => row.Day)
            .Select(day => new DayMoved(day.Key, new Moved(day.Sum(row => row.PointsIssued), day.Sum(row => row.PointsReversed), day.Sum(row => row.PointsRedeemed), day.Sum(row => row.PointsExpired)))).ToListAsync(cancellation);
    }

    /// <summary>The same of some members, from the entries in their accounts and in those of whoever was merged into them; each counts where and when the aggregates count it.</summary>
    private static async Task<List<DayMoved>> AmongAsync(IQueryable<long> members, ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var context = question.Context;
        var days = new Dictionary<DateOnly, Moved>();
        await AddAsync(context.Set<LedgerEntry>().Where(entry => members.Contains(entry.AccountId)));
        var merged = await MergedMembers.IntoAsync(context, members, cancellation);
        if (merged.Count > 0)
            await AddAsync(context.Set<LedgerEntry>().Where(entry => merged.Contains(entry.AccountId)));
        return [.. days.Select(day => new DayMoved(day.Key, day.Value))];

        async Task AddAsync(IQueryable<LedgerEntry> of)
        {
            var start = question.Zone.StartOf(window.From.AddDays(-2)); // nothing counts for a day after the one it was recorded on, in whatever time zone that was
            var entries = SourcesOf(context, of.Where(entry => entry.RecordedAt >= start && entry.Kind < EntryKind.PendingReleased));
            await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(cancellation))
            {
                var fact = Aftermath.FactOf(entry.Kind, entry.Source, entry.Points);
                if (fact == default)
                    continue;
                var happenedOn = entry.ActionAt is { } at ? question.Zone.DayOf(at) : entry.Day;
                var (store, day) = EntryPlace.Of(entry.Kind, entry.Source, entry.OccurredAt, entry.RecordedAt, happenedOn is { } on ? (entry.StoreId ?? StoreDay.NoStore, on) : null, question.Zone);
                if (day >= window.From && day <= window.To && question.StoreIds?.Contains(store) != false)
                    days[day] = days.GetValueOrDefault(day, new Moved(0, 0, 0, 0)).With(fact);
            }
        }
    }

    /// <summary>Entries with where and when that happened which they come from.</summary>
    internal static IQueryable<SourcedEntry> SourcesOf(LoyaltyDbContext context, IQueryable<LedgerEntry> entries) =>
        from entry in entries
        join purchase in context.Set<Purchase>() on entry.SourceId equals purchase.Id into purchases
        from purchase in purchases.DefaultIfEmpty()
        join back in context.Set<PurchaseReturn>() on entry.SourceId equals back.Id into returns
        from back in returns.DefaultIfEmpty()
        join action in context.Set<MemberAction>() on entry.SourceId equals action.Id into actions
        from action in actions.DefaultIfEmpty()
        select new SourcedEntry
        {
            Kind = entry.Kind,
            Source = entry.Source,
            Points = entry.Points,
            OccurredAt = entry.OccurredAt,
            RecordedAt = entry.RecordedAt,
            StoreId = purchase != null ? purchase.StoreId : back != null ? back.StoreId : action != null ? action.StoreId : null,
            Day = purchase != null ? purchase.Day : back != null ? (DateOnly?)back.Day : null,
            ActionAt = action != null ? (DateTime?)action.OccurredAt : null,
        };

    /// <summary>An entry with its purchase's or return's place and day, or its action's place and time. An id is of one row only, of whatever kind.</summary>
    internal sealed class SourcedEntry
    {
        public EntryKind Kind { get; init; }

        public EntrySource Source { get; init; }

        public long Points { get; init; }

        public DateTime OccurredAt { get; init; }

        public DateTime RecordedAt { get; init; }

        public int? StoreId { get; init; }

        public DateOnly? Day { get; init; }

        public DateTime? ActionAt { get; init; }
    }

    private static Moved Sum(IEnumerable<DayMoved> days)
    {
        var sum = new Moved(0, 0, 0, 0);
        foreach (var (_, moved) in days)
            sum = new Moved(sum.Issued + moved.Issued, sum.Reversed + moved.Reversed, sum.Redeemed + moved.Redeemed, sum.Expired + moved.Expired);
        return sum;
    }

    private sealed record DayMoved(DateOnly Day, Moved Moved);

    /// <summary>Whole points, none negative.</summary>
    private sealed record Moved(long Issued, long Reversed, long Redeemed, long Expired)
    {
        public Moved With(PointsFact fact) => new(Issued + fact.Issued, Reversed + fact.Reversed, Redeemed + fact.Redeemed, Expired + fact.Expired);

        public decimal? Rate => Issued == 0 ? null : (decimal)Redeemed / Issued;
    }
}
