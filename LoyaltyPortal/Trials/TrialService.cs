using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Trials.Replay;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Trials;

/// <summary>A programme that can be tried.</summary>
/// <param name="Version">The published version; 0 the draft.</param>
/// <param name="Edited">When the draft was saved last, or the version published.</param>
public sealed record TrialChoice(int Version, DateTime Edited, string Note);

/// <summary>A run as pages show it.</summary>
/// <param name="IsHeld">Somebody is at work on it; a busy run that nobody holds waits for its turn.</param>
/// <param name="Result">Null until it is there.</param>
public sealed record TrialView(
    long Id, TrialKind Kind, TrialState State, ProgrammeContent Content, int ContentVersion, ProgrammeContent Compared, int ComparedVersion, DateTime? From, DateTime Until,
    long Total, long Done, DateTime CreatedAt, DateTime? StartedAt, DateTime? FinishedAt, long? CreatedById, string? CreatedBy, bool IsHeld, TrialResult? Result)
{
    public bool IsBusy => State is TrialState.Running or TrialState.Posting;
}

/// <summary>A run in a list.</summary>
public sealed record TrialRow(long Id, TrialState State, int ContentVersion, int ComparedVersion, DateTime? From, DateTime Until, DateTime CreatedAt, string? CreatedBy, TrialResult? Result);

/// <summary>One member's part of a trial.</summary>
public sealed record MemberTrialView(long MemberId, string Name, long Then, long Draft, string? TierThen, string? TierDraft, IReadOnlyList<PurchaseTrialRow> Purchases);

/// <summary>What one purchase gave, less what its returns took back, and what it would have given.</summary>
/// <param name="Gave">Before returns.</param>
/// <param name="WouldGive">Before returns.</param>
public sealed record PurchaseTrialRow(long Id, DateTime OccurredAt, string? Reference, int StoreId, decimal Net, long Then, long Draft, long Gave, long WouldGive, Explanation Explanation)
{
    public long Change => Draft - Then;
}

/// <summary>Asking for trials and reading what they found.</summary>
public sealed class TrialService(LoyaltyDatabase database, MerchantDirectory directory, IdGenerator ids, TrialWork work, LiveSignals signals, TimeProvider clock)
{
    public const int MostMonths = 120;

    /// <summary>Trials of one merchant that run or wait at the same time: others want their turn as well.</summary>
    public const int MostWaiting = 5;

    private const int ListLength = 100;

