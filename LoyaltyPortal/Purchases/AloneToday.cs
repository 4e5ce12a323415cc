using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// What one person of the staff has moved today of one member's points, and nobody else has seen: adjusted or transferred, given or taken, under whichever member. A transfer is no way round
/// the limit of adjustments, so both are one sum; what members give away themselves is not in it.
/// </summary>
internal static class AloneToday
{
    private static readonly RowQuery<PointsAdjustment> AdjustedSince = new RowQuery<PointsAdjustment>().Where(nameof(PointsAdjustment.MemberId)).AtLeast(nameof(PointsAdjustment.AskedAt)).OrderBy(nameof(PointsAdjustment.Id));
    private static readonly RowQuery<PointsTransfer> GivenSince = new RowQuery<PointsTransfer>().Where(nameof(PointsTransfer.FromMemberId)).AtLeast(nameof(PointsTransfer.OccurredAt)).OrderBy(nameof(PointsTransfer.Id));
    private static readonly RowQuery<PointsTransfer> ReceivedSince = new RowQuery<PointsTransfer>().Where(nameof(PointsTransfer.ToMemberId)).AtLeast(nameof(PointsTransfer.OccurredAt)).OrderBy(nameof(PointsTransfer.Id));

    public static async ValueTask<long> SumAsync(Work work, Member member, Zone zone, long? userId)
    {
        var (start, sum) = (zone.StartOf(zone.DayOf(work.Now)), 0L);
        foreach (var id in (await Family.MergedAsync(work, member.Id)).Select(merged => merged.Id).Prepend(member.Id))
        {
            sum += (await work.Session.ListAsync(AdjustedSince, id, start)).Where(adjustment => adjustment.IsAloneBy(userId)).Sum(adjustment => adjustment.Points);
            foreach (var transfers in new[] { GivenSince, ReceivedSince })
                sum += (await work.Session.ListAsync(transfers, id, start)).Where(transfer => userId is not null && transfer.RecordedBy == userId).Sum(transfer => transfer.Points);
        }

        return sum;
    }

    /// <summary>The same for who reads.</summary>
    public static async Task<long> ReadAsync(LoyaltyDbContext context, long memberId, DateTime now, long? userId, CancellationToken cancellation)
    {
        var zone = (await context.Set<Merchant>().AsNoTracking().SingleAsync(merchant => merchant.Id == context.MerchantId, cancellation)).Zone();
        var (start, family) = (zone.StartOf(zone.DayOf(now)), await MergedMembers.FamilyAsync(context, memberId, cancellation));
        var sum = await context.Set<PointsAdjustment>().Where(row => family.Contains(row.MemberId) && row.AskedAt >= start && row.State == AdjustmentState.Booked && row.DecidedBy == null && row.AskedBy == userId)
            .SumAsync(row => row.Points, cancellation);
        if (userId is null)
            return sum;
        var transfers = context.Set<PointsTransfer>().Where(row => row.RecordedBy == userId && row.OccurredAt >= start);
        return sum + await transfers.Where(row => family.Contains(row.FromMemberId)).SumAsync(row => row.Points, cancellation)
            + await transfers.Where(row => family.Contains(row.ToMemberId)).SumAsync(row => row.Points, cancellation);
    }
}
