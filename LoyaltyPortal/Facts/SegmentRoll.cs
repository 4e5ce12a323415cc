using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Facts;

/// <summary>Keeps who belongs to a segment: the one writer of <see cref="SegmentMembership"/>.</summary>
public static class SegmentRoll
{
    /// <summary>A group is one transaction, short enough not to hold the tills up.</summary>
    private const int GroupSize = 500;

    /// <summary>
    /// Brings the rows in line with who belongs to it. It can be broken off and done again. Each group moves the segment's stamp: of two who do it at once, and of one who goes by conditions that have been changed
    /// meanwhile, one stops.
    /// </summary>
    /// <param name="segment">As it was read before <paramref name="belonging"/> was looked up.</param>
    /// <param name="belonging">The ids of all who do.</param>
    /// <param name="now">When that was looked up, UTC: joining and leaving take effect then.</param>
    /// <returns>False where somebody else was quicker.</returns>
    public static async Task<bool> KeepAsync(LoyaltyDatabase database, Segment segment, IReadOnlySet<long> belonging, DateTime now, CancellationToken cancellation)
    {
        HashSet<long> kept;
        await using (var context = database.ForMerchant(segment.MerchantId))
            kept = await context.Set<SegmentMembership>().Where(row => row.SegmentId == segment.Id && row.Until == null).Select(row => row.MemberId).ToHashSetAsync(cancellation);
        var stamp = segment.Stamp;
        foreach (var group in belonging.Where(id => !kept.Contains(id)).Order().Chunk(GroupSize))
        {
            if (!await InStepAsync(database, segment, stamp++, context => EnterAsync(context, segment, group, now, cancellation), cancellation))
                return false;
        }

        foreach (var group in kept.Where(id => !belonging.Contains(id)).Order().Chunk(GroupSize))
        {
            if (!await InStepAsync(database, segment, stamp++, context => LeaveAsync(context, segment, group, now, cancellation), cancellation))
                return false;
        }

        return await InStepAsync(database, segment, stamp, async context => (await FindAsync(context, segment, cancellation))!.Kept(belonging.Count, now), cancellation);
    }

    private static Task<bool> InStepAsync(LoyaltyDatabase database, Segment segment, long stamp, Func<LoyaltyDbContext, Task> change, CancellationToken cancellation) =>
        database.ChangeAsync(segment.MerchantId, async context =>
        {
            if (await FindAsync(context, segment, cancellation) is not { } now || now.Version != segment.Version || now.Stamp != stamp)
                return false;
            now.Move();
            await change(context);
            await context.SaveChangesAsync(cancellation);
            return true;
        });

    private static Task<Segment?> FindAsync(LoyaltyDbContext context, Segment segment, CancellationToken cancellation) =>
        context.Set<Segment>().FirstOrDefaultAsync(row => row.Id == segment.Id, cancellation);

    private static async Task EnterAsync(LoyaltyDbContext context, Segment segment, long[] group, DateTime now, CancellationToken cancellation)
    {
        // Who has been merged or forgotten since the look stays out.
        foreach (var memberId in await context.Set<Member>().Where(member => group.Contains(member.Id) && member.Status == MemberStatus.Active).Select(member => member.Id).ToListAsync(cancellation))
            context.Add(SegmentMembership.Of(memberId, segment.Id, segment.MerchantId, now));
    }

    private static async Task LeaveAsync(LoyaltyDbContext context, Segment segment, long[] group, DateTime now, CancellationToken cancellation)
    {
        foreach (var row in await context.Set<SegmentMembership>().Where(row => row.SegmentId == segment.Id && row.Until == null && group.Contains(row.MemberId)).ToListAsync(cancellation))
            row.End(now);
    }
}
