using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Badges;

/// <summary>A goal as a list shows it.</summary>
/// <param name="HeldBy">Members who have it, by level.</param>
/// <param name="Started">Members who have begun.</param>
/// <param name="IsCounting">Members are still being counted for it as it is now.</param>
public sealed record GoalLine(GoalView Goal, IReadOnlyList<int> HeldBy, long Started, int Joined, bool IsCounting)
{
    public int Have => HeldBy.Count == 0 ? 0 : HeldBy[0];

    /// <summary>On their way to the first level.</summary>
    public long OnTheWay => Math.Max(0, Started - Have);
}

/// <summary>A goal to show or to edit.</summary>
public sealed record GoalView(long Id, GoalState State, GoalInput Input, long Version);

/// <summary>Badges and challenges as staff keep them. What members have done is <see cref="BadgeBook"/>'s.</summary>
public sealed class GoalService(LoyaltyDatabase database, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Published goals that a merchant can have: each is looked at with every purchase.</summary>
    public const int MostInForce = 40;

    private const int Most = 500;

    /// <summary>All of one type: drafts first, then those in force, then retired ones; newest first within.</summary>
    public async Task<Result<IReadOnlyList<GoalLine>>> ListAsync(Actor actor, GoalType type, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var goals = await context.Set<Goal>().AsNoTracking().Where(goal => goal.Type == type).OrderBy(goal => goal.State).ThenByDescending(goal => goal.Id).Take(Most).ToListAsync(cancellation);
        var held = await context.Set<GoalAward>().Where(award => award.State == AwardState.Held).GroupBy(award => new { award.GoalId, award.Level })
            .Select(group => new { group.Key.GoalId, group.Key.Level, Count = group.Count() }).ToListAsync(cancellation);
        var started = await context.Set<GoalTally>().AsNoTracking().ToDictionaryAsync(row => (row.GoalId, row.Stamp), row => row.Started, cancellation);
        var joined = await context.Set<ChallengeEntry>().GroupBy(entry => entry.GoalId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        var sweep = await context.Set<GoalSweep>().AsNoTracking().FirstOrDefaultAsync(cancellation);
        var isCounting = sweep is null or { IsDone: false };
        return goals.ConvertAll(goal => new GoalLine(
            ViewOf(goal),
            [.. Enumerable.Range(1, GoalInForce.Of(goal).Targets.Count).Select(level => held.Where(row => row.GoalId == goal.Id && row.Level == level).Sum(row => row.Count))],
            started.GetValueOrDefault((goal.Id, goal.Stamp)), joined.GetValueOrDefault(goal.Id), isCounting && goal.State == GoalState.Published));
    }

    public async Task<Result<GoalView>> FindAsync(Actor actor, long id, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Goal>().AsNoTracking().FirstOrDefaultAsync(goal => goal.Id == id, cancellation) is { } goal ? ViewOf(goal) : BadgeErrors.Unknown();
    }

    /// <summary>A new draft.</summary>
    public Task<Result<GoalView>> AddAsync(Actor actor, GoalInput input) => ChangeAsync(actor, input, async context =>
    {
        if (await context.Set<Goal>().CountAsync() >= Most)
            return BadgeErrors.TooMany();
        var goal = Goal.Draft(ids.Next(), actor.MerchantId, input, clock.UtcNow());
        context.Add(goal);
        await audit.WriteAsync(context, actor, BadgeAudit.Added(input.Type), goal.Name, null, FactsOf(goal));
        return goal;
    });

    /// <summary>Changes a goal; what is in force is counted anew where it asks for something else.</summary>
    public Task<Result<GoalView>> ChangeAsync(Actor actor, long id, long version, GoalInput input) => ChangeAsync(actor, input, async context =>
    {
        if (await context.Set<Goal>().FirstOrDefaultAsync(goal => goal.Id == id && goal.Type == input.Type) is not { } goal)
            return BadgeErrors.Unknown();
        if (goal.Version != version)
            return BadgeErrors.ChangedMeanwhile();
        var before = FactsOf(goal);
        goal.Change(input);
        if (!before.Equals(FactsOf(goal)))
            await audit.WriteAsync(context, actor, BadgeAudit.Changed(goal.Type), goal.Name, before, FactsOf(goal));
        return goal;
    });

    /// <summary>Puts a goal in force: members are counted for it from the books, and from now on with everything that they do.</summary>
    public Task<Result<GoalView>> PublishAsync(Actor actor, long id) => SetStateAsync(actor, id, GoalState.Published);

    /// <summary>Takes a goal out of force; who has it keeps it.</summary>
    public Task<Result<GoalView>> RetireAsync(Actor actor, long id) => SetStateAsync(actor, id, GoalState.Retired);

    private Task<Result<GoalView>> SetStateAsync(Actor actor, long id, GoalState state) => ChangeAsync(actor, null, async context =>
    {
        if (await context.Set<Goal>().FirstOrDefaultAsync(goal => goal.Id == id) is not { } goal)
            return BadgeErrors.Unknown();
        if (goal.State == state)
            return goal;
        if (state == GoalState.Published && await context.Set<Goal>().CountAsync(other => other.State == GoalState.Published) >= MostInForce)
            return BadgeErrors.TooMany();
        var before = FactsOf(goal);
        if (state == GoalState.Published)
            goal.Publish();
        else
            goal.Retire();
        await audit.WriteAsync(context, actor, state == GoalState.Published ? BadgeAudit.Published(goal.Type) : BadgeAudit.Retired(goal.Type), goal.Name, before, FactsOf(goal));
        return goal;
    });

    private async Task<Result<GoalView>> ChangeAsync(Actor actor, GoalInput? input, Func<LoyaltyDbContext, Task<Result<Goal>>> change)
    {
        if ((actor.Lacks(Permission.ChangeProgramme) ?? input?.Problems().FirstOrDefault()?.Failure) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<GoalView>>(actor.MerchantId, async context =>
        {
            if (!(await change(context)).Try(out var goal, out var failure))
                return failure;
            await context.SaveChangesAsync();
            return ViewOf(goal);
        });
    }

    internal static GoalView ViewOf(Goal goal)
    {
        var force = GoalInForce.Of(goal);
        return new GoalView(goal.Id, goal.State, new GoalInput
        {
            Type = goal.Type,
            Name = goal.Name,
            Text = goal.Text,
            Icon = goal.Icon,
            Criterion = force.Criterion,
            Targets = force.Targets,
            From = goal.From,
            Until = goal.Until,
            Prize = goal.Prize,
            IsOptIn = goal.IsOptIn,
        }, goal.Version);
    }

    private static GoalFacts FactsOf(Goal goal) => new(goal.Name, goal.Text, goal.Icon, goal.State, goal.Criterion, goal.Settings, goal.Targets, goal.From, goal.Until, goal.Prize, goal.IsOptIn);

    private sealed record GoalFacts(
        string Name, string Text, string Icon, GoalState State, string Criterion, string Settings, string Targets, DateOnly? From, DateOnly? Until, long Prize, bool TakePart);
}

/// <summary>What the audit log calls it.</summary>
public static class BadgeAudit
{
    public static string Added(GoalType type) => type == GoalType.Badge ? "badge_added" : "challenge_added";

    public static string Changed(GoalType type) => type == GoalType.Badge ? "badge_changed" : "challenge_changed";

    public static string Published(GoalType type) => type == GoalType.Badge ? "badge_published" : "challenge_published";

    public static string Retired(GoalType type) => type == GoalType.Badge ? "badge_retired" : "challenge_retired";
}
