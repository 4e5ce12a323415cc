using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>What members did with points in a window of days.</summary>
/// <param name="Members">Enrolled before its end, and still members.</param>
/// <param name="Engaged">Those with points earned or redeemed in it.</param>
/// <param name="Redeemed">Those who redeemed in it.</param>
internal readonly record struct EngagementCounts(long Members, long Engaged, long Redeemed)
{
    public decimal? Rate => Members == 0 ? null : (decimal)Engaged / Members;

    public decimal? RedemptionRate => Members == 0 ? null : (decimal)Redeemed / Members;
}

/// <summary>
/// Counts members who use the programme. Earned is what is left of a day's points after returns; redeemed is what was paid for a reward or a purchase and did not all come back. Test members do not
/// count. All windows are counted in one reading of the days that they reach over.
/// </summary>
/// <param name="members">Only these, by id; null all.</param>
internal sealed class Engagement(LoyaltyDbContext context, Zone zone, IQueryable<long>? members)
{
    public async Task<IReadOnlyList<EngagementCounts>> OfAsync(IReadOnlyList<ReportWindow> windows, CancellationToken cancellation)
    {
        if (windows.Count == 0)
            return [];
        var (from, to) = (windows.Min(window => window.From), windows.Max(window => window.To));
        var people = context.Set<Member>().Where(member => member.Status == MemberStatus.Active && !member.IsTest);
        if (members is not null)
            people = people.Where(member => members.Contains(member.Id));
        var redeemed = await RedeemedAsync(from, to, cancellation);
        var counts = new (long Members, long Engaged, long Redeemed)[windows.Count];
        for (var index = 0; index < windows.Count; index++)
        {
            var end = zone.EndOf(windows[index].To);
            counts[index].Members = await people.CountAsync(member => member.EnrolledAt < end, cancellation);
        }

        var earned = context.Set<MemberDay>().Where(row => (row.PurchasePoints > 0 || row.OtherPoints > 0) && row.Day >= from && row.Day <= to)
            .Join(people, row => row.MemberId, member => member.Id, (row, member) => new { row.MemberId, row.Day, member.EnrolledAt }).OrderBy(row => row.MemberId);
        var (own, of, enrolled) = (new List<DateOnly>(), 0L, default(DateTime));
        await foreach (var day in earned.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (day.MemberId != of)
                Count(of, enrolled, own);
            (of, enrolled) = (day.MemberId, day.EnrolledAt);
            own.Add(day.Day);
        }

        Count(of, enrolled, own);
        foreach (var ids in redeemed.Keys.ToList().Chunk(500))
        {
            foreach (var member in await people.Where(member => ids.Contains(member.Id)).Select(member => new { member.Id, member.EnrolledAt }).ToListAsync(cancellation))
                Count(member.Id, member.EnrolledAt, []);
        }

        return [.. counts.Select(count => new EngagementCounts(count.Members, count.Engaged, count.Redeemed))];

        void Count(long member, DateTime enrolledAt, List<DateOnly> earnedOn)
        {
            if (earnedOn.Count == 0 && !redeemed.ContainsKey(member))
                return;
            var redeemedOn = redeemed.Remove(member, out var days) ? days : [];
            for (var index = 0; index < windows.Count; index++)
            {
                var window = windows[index];
                if (enrolledAt >= zone.EndOf(window.To))
                    continue; // bought before they enrolled, and had not yet
                var didRedeem = redeemedOn.Exists(day => day >= window.From && day <= window.To);
                ref var count = ref counts[index];
                count = (count.Members, count.Engaged + (didRedeem || earnedOn.Exists(day => day >= window.From && day <= window.To) ? 1 : 0), count.Redeemed + (didRedeem ? 1 : 0));
            }

            earnedOn.Clear();
        }
    }

    /// <summary>Who redeemed, and on which days.</summary>
    private async Task<Dictionary<long, List<DateOnly>>> RedeemedAsync(DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var (start, end) = (zone.StartOf(from), zone.EndOf(to));
        var rewards = await context.Set<Redemption>().Where(row => row.EntrySequence != null && row.PointsBack < row.Points && row.Day >= from && row.Day <= to)
            .Select(row => new { row.MemberId, row.Day }).Distinct().ToListAsync(cancellation);
        var purchases = await context.Set<Purchase>()
            .Where(row => row.OccurredAt >= start && row.OccurredAt < end && row.MemberId != null && row.State != PurchaseState.Undone && row.PointsRestored < row.PointsRedeemed)
            .Select(row => new { MemberId = row.MemberId!.Value, row.Day }).Distinct().ToListAsync(cancellation);
        return rewards.Concat(purchases).GroupBy(row => row.MemberId).ToDictionary(group => group.Key, group => group.Select(row => row.Day).ToList());
    }
}
