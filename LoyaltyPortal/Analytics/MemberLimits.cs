using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Segments;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>Which members a report is limited to, as they stand now.</summary>
/// <param name="Tier">On this tier, by its key; the empty word is no tier, null any.</param>
/// <param name="Segment">In this saved segment; null any.</param>
public readonly record struct MemberLimits(string? Tier, long? Segment)
{
    /// <returns>Who they are; or <c>segment_unknown</c>.</returns>
    internal async Task<Result<LimitedMembers>> FindAsync(LoyaltyDbContext context, MerchantView merchant, DateTime now, CancellationToken cancellation)
    {
        IQueryable<long>? members = null;
        if (this == default)
            return new LimitedMembers(null);
        var scope = await SegmentMembers.ScopeAsync(context, merchant, now, null, cancellation);
        if (Tier is { } tier)
            members = SegmentMembers.Of(new SegmentDefinition([new SegmentCondition("tier") { Words = [tier] }]), scope).Select(member => member.Id);
        if (Segment is not { } segmentId)
            return new LimitedMembers(members);
        if (await context.Set<Segment>().AsNoTracking().FirstOrDefaultAsync(segment => segment.Id == segmentId, cancellation) is not { } segment)
            return SegmentErrors.Unknown();
        var belonging = SegmentMembers.Of(SegmentDefinition.Of(segment.Definition), scope).Select(member => member.Id);
        return new LimitedMembers(members is { } onTier ? belonging.Where(id => onTier.Contains(id)) : belonging);
    }
}

/// <param name="Ids">Only these; null all.</param>
internal sealed record LimitedMembers(IQueryable<long>? Ids);
