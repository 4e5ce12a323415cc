using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments;

/// <summary>Which groups a person was counted in, and when. Of somebody who is forgotten nothing of it stays.</summary>
internal sealed class SegmentsPersonalData : IPersonalData
{
    public int Order => 90;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var rows = await context.Set<SegmentMembership>().Where(row => scope.MemberIds.Contains(row.MemberId))
            .Join(context.Set<Segment>(), row => row.SegmentId, segment => segment.Id, (row, segment) => new { segment.Name, row.From, row.Until }).OrderBy(row => row.From).ThenBy(row => row.Name).ToListAsync(cancellation);
        return [new("segments", ["segment", "from", "until"], [.. rows.Select(row => (IReadOnlyList<object?>)[row.Name, row.From, row.Until])])];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) =>
        context.Set<SegmentMembership>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
}
