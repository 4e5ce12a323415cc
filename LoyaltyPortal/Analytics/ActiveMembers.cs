using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>How many members were active as a window of days began, and as it ended.</summary>
/// <param name="Kept">Active at both.</param>
public readonly record struct ActiveCounts(long AtStart, long Kept, long AtEnd)
{
    public long Lost => AtStart - Kept;

    /// <summary>Null where nobody was active at the start.</summary>
    public decimal? Retention => AtStart == 0 ? null : (decimal)Kept / AtStart;

    public decimal? Churn => 1 - Retention;
}

/// <summary>Whether a member was active as a window began, and as it ended.</summary>
internal sealed class ActiveMember
{
    public long MemberId { get; init; }

    /// <summary>With a purchase in so many days before the window.</summary>
    public bool AtStart { get; init; }

    /// <summary>With one in the last so many days of it.</summary>
    public bool AtEnd { get; init; }
}

/// <summary>
/// Members who bought lately: purchases that were wholly returned and test members do not count. Of all members it is counted from the rows of arrivals, which are no more for more purchases; of some, or where a window is
/// longer than the time for which a member is active, the store looks at the days about the ends of one or two windows, and reads the days that many windows reach over.
/// </summary>
/// <param name="days">The merchant's inactivity window: a member is active so many days from a purchase on.</param>
/// <param name="members">Only these, by id; null all.</param>
internal sealed class ActiveMembers(LoyaltyDbContext context, int days, IQueryable<long>? members)
{
    private const int FewWindows = 2;

    private IQueryable<Member> People => members is { } only ? context.Set<Member>().Where(member => !member.IsTest && only.Contains(member.Id)) : context.Set<Member>().Where(member => !member.IsTest);

    public async Task<IReadOnlyList<ActiveCounts>> OfAsync(IReadOnlyList<ReportWindow> windows, CancellationToken cancellation)
    {
        var isShort = windows.Select(window => members is null && window.To >= window.From && window.To.DayNumber - window.From.DayNumber < days).ToList();
        var (small, others) = (windows.Where((_, index) => isShort[index]).ToList(), windows.Where((_, index) => !isShort[index]).ToList());
        var (arrived, looked) = (new Queue<ActiveCounts>(await FromArrivalsAsync(small, cancellation)), new Queue<ActiveCounts>(await LookAsync(others, cancellation)));
        return isShort.ConvertAll(small => small ? arrived.Dequeue() : looked.Dequeue());
    }

    /// <summary>
    /// Who is lost in a window no longer than the time of activity came in the days before it, and not in the last so many days of it: so is not in between either, and is what those who came at all have more than those who
    /// came at the end.
    /// </summary>
    private async Task<IReadOnlyList<ActiveCounts>> FromArrivalsAsync(List<ReportWindow> windows, CancellationToken cancellation)
    {
        if (windows.Count == 0)
            return [];
        var arrivals = await Arrivals.OfAsync(context, windows.Min(window => window.From).AddDays(-days), windows.Max(window => window.To), cancellation);
        return windows.ConvertAll(window =>
        {
            var (before, atEnd) = (window.From.AddDays(-days), arrivals.Members(window.To.AddDays(1 - days), window.To));
            var atStart = arrivals.Members(before, window.From.AddDays(-1));
            return new ActiveCounts(atStart, atStart - (arrivals.Members(before, window.To) - atEnd), atEnd);
        });
    }