    /// <summary>What can be tried: the draft if somebody keeps one, and the published versions, newest first.</summary>
    public async Task<Result<IReadOnlyList<TrialChoice>>> ChoicesAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var choices = await context.Set<ProgrammeDraft>().Where(draft => draft.Content != null).Select(draft => new TrialChoice(0, draft.EditedAt, "")).ToListAsync(cancellation);
        choices.AddRange(await context.Set<ProgrammeVersion>().OrderByDescending(version => version.Number).Take(ListLength)
            .Select(version => new TrialChoice(version.Number, version.PublishedAt, version.Note)).ToListAsync(cancellation));
        return choices;
    }

    /// <summary>Asks for a replay of the last months through a version or the draft; it runs by itself.</summary>
    /// <param name="version">A published version; 0 the draft.</param>
    /// <param name="months">Whole months back from today; null from the first purchase.</param>
    /// <returns>The run; or <c>trial_nothing_to_try</c>, <c>trial_months</c>, <c>trial_too_many</c>, or what is wrong with the draft.</returns>
    public async Task<Result<long>> StartAsync(Actor actor, int version, int? months, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await ContentAsync(context, version, cancellation) is not { } content)
            return TrialErrors.NothingToTry();
        return await StartAsync(actor, content, version, months, cancellation);
    }

    /// <summary>The same for a programme that is stored nowhere.</summary>
    public async Task<Result<long>> StartAsync(Actor actor, ProgrammeContent content, int version, int? months, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        if (months is < 1 or > MostMonths)
            return TrialErrors.Months();
        if (content.Check() is { } wrong)
            return wrong;
        var now = clock.UtcNow();
        var zone = (await directory.FindAsync(actor.MerchantId, cancellation))!.Zone;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<ProgrammeVersion>().MaxAsync(row => (int?)row.Number, cancellation) is not { } newest)
            return TrialErrors.NothingToTry();
        if (await context.Set<TrialRun>().CountAsync(row => row.Kind == TrialKind.WhatIf && row.State == TrialState.Running, cancellation) >= MostWaiting)
            return TrialErrors.TooMany(MostWaiting);
        var run = TrialRun.Ask(
            ids.Next(), actor.MerchantId, TrialKind.WhatIf, content, version, newest, months is { } back ? zone.StartOf(zone.DayOf(now).AddMonths(-back)) : null, zone.EndOf(zone.DayOf(now)), actor.UserId, now);
        context.Add(run);
        await context.SaveChangesAsync(cancellation);
        work.Ring();
        return run.Id;
    }

    /// <summary>Runs of a kind, newest first.</summary>
    public async Task<Result<IReadOnlyList<TrialRow>>> ListAsync(Actor actor, TrialKind kind, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var users = context.Set<LoyaltyUser>();
        var rows = await context.Set<TrialRun>().AsNoTracking().Where(run => run.Kind == kind).OrderByDescending(run => run.Id).Take(ListLength)
            .Select(run => new { run.Id, run.State, run.ContentVersion, run.ComparedVersion, run.FromAt, run.UntilAt, run.CreatedAt, run.Result, Who = users.Where(user => user.Id == run.CreatedBy).Select(user => user.DisplayName).FirstOrDefault() })
            .ToListAsync(cancellation);
        return rows.Select(run => new TrialRow(run.Id, run.State, run.ContentVersion, run.ComparedVersion, run.FromAt, run.UntilAt, run.CreatedAt, run.Who, run.Result.Length == 0 ? null : TrialResult.FromJson(run.Result))).ToList();
    }

    public async Task<Result<TrialView>> FindAsync(Actor actor, long runId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<TrialRun>().AsNoTracking().FirstOrDefaultAsync(run => run.Id == runId, cancellation) is not { } run)
            return TrialErrors.Unknown();
        var who = await context.Set<LoyaltyUser>().Where(user => user.Id == run.CreatedBy).Select(user => user.DisplayName).FirstOrDefaultAsync(cancellation);
        var compared = await ContentAsync(context, run.ComparedVersion, cancellation) ?? ProgrammeContent.Empty;
        return new TrialView(
            run.Id, run.Kind, run.State, ProgrammeContent.FromJson(run.Content), run.ContentVersion, compared, run.ComparedVersion, run.FromAt, run.UntilAt,
            run.Total, run.Done, run.CreatedAt, run.StartedAt, run.FinishedAt, run.CreatedBy, who, run.LeasedUntil >= clock.UtcNow(), run.Result.Length == 0 ? null : TrialResult.FromJson(run.Result));
    }

    /// <summary>Calls a running trial off; nothing of it is kept but that it was asked for.</summary>
    /// <returns>Or <c>trial_wrong_state</c> when it is over.</returns>
    public async Task<Result<Done>> CancelAsync(Actor actor, long runId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        var result = await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<TrialRun>().FirstOrDefaultAsync(run => run.Id == runId) is not { } run)
                return TrialErrors.Unknown();
            if (run.State != TrialState.Running)
                return TrialErrors.WrongState();
            run.Finish(TrialState.Cancelled, clock.UtcNow());
            await context.SaveChangesAsync();
            return Done.Instance;
        });
        signals.Changed(runId);
        return result;
    }

    /// <summary>Names of members, for lists; those who are gone are missing.</summary>
    public async Task<IReadOnlyDictionary<long, string>> NamesAsync(Actor actor, IReadOnlyCollection<long> members, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.ChangeProgramme))
            return new Dictionary<long, string>();
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Member>().Where(member => members.Contains(member.Id)).Select(member => new { member.Id, member.Name }).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
    }

    /// <summary>Replays one member again: the same code, the same moment, purchase by purchase.</summary>
    public async Task<Result<MemberTrialView>> MemberAsync(Actor actor, long runId, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<TrialRun>().AsNoTracking().FirstOrDefaultAsync(run => run.Id == runId, cancellation) is not { } run)
            return TrialErrors.Unknown();
        if (await context.Set<Member>().Where(member => member.Id == memberId).Select(member => member.Name).FirstOrDefaultAsync(cancellation) is not { } name)
            return MemberErrors.Unknown();
        var merchant = (await directory.FindAsync(actor.MerchantId, cancellation))!;
        var rows = new Dictionary<long, PurchaseTrialRow>();
        var trial = new Trial(database, merchant, run.Compile(), (await ContentAsync(context, run.ComparedVersion, cancellation) ?? ProgrammeContent.Empty).Points, run.Window)
        {
            MemberId = memberId,
            OnlyPurchases = run.Kind == TrialKind.Retro,
            OnPurchase = (purchase, then, draft, _) => rows[purchase.Id] = rows.TryGetValue(purchase.Id, out var known)
                ? known with { Then = known.Then + then, Draft = known.Draft + draft }
                : new PurchaseTrialRow(purchase.Id, purchase.OccurredAt, purchase.Reference, purchase.StoreId, purchase.Net, then, draft, then, draft, new Explanation()),
            OnStep = (happened, step) =>
            {
                if (step.Earned is { } earned)
                    rows[happened.Id] = rows[happened.Id] with { Explanation = earned.Explanation };
            },
        };
        await trial.RunAsync(cancellation);
        var member = trial.Members.FirstOrDefault();
        var tier = await context.Set<Tiers.TierStanding>().Where(standing => standing.MemberId == memberId).Select(standing => standing.TierKey).FirstOrDefaultAsync(cancellation);
        return new MemberTrialView(memberId, name, member?.Then ?? 0, member?.Draft ?? 0, tier, member?.TierAtEnd(merchant.Zone.DayOf(run.CreatedAt)), [.. rows.Values.OrderByDescending(row => row.OccurredAt).ThenByDescending(row => row.Id)]);
    }

    /// <summary>Why a purchase really gave what it gave.</summary>
    public async Task<Result<Explanation>> WhyThenAsync(Actor actor, long purchaseId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<Purchase>().AsNoTracking().FirstOrDefaultAsync(purchase => purchase.Id == purchaseId, cancellation) is not { } purchase)
            return PurchaseErrors.Unknown();
        if (purchase.EntrySequence is not { } sequence)
            return new Explanation();
        return Explanation.FromJson(await context.Set<LedgerEntry>().Where(entry => entry.AccountId == purchase.OwnAccountId && entry.Sequence == sequence).Select(entry => entry.Explanation).FirstAsync(cancellation));
    }

    /// <param name="version">0 the draft.</param>
    private static async Task<ProgrammeContent?> ContentAsync(LoyaltyDbContext context, int version, CancellationToken cancellation) => version == 0
        ? await context.Set<ProgrammeDraft>().Where(draft => draft.Content != null).Select(draft => draft.Content).FirstOrDefaultAsync(cancellation) is { } draft ? ProgrammeContent.FromJson(draft) : null
        : await context.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Number == version, cancellation) is { } published ? CompiledProgrammes.Of(published).Content : null;
}
