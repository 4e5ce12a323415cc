using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>What an action would earn now, with the reasons.</summary>
public sealed record ActionQuote(long Points, Explanation Explanation);

/// <summary>An action that staff can report, and whether a rule rewards it.</summary>
public sealed record ReportableAction(string Action, bool IsRewarded);

/// <summary>A recorded action for reading.</summary>
/// <param name="ReportedBy">The name of the sign-in that reported it; null when the portal did.</param>
public sealed record ActionView(
    long Id, string Action, DateTime OccurredAt, long Points, string? Subject, EvidenceKind? EvidenceKind, string? Evidence, decimal? Amount, ActionSource? Source, int? StoreId, string? ReportedBy, Explanation? Explanation);

/// <summary>Actions besides buying, as till, portal and API report and read them.</summary>
public sealed class ActionService(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, TimeProvider clock)
{
    private static readonly IReadOnlyList<string> Reportable = [.. MemberActions.All.Where(action => !MemberActions.IsAutomatic(action))];

    /// <summary>Records what a member did. The same source event again gives the first answer.</summary>
    /// <param name="key">The source event: made when a form opens and reused on every retry, or the number of what happened.</param>
    /// <param name="report">Who reports it and the event are taken from the arguments before.</param>
    /// <returns>The receipt, with 0 points and the reason beyond a limit; or <c>not_allowed</c>, <c>action_own</c>, <c>action_automatic</c>, <c>action_reported_otherwise</c>, <c>member_unknown</c>, and what is wrong with the report.</returns>
    /// <param name="commandKey">Reused on every retry of a program's request; null where the event itself is protection enough.</param>
    public async Task<Result<ActionReceipt>> ReportAsync(Actor actor, string key, long memberId, ActionReport report, string? commandKey = null)
    {
        if (MayNotReport(actor) is { } refusal)
            return refusal;
        if (MemberActions.IsAutomatic(report.Action))
            return ActionErrors.Automatic();
        return await queue.ExecuteAsync(new RecordAction
        {
            MerchantId = actor.MerchantId,
            IdempotencyKey = commandKey is null ? null : "action:" + commandKey,
            MemberId = memberId,
            Report = report with { SourceEvent = key, ReportedBy = actor.UserId },
            StaffEmail = actor.UserId is null ? null : actor.Email ?? "",
        });
    }

    /// <summary>What reporting an action now would give, by the rules and limits that <see cref="ReportAsync"/> uses.</summary>
    public async Task<Result<ActionQuote>> QuoteAsync(Actor actor, long memberId, string action, decimal amount, CancellationToken cancellation = default)
    {
        if (MayNotReport(actor) is { } refusal)
            return refusal;
        if (!Reportable.Contains(action))
            return ActionErrors.Unknown();
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await MergedMembers.FindAsync(context, memberId, cancellation) is not { } member)
            return MemberErrors.Unknown();
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        var before = await CountsAsync(context, member.Id, [action], merchant.Zone, clock.UtcNow(), cancellation);
        var (points, explanation) = programme.Rules.OnAction(new ActionFact
        {
            Action = action,
            Amount = Amounts.Stored(amount),
            Currency = merchant.Settings.Currency,
            LocalTime = merchant.Zone.ToLocal(clock.UtcNow()),
            Before = before.GetValueOrDefault(action),
            Member = await BasketMembers.ReadAsync(context, member.Id, programme, merchant.Zone, merchant.Zone.DayOf(clock.UtcNow()), cancellation),
        });
        return new ActionQuote(points, explanation);
    }

    /// <summary>What staff can report, rewarded ones first. Nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<ReportableAction>> ReportableAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (MayNotReport(actor) is not null)
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var rules = await RulesAsync(context, cancellation);
        return [.. Reportable.Select(action => new ReportableAction(action, rules.RulesFor(action).Count > 0)).OrderByDescending(action => action.IsRewarded)];
    }

    /// <summary>A member's actions, newest first, below an id. Nothing for whom they are not meant.</summary>
    public async Task<IReadOnlyList<ActionView>> ListAsync(Actor actor, long memberId, long? belowId, int take, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeMembers))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var actions = context.Set<MemberAction>().AsNoTracking().Where(action => action.MemberId == memberId);
        if (belowId is { } below)
            actions = actions.Where(action => action.Id < below);
        var rows = await actions.OrderByDescending(action => action.Id).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
        var reporters = rows.Select(row => row.ReportedBy).OfType<long>().Distinct().ToList();
        await using var platform = database.ForPlatform();
        var names = await platform.Users.Where(user => reporters.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellation);
        return [.. rows.Select(row => new ActionView(
            row.Id, row.Action, row.OccurredAt, row.Points, row.Subject, row.EvidenceKind, row.Evidence, row.Amount, row.Source, row.StoreId,
            row.ReportedBy is { } by ? names.GetValueOrDefault(by) : null, row.Explanation is { } why ? Explanation.FromJson(why) : null))];
    }

    /// <summary>How often a person was rewarded for each of some actions, under whichever member, seen from a moment.</summary>
    internal static async Task<IReadOnlyDictionary<string, ActionCounts>> CountsAsync(LoyaltyDbContext context, long memberId, IReadOnlyList<string> actions, Zone zone, DateTime at, CancellationToken cancellation)
    {
        var family = await MergedMembers.FamilyAsync(context, memberId, cancellation);
        var rewarded = await context.Set<MemberAction>().AsNoTracking().Where(action => family.Contains(action.MemberId) && actions.Contains(action.Action) && action.Points > 0)
            .Select(action => new { action.Action, action.OccurredAt }).ToListAsync(cancellation);
        return rewarded.GroupBy(row => row.Action, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => ActionCounts.Of(group.Select(row => zone.DayOf(row.OccurredAt)), zone.DayOf(at)), StringComparer.Ordinal);
    }

    internal static async Task<RuleSet> RulesAsync(LoyaltyDbContext context, CancellationToken cancellation) =>
        (await CompiledProgrammes.InForceAsync(context, cancellation)).Rules;

    private static Failure? MayNotReport(Actor actor) =>
        actor.May(Permission.UseTill) || actor.May(Permission.ChangeMembers) ? null : AccessErrors.Forbidden();
}
