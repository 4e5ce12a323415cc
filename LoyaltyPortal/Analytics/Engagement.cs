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
/// count, nor does anybody in a window at whose end they had not enrolled. Each member is looked up in each window: it takes longer with more members, not with more purchases.
/// </summary>
/// <param name="members">Only these, by id; null all.</param>
internal sealed class Engagement(LoyaltyDbContext context, Zone zone, IQueryable<long>? members)
{
    public async Task<IReadOnlyList<EngagementCounts>> OfAsync(IReadOnlyList<ReportWindow> windows, CancellationToken cancellation)
    {
        var counts = new List<EngagementCounts>();
        foreach (var window in windows)
        {
            var people = People(window.To);
            var earned = context.Set<MemberDay>().Where(row => (row.PurchasePoints > 0 || row.OtherPoints > 0) && row.Day >= window.From && row.Day <= window.To);
            var rewards = context.Set<Redemption>().Where(row => row.EntrySequence != null && row.PointsBack < row.Points && row.Day >= window.From && row.Day <= window.To);
            var paid = context.Set<Purchase>().Where(row => row.PointsRedeemed > 0 && row.PointsRestored < row.PointsRedeemed && row.State != PurchaseState.Undone && row.Day >= window.From && row.Day <= window.To);
            counts.Add(new EngagementCounts(
                await people.LongCountAsync(cancellation),
                await people.LongCountAsync(member => earned.Any(row => row.MemberId == member.Id) || rewards.Any(row => row.MemberId == member.Id) || paid.Any(row => row.MemberId == member.Id), cancellation),
                await people.LongCountAsync(member => rewards.Any(row => row.MemberId == member.Id) || paid.Any(row => row.MemberId == member.Id), cancellation)));
        }

        return counts;
    }

    private IQueryable<Member> People(DateOnly to)
    {
        var end = zone.EndOf(to);
        var people = context.Set<Member>().Where(member => member.Status == MemberStatus.Active && !member.IsTest && member.EnrolledAt < end);
        return members is null ? people : people.Where(member => members.Contains(member.Id));
    }
}
