using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Facts;

/// <summary>What the saved segments are called, for rooms that only ask for one.</summary>
public sealed class SegmentNames(LoyaltyDatabase database)
{
    /// <returns>By name; nothing for whom it is not meant.</returns>
    public async Task<IReadOnlyList<(long Id, string Name)>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeProgramme) && !actor.May(Permission.SeeReports))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        return (await context.Set<Segment>().AsNoTracking().OrderBy(segment => segment.Name).Select(segment => new { segment.Id, segment.Name }).ToListAsync(cancellation)).ConvertAll(segment => (segment.Id, segment.Name));
    }
}