    private async Task<IReadOnlyList<ActiveCounts>> LookAsync(List<ReportWindow> windows, CancellationToken cancellation)
    {
        if (windows.Count == 0)
            return [];
        if (windows.Count <= FewWindows)
        {
            var few = new List<ActiveCounts>();
            foreach (var window in windows)
            {
                var (kept, ends) = (await Of(window).LongCountAsync(member => member.AtStart && member.AtEnd, cancellation), await EndsAsync(window, cancellation));
                few.Add(new ActiveCounts(ends.AtStart, kept, ends.AtEnd));
            }

            return few;
        }

        var (from, to) = (windows.Min(window => window.From).AddDays(-days), windows.Max(window => window.To));
        var visits = context.Set<MemberDay>().Where(row => row.Visits > 0 && row.Day >= from && row.Day <= to)
            .Join(People, row => row.MemberId, member => member.Id, (row, _) => new { row.MemberId, row.Day }).OrderBy(row => row.MemberId).ThenBy(row => row.Day);
        var counts = new (long AtStart, long Kept, long AtEnd)[windows.Count];
        var (own, of) = (new List<DateOnly>(), 0L);
        await foreach (var visit in visits.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (visit.MemberId != of)
                Count();
            of = visit.MemberId;
            own.Add(visit.Day);
        }

        Count();
        return [.. counts.Select(count => new ActiveCounts(count.AtStart, count.Kept, count.AtEnd))];

        void Count()
        {
            for (var index = 0; own.Count > 0 && index < windows.Count; index++)
            {
                var (atStart, atEnd) = (IsIn(own, windows[index].From.AddDays(-days), windows[index].From.AddDays(-1)), IsIn(own, windows[index].To.AddDays(1 - days), windows[index].To));
                ref var count = ref counts[index];
                count = (count.AtStart + (atStart ? 1 : 0), count.Kept + (atStart && atEnd ? 1 : 0), count.AtEnd + (atEnd ? 1 : 0));
            }

            own.Clear();
        }
    }

    /// <summary>How many came in the days before a window, and in the last days of it.</summary>
    private async Task<(long AtStart, long AtEnd)> EndsAsync(ReportWindow window, CancellationToken cancellation)
    {
        if (members is not null)
            return (await Of(window).LongCountAsync(member => member.AtStart, cancellation), await Of(window).LongCountAsync(member => member.AtEnd, cancellation));
        var (start, end) = (await Arrivals.OfAsync(context, window.From.AddDays(-days), window.From.AddDays(-1), cancellation), await Arrivals.OfAsync(context, window.To.AddDays(1 - days), window.To, cancellation));
        return (start.Members(window.From.AddDays(-days), window.From.AddDays(-1)), end.Members(window.To.AddDays(1 - days), window.To));
    }

    /// <summary>Whom <see cref="OfAsync"/> counts, one by one.</summary>
    public IQueryable<ActiveMember> Of(ReportWindow window)
    {
        var (startFrom, startTo, endFrom, endTo) = (window.From.AddDays(-days), window.From.AddDays(-1), window.To.AddDays(1 - days), window.To);
        var visits = context.Set<MemberDay>().Where(row => row.Visits > 0);
        return People.Select(member => new ActiveMember
        {
            MemberId = member.Id,
            AtStart = visits.Any(row => row.MemberId == member.Id && row.Day >= startFrom && row.Day <= startTo),
            AtEnd = visits.Any(row => row.MemberId == member.Id && row.Day >= endFrom && row.Day <= endTo),
        });
    }

    /// <summary>A window as far as it is over: who is active at its end is known up to today.</summary>
    public static ReportWindow Until(ReportWindow window, DateOnly today) => window.To > today ? window with { To = today } : window;

    /// <param name="sorted">Days, earliest first.</param>
    private static bool IsIn(List<DateOnly> sorted, DateOnly from, DateOnly to)
    {
        var at = sorted.BinarySearch(from);
        at = at < 0 ? ~at : at;
        return at < sorted.Count && sorted[at] <= to;
    }
}

/// <summary>Members by the days on which they came, and by those on which they had come before.</summary>
internal sealed class Arrivals(IReadOnlyList<(DateOnly Day, DateOnly Previous, long Members)> rows)
{
    public static async Task<Arrivals> OfAsync(LoyaltyDbContext context, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        new((await context.Set<DayArrival>().Where(row => row.Day >= from && row.Day <= to && row.KeptMembers != 0).OrderBy(row => row.Day).Select(row => new { row.Day, row.Previous, row.KeptMembers }).ToListAsync(cancellation))
            .ConvertAll(row => (row.Day, row.Previous, row.KeptMembers)));

    /// <summary>How many came at all in a window of days: each is counted on the first day in it.</summary>
    public long Members(DateOnly from, DateOnly to) => rows.Where(row => row.Day >= from && row.Day <= to && row.Previous < from).Sum(row => row.Members);
}
