using System.Data;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Trials;

/// <summary>A proposed adjustment for one member.</summary>
public sealed record ProposalView(long MemberId, string? Name, long Points, int Purchases, ProposalState State, string? DecidedBy, DateTime? DecidedAt, long? PostedPoints);

/// <summary>What a retro run proposes, and what became of it. Points are whole; debits are positive.</summary>
public sealed record ProposalTotals(
    int Members, int Credits, long CreditPoints, int Debits, long DebitPoints, int Waiting, long WaitingCredit, long WaitingDebit, int WaitingAboveLimit, int Approved, int Posted, int Declined)
{
    /// <summary>Members of whom purchases had changed when it came to posting, and were left out.</summary>
    public int LeftOut { get; init; }

    /// <summary>What was really moved so far, with its sign.</summary>
    public long PostedPoints { get; init; }
}

/// <summary>
/// Bringing the past in line with the published programme: looks what it would have given, proposes adjustments, and posts those that somebody approves.
/// History is never rewritten.
/// </summary>
public sealed class RetroService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TrialWork work, LiveSignals signals, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>Asks for proposals for a time; it runs by itself.</summary>
    /// <param name="from">The first local day.</param>
    /// <param name="to">The last local day, at the latest today.</param>
    /// <returns>The run; or <c>retro_period</c>, <c>retro_overlaps</c>, <c>trial_nothing_to_try</c>.</returns>
    public async Task<Result<long>> StartAsync(Actor actor, DateOnly from, DateOnly to, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        var now = clock.UtcNow();
        var zone = (await directory.FindAsync(actor.MerchantId, cancellation))!.Zone;
        if (to < from || to > zone.DayOf(now) || from.Year < 1970)
            return TrialErrors.Period();
        var result = await database.ChangeAsync<Result<long>>(actor.MerchantId, async context =>
        {
            if (await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation) is not { } newest)
                return TrialErrors.NothingToTry();
            var (fromAt, untilAt) = (zone.StartOf(from), zone.EndOf(to));

            // Nobody else may ask for the same days between the look and the new row: both would be paid.
            await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
            var others = await context.Set<TrialRun>().Where(run => run.Kind == TrialKind.Retro && run.FromAt < untilAt && run.UntilAt > fromAt).ToListAsync(cancellation);
            var open = others.Where(run => run.State is TrialState.Completed).Select(run => run.Id).ToList();
            if (others.Any(run => run.IsBusy) || await context.Set<TrialProposal>().AnyAsync(proposal => open.Contains(proposal.RunId) && (proposal.State == ProposalState.Proposed || proposal.State == ProposalState.Approved), cancellation))
                return TrialErrors.Overlaps();
            var run = TrialRun.Ask(ids.Next(), actor.MerchantId, TrialKind.Retro, CompiledProgrammes.Of(newest).Content, newest.Number, newest.Number, fromAt, untilAt, actor.UserId, now);
            context.Add(run);
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return run.Id;
        });
        work.Ring();
        return result;
    }

    public async Task<Result<ProposalTotals>> TotalsAsync(Actor actor, long runId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var limit = await LimitAsync(context, cancellation);
        var groups = await context.Set<TrialProposal>().Where(proposal => proposal.RunId == runId)
            .GroupBy(proposal => new { proposal.State, IsCredit = proposal.Points > 0, IsAbove = proposal.Size > limit })
            .Select(group => new { group.Key, Count = group.Count(), Points = group.Sum(proposal => proposal.Points), Posted = group.Sum(proposal => proposal.PostedPoints ?? 0) }).ToListAsync(cancellation);
        var (credits, debits) = (groups.Where(group => group.Key.IsCredit).ToList(), groups.Where(group => !group.Key.IsCredit).ToList());
        int Count(ProposalState state) => groups.Where(group => group.Key.State == state).Sum(group => group.Count);
        return new ProposalTotals(
            groups.Sum(group => group.Count), credits.Sum(group => group.Count), credits.Sum(group => group.Points), debits.Sum(group => group.Count), -debits.Sum(group => group.Points), Count(ProposalState.Proposed),
            credits.Where(group => group.Key.State == ProposalState.Proposed).Sum(group => group.Points), -debits.Where(group => group.Key.State == ProposalState.Proposed).Sum(group => group.Points),
            groups.Where(group => group.Key is { State: ProposalState.Proposed, IsAbove: true }).Sum(group => group.Count), Count(ProposalState.Approved), Count(ProposalState.Posted), Count(ProposalState.Declined))
        {
            PostedPoints = groups.Sum(group => group.Posted),
            LeftOut = await context.Set<TrialProposal>().CountAsync(proposal => proposal.RunId == runId && (proposal.State == ProposalState.Outdated || (proposal.State == ProposalState.Posted && proposal.Parts.Contains(ProposalPart.LeftOutText))), cancellation),
        };
    }

    /// <summary>A page of proposals, the largest first.</summary>
    public async Task<Result<IReadOnlyList<ProposalView>>> ProposalsAsync(Actor actor, long runId, ProposalState? state, int skip, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var (members, users) = (context.Set<Member>(), context.Set<LoyaltyUser>());
        return await context.Set<TrialProposal>().AsNoTracking().Where(proposal => proposal.RunId == runId && (state == null || proposal.State == state))
            .OrderByDescending(proposal => proposal.Size).ThenBy(proposal => proposal.MemberId).Skip(Math.Max(0, skip)).Take(PageSize)
            .Select(proposal => new ProposalView(
                proposal.MemberId, members.Where(member => member.Id == proposal.MemberId).Select(member => member.Name).FirstOrDefault(), proposal.Points, proposal.Purchases, proposal.State,
                users.Where(user => user.Id == proposal.DecidedBy).Select(user => user.DisplayName).FirstOrDefault(), proposal.DecidedAt, proposal.PostedPoints))
            .ToListAsync(cancellation);
    }

    /// <summary>Why a proposal is what it is, purchase by purchase.</summary>
    public async Task<Result<IReadOnlyList<ProposalPart>>> PartsAsync(Actor actor, long runId, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var parts = await context.Set<TrialProposal>().Where(proposal => proposal.RunId == runId && proposal.MemberId == memberId).Select(proposal => proposal.Parts).FirstOrDefaultAsync(cancellation);
        if (parts is null)
            return TrialErrors.Unknown();
        return ProposalPart.FromJson(parts);
    }

    /// <summary>
    /// Approves all that wait and that the actor may approve. Those above the programme's limit are left for somebody else if the actor asked for the
    /// run, and nobody approves their own points.
    /// </summary>
    /// <returns>How many; or <c>retro_second_person</c> when none was left to approve.</returns>
    public Task<Result<int>> ApproveAllAsync(Actor actor, long runId) => DecideAsync(actor, runId, null, ProposalState.Approved);

    /// <summary>Approves one.</summary>
    /// <returns>1; or <c>retro_second_person</c>, <c>retro_oneself</c>, <c>trial_wrong_state</c> when it was decided already.</returns>
    public Task<Result<int>> ApproveAsync(Actor actor, long runId, long memberId) => DecideAsync(actor, runId, memberId, ProposalState.Approved);

    public Task<Result<int>> DeclineAsync(Actor actor, long runId, long memberId) => DecideAsync(actor, runId, memberId, ProposalState.Declined);

    /// <summary>Declines all that wait.</summary>
    public Task<Result<int>> DeclineAllAsync(Actor actor, long runId) => DecideAsync(actor, runId, null, ProposalState.Declined);

    private async Task<Result<int>> DecideAsync(Actor actor, long runId, long? memberId, ProposalState state)
    {
        if (actor.Lacks(Permission.ApproveAdjustments) is { } refusal)
            return refusal;
        var result = await database.ChangeAsync<Result<int>>(actor.MerchantId, async context =>
        {
            if (await context.Set<TrialRun>().FirstOrDefaultAsync(run => run.Id == runId && run.Kind == TrialKind.Retro) is not { } run)
                return TrialErrors.Unknown();
            if (run.State is not (TrialState.Completed or TrialState.Posting))
                return TrialErrors.WrongState();
            var waiting = context.Set<TrialProposal>().Where(proposal => proposal.RunId == runId && proposal.State == ProposalState.Proposed && (memberId == null || proposal.MemberId == memberId));
            if (!await waiting.AnyAsync())
                return TrialErrors.WrongState();
            if (state == ProposalState.Approved)
            {
                var own = await OwnMembers.AllAsync(context, actor);
                waiting = waiting.Where(proposal => !own.Contains(proposal.MemberId));
                if (!await waiting.AnyAsync())
                    return TrialErrors.Oneself();
                var limit = await LimitAsync(context);
                if (run.CreatedBy == actor.UserId)
                    waiting = waiting.Where(proposal => proposal.Size <= limit);
                if (!await waiting.AnyAsync())
                    return TrialErrors.SecondPerson(limit);
                run.Post();
            }

            await using var transaction = await context.Database.BeginTransactionAsync();
            var points = await waiting.SumAsync(proposal => proposal.Points);
            var (by, now) = (actor.UserId, clock.UtcNow());
            var count = await waiting.ExecuteUpdateAsync(set => set
                .SetProperty(proposal => proposal.State, state).SetProperty(proposal => proposal.DecidedBy, by).SetProperty(proposal => proposal.DecidedAt, now).SetProperty(proposal => proposal.Version, proposal => proposal.Version + 1));
            await audit.WriteAsync(context, actor, state == ProposalState.Approved ? TrialAuditKinds.Approved : TrialAuditKinds.Declined, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{runId}"), null,
                new { Members = count, Points = points, MemberId = memberId });
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            return count;
        });
        signals.Changed(runId);
        if (result.Succeeded && state == ProposalState.Approved)
            work.Ring();
        return result;
    }

    private static async Task<long> LimitAsync(LoyaltyDbContext context, CancellationToken cancellation = default) =>
        (await CompiledProgrammes.InForceAsync(context, cancellation)).Points.AdjustmentLimit;
}

/// <summary>What the audit log calls what is done here.</summary>
public static class TrialAuditKinds
{
    public const string Approved = "retro_approved";

    public const string Declined = "retro_declined";
}
