using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Badges;

/// <summary>A level that a member has reached.</summary>
public sealed record ReachedLevel(int Level, DateOnly Day, decimal Progress);

/// <summary>One badge or challenge as one member stands with it.</summary>
/// <param name="Marks">What was counted, largest first: categories, stores, months by their names; one without a name where there is only a number.</param>
/// <param name="IsCounted">False while the member is still to be counted for the goal as it is now.</param>
public sealed record MemberGoal(
    long Id, GoalInput Goal, GoalState State, decimal Progress, IReadOnlyList<ReachedLevel> Reached, IReadOnlyList<KeyValuePair<string, decimal>> Marks, bool HasJoined, bool IsCounted, DateOnly Today)
{
    public int Level => Reached.Count == 0 ? 0 : Reached[^1].Level;

    /// <summary>What the next level asks for; null when there is none left.</summary>
    public decimal? Next => Level < Goal.Targets.Count ? Goal.Targets[Level] : null;

    public decimal Left => Math.Max(0, (Next ?? 0) - Progress);

    public bool IsWon => Goal.Type == GoalType.Challenge && Level > 0;

    public bool HasBegun => Goal.From is not { } from || Today >= from;

    public bool IsOver => Goal.Until is { } until && Today > until;

    public bool CanJoin => Goal is { Type: GoalType.Challenge, IsOptIn: true } && !HasJoined && !IsOver && State == GoalState.Published;

    /// <summary>Days left of a challenge, today included.</summary>
    public int DaysLeft => Goal.Until is { } until ? Math.Max(0, until.DayNumber - Today.DayNumber + 1) : 0;

    /// <summary>How far to the next level, between 0 and 1.</summary>
    public decimal Share => Next is { } next ? Math.Clamp(Progress / next, 0, 1) : 1;
}

/// <summary>Reading how members stand with badges and challenges. All writing is <see cref="BadgeBook"/>'s. What takes a merchant's number is for the member's own wallet.</summary>
public sealed class MemberGoals(LoyaltyDatabase database, TimeProvider clock)
{
    /// <summary>Challenges stay in sight for so long after they ended.</summary>
    private const int RecentDays = 60;

    /// <summary>A member's badges and challenges for staff; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<MemberGoal>> OfMemberAsync(Actor actor, Zone zone, long memberId, CancellationToken cancellation = default) =>
        actor.May(Permission.SeeMembers) || actor.May(Permission.UseTill) ? await OfMemberAsync(actor.MerchantId, zone, memberId, cancellation) : [];

    /// <summary>What is in force, and what the member has of what no longer is: what is nearest first, then what is complete.</summary>
    public async Task<IReadOnlyList<MemberGoal>> OfMemberAsync(int merchantId, Zone zone, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        if (await context.Set<Member>().AsNoTracking().Where(member => member.Id == memberId).Select(member => (DateTime?)member.EnrolledAt).FirstOrDefaultAsync(cancellation) is not { } enrolledAt)
            return [];
        var (today, enrolledOn) = (zone.DayOf(clock.UtcNow()), zone.DayOf(enrolledAt));
        var awards = await context.Set<GoalAward>().AsNoTracking().Where(award => award.MemberId == memberId && award.State == AwardState.Held).OrderBy(award => award.Level).ToListAsync(cancellation);
        var held = awards.Select(award => award.GoalId).Distinct().ToList();
        var goals = await context.Set<Goal>().AsNoTracking().Where(goal => goal.State == GoalState.Published || held.Contains(goal.Id)).ToListAsync(cancellation);
        var sheet = (await context.Set<MemberProgress>().AsNoTracking().FirstOrDefaultAsync(row => row.MemberId == memberId, cancellation))?.Open();
        var joined = await context.Set<ChallengeEntry>().AsNoTracking().Where(entry => entry.MemberId == memberId).Select(entry => entry.GoalId).ToListAsync(cancellation);
        var all = new List<MemberGoal>();
        foreach (var goal in goals)
        {
            var force = GoalInForce.Of(goal);
            var progress = sheet?.Find(force);
            var own = new MemberGoal(
                goal.Id, GoalService.ViewOf(goal).Input, goal.State, progress is null && force.Criterion.Fold != Fold.Years ? 0 : force.Criterion.ProgressOf(progress?.Marks ?? [], enrolledOn, today),
                [.. awards.Where(award => award.GoalId == goal.Id).Select(award => new ReachedLevel(award.Level, award.Day, award.Progress))],
                [.. (progress?.Marks ?? []).Where(mark => mark.Value > 0).OrderByDescending(mark => mark.Value).ThenBy(mark => mark.Key, StringComparer.Ordinal)],
                joined.Contains(goal.Id), progress is not null, today);
            if (!own.IsOver || own.IsWon && today.DayNumber - goal.Until!.Value.DayNumber <= RecentDays)
                all.Add(own);
        }

        return [.. all.OrderBy(goal => goal.Next is null).ThenByDescending(goal => goal.Share).ThenBy(goal => goal.Id)];
    }
}
