using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tiers;

/// <summary>Where a person stands and stood on the ladder. Nothing of it is in free words, so nothing is forgotten.</summary>
internal sealed class TierPersonalData : IPersonalData
{
    public int Order => 50;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var standings = await context.Set<TierStanding>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).ToListAsync(cancellation);
        var changes = await context.Set<TierChange>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.MemberId).ThenBy(row => row.Number).ToListAsync(cancellation);
        return
        [
            new("tier", ["tier", "since", "until", "counted"],
                [.. standings.Select(row => (IReadOnlyList<object?>)[row.TierKey, row.Since, row.LosesOn, row.Counted])]),
            new("tier_changes", ["day", "from", "to", "cause"],
                [.. changes.Select(row => (IReadOnlyList<object?>)[row.Day, row.FromName, row.ToName, row.Cause.ToString()])]),
        ];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) => Task.CompletedTask;
}
