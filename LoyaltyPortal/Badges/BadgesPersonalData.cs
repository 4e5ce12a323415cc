using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Badges;

/// <summary>What a person has earned and won, takes part in, has on the way, and shows to others. A forgotten person shows nothing to anybody any more.</summary>
internal sealed class BadgesPersonalData : IPersonalData
{
    public int Order => 45;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var goals = await context.Set<Goal>().AsNoTracking().ToDictionaryAsync(goal => goal.Id, cancellation);
        var awards = await context.Set<GoalAward>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.Id).ToListAsync(cancellation);
        var entries = await context.Set<ChallengeEntry>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.JoinedAt).ToListAsync(cancellation);
        var progress = await context.Set<MemberProgress>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.MemberId).ToListAsync(cancellation);
        var shares = await context.Set<BadgeShare>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.SharedAt).ToListAsync(cancellation);
        return
        [
            new("badges", ["name", "type", "level", "day", "progress", "points", "state"],
                [.. awards.Select(row => (IReadOnlyList<object?>)[NameOf(row.GoalId), goals.GetValueOrDefault(row.GoalId)?.Type.ToString(), row.Level, row.Day, row.Progress, row.Points, row.State.ToString()])]),
            new("challenges_joined", ["name", "joined_at"],
                [.. entries.Select(row => (IReadOnlyList<object?>)[NameOf(row.GoalId), row.JoinedAt])]),
            new("badge_progress", ["name", "counted", "amount"],
                [.. progress.SelectMany(row => row.Open().Goals).SelectMany(goal => goal.Value.Marks.Select(mark => (IReadOnlyList<object?>)[NameOf(goal.Key), mark.Key, mark.Value]))]),
            new("badges_shared", ["name", "level", "shared_at", "ended_at"],
                [.. shares.Select(row => (IReadOnlyList<object?>)[NameOf(row.GoalId), row.Level, row.SharedAt, row.EndedAt])]),
        ];

        string? NameOf(long goalId) => goals.GetValueOrDefault(goalId)?.Name;
    }

    public async Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        await context.Set<BadgeShare>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
        await context.Set<Celebration>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
    }
}
