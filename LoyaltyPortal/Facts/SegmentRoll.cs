using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Facts;

/// <summary>Keeps who belongs to a segment: the one writer of <see cref="SegmentMembership"/>.</summary>
public static class SegmentRoll
{
    /// <summary>A group is one transaction, short enough not to hold the tills up.</summary>
    private const int GroupSize = 500;

    /// <summary>Brings the rows in line with who belongs to it now. It can be broken off, and done twice at once: whatever is in line already is left alone.</summary>
    /// <param name="belonging">The ids of all who do.</param>
    /// <param name="day">The merchant's local day, on which joining and leaving take effect.</param>
    /// <param name="version">The segment's version that <paramref name="belonging"/> was found by; another one now means that somebody changed it, and nothing more is written.</param>
    public static async Task KeepAsync(LoyaltyDatabase database, int merchantId, long segmentId, long version, IReadOnlySet<long> belonging, DateOnly day, DateTime now, CancellationToken cancellation)
    {
        HashSet<long> kept;
        await using (var context = database.ForMerchant(merchantId))
            kept = await context.Set<SegmentMembership>().Where(row => row.SegmentId == segmentId && row.Until == null).Select(row => row.MemberId).ToHashSetAsync(cancellation);
        foreach (var group in belonging.Where(id => !kept.Contains(id)).Order().Chunk(GroupSize))
        {
            if (!await InGroupAsync(database, merchantId, segmentId, version, group, (rows, context) => Enter(rows, context, group, segmentId, merchantId, day), cancellation))
                return;
        }

        foreach (var group in kept.Where(id => !belonging.Contains(id)).Order().Chunk(GroupSize))
        {
            if (!await InGroupAsync(database, merchantId, segmentId, version, group, (rows, context) => Leave(rows, context, day), cancellation))
                return;
        }

        await database.ChangeAsync(merchantId, async context =>
        {
            if (await context.Set<Segment>().FirstOrDefaultAsync(segment => segment.Id == segmentId && segment.Version == version, cancellation) is { } segment)
            {
                segment.Kept(belonging.Count, now);
                await context.SaveChangesAsync(cancellation);
            }

            return true;
        });
    }

    private static Task<bool> InGroupAsync(
        LoyaltyDatabase database, int merchantId, long segmentId, long version, long[] group, Action<List<SegmentMembership>, LoyaltyDbContext> change, CancellationToken cancellation) => database.ChangeAsync(merchantId, async context =>
    {
        if (!await context.Set<Segment>().AnyAsync(segment => segment.Id == segmentId && segment.Version == version, cancellation))
            return false;
        change(await context.Set<SegmentMembership>().Where(row => row.SegmentId == segmentId && group.Contains(row.MemberId)).ToListAsync(cancellation), context);
        await context.SaveChangesAsync(cancellation);
        return true;
    });

    private static void Enter(List<SegmentMembership> rows, LoyaltyDbContext context, long[] group, long segmentId, int merchantId, DateOnly day)
    {
        var known = rows.ToLookup(row => row.MemberId);
        foreach (var memberId in group.Where(id => !known[id].Any(row => row.Until is null)))
        {
            // Who left today and is back has not been away for a day.
            if (known[memberId].FirstOrDefault(row => row.Until == day) is { } left)
                left.GoOn();
            else
                context.Add(SegmentMembership.Of(memberId, segmentId, merchantId, day));
        }
    }

    private static void Leave(List<SegmentMembership> rows, LoyaltyDbContext context, DateOnly day)
    {
        foreach (var row in rows.Where(row => row.Until is null))
        {
            if (row.From >= day)
                context.Remove(row);
            else
                row.End(day);
        }
    }
}
