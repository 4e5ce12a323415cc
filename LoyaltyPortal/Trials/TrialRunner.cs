using System.Data.Common;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using LoyaltyPortal.Trials.Replay;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Trials;

/// <summary>
/// Runs trials, and posts what was approved of a retro run. A trial that died is run again from its beginning: it takes seconds and writes nothing
/// but its result. Posting goes on where it was: what is posted is marked in the same transaction.
/// </summary>
public sealed class TrialRunner(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, LiveSignals signals, TimeProvider clock, ILogger<TrialRunner> log)
{
    private const int OnTheWay = 256;
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes over the run if nobody holds it, and does what there is to do.</summary>
    /// <returns>False when there is nothing to do, or somebody else does it.</returns>
    public Task<bool> RunAsync(int merchantId, long runId, CancellationToken cancellation = default) => RunAsync(merchantId, runId, null, cancellation);

    /// <param name="seen">Is told of every step, on the computing thread.</param>
    internal async Task<bool> RunAsync(int merchantId, long runId, Action? seen, CancellationToken cancellation = default)
    {
        await using var hold = await TrialHold.TakeAsync(database, signals, clock, merchantId, runId, cancellation);
        if (hold is null)
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hold.Lost);
        try
        {
            await (hold.Duty == TrialState.Posting ? PostAsync(hold, either.Token) : TryAsync(hold, seen, either.Token));
            hold.LetsGo = true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            hold.LetsGo = true;
            cancellation.ThrowIfCancellationRequested(); // else it was called off, or is somebody else's now
        }
        catch (Exception exception) when (exception is not (DbException or DbUpdateException or IOException or OperationCanceledException or ObjectDisposedException))
        {
            log.LogError(exception, "Trial {Trial} cannot be run.", runId);
            hold.LetsGo = await hold.NoteAsync(row => row.Finish(TrialState.Failed, clock.UtcNow()), CancellationToken.None);
        }

        return true;
    }

    private async Task TryAsync(TrialHold hold, Action? seen, CancellationToken cancellation)
    {
        var run = hold.Row;
        var started = clock.GetTimestamp();
        var merchant = (await directory.FindAsync(run.MerchantId, cancellation))!;
        var corrections = run.Kind == TrialKind.Retro ? new RetroTally() : null;
        var programme = run.Compile();
        var tally = new TrialTally(merchant.Zone, programme.Ladder);
        var compared = await ComparedAsync(run, cancellation);
        var trial = new Trial(database, merchant, programme, compared.Points, run.Window)
        {
            OnlyPurchases = run.Kind == TrialKind.Retro,
            OnPurchase = corrections is null ? null : corrections.Add,
            OnStep = (happened, step) =>
            {
                tally.Add(happened, step);
                seen?.Invoke();
            },
        };
        var total = await trial.Reader.CountAsync(cancellation);
        using var calledOff = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var replaying = trial.RunAsync(calledOff.Token);
        try
        {
            while (await Task.WhenAny(replaying, Task.Delay(NoteEvery, clock, calledOff.Token)) != replaying)
                await hold.NoteAsync(row => row.Progress(trial.Done, total), cancellation);
        }
        finally
        {
            if (!replaying.IsCompleted)
                await calledOff.CancelAsync();
            await replaying.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await replaying;
        var tiers = await StandingsAsync(run, cancellation);
        var result = tally.Result(trial.Members, tiers, compared.Ladder, clock.UtcNow(), merchant.Settings.PointValue) with { Took = (long)clock.GetElapsedTime(started).TotalMilliseconds };
        if (corrections is not null)
            await ProposeAsync(hold, corrections, cancellation);
        await hold.NoteAsync(row =>
        {
            row.Progress(trial.Done, trial.Done);
            row.Complete(result, clock.UtcNow());
        }, cancellation);
    }

    private async Task<ProgrammeContent> ComparedAsync(TrialRun run, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(run.MerchantId);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(version => version.Number == run.ComparedVersion, cancellation);
        return CompiledProgrammes.Of(version).Content;
    }

    private async Task<IReadOnlyDictionary<long, string?>> StandingsAsync(TrialRun run, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(run.MerchantId);
        return await context.Set<TierStanding>().Select(standing => new { standing.MemberId, standing.TierKey }).ToDictionaryAsync(standing => standing.MemberId, standing => standing.TierKey, cancellation);
    }

    /// <summary>Writes the proposals before the run is complete; what a run that died has left is written over.</summary>
    private async Task ProposeAsync(TrialHold hold, RetroTally corrections, CancellationToken cancellation)
    {
        await using (var context = database.ForMerchant(hold.Row.MerchantId))
            await context.Set<TrialProposal>().Where(proposal => proposal.RunId == hold.Row.Id).ExecuteDeleteAsync(cancellation);
        foreach (var some in corrections.Members().Select(member => TrialProposal.Of(hold.Row, member.MemberId, member.Parts)).Where(proposal => proposal.Points != 0).Chunk(500))
        {
            await hold.NoteAsync((context, _) =>
            {
                context.AddRange(some);
                return Task.CompletedTask;
            }, cancellation);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task PostAsync(TrialHold hold, CancellationToken cancellation)
    {
        var (merchantId, runId) = (hold.Row.MerchantId, hold.Row.Id);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var context = database.ForMerchant(merchantId);
            var waiting = await context.Set<TrialProposal>().Where(proposal => proposal.RunId == runId && proposal.State == ProposalState.Approved)
                .OrderBy(proposal => proposal.MemberId).Take(OnTheWay).Select(proposal => proposal.MemberId).ToListAsync(cancellation);
            var answers = await Task.WhenAll(waiting.Select(memberId => queue.ExecuteAsync(PostProposal.Of(merchantId, runId, memberId), CancellationToken.None)));
            if (answers.Any(answer => answer.Failure is { Kind: FailureKind.Busy }))
                throw new IOException("The recording road is closed; the adjustments that are left are posted by whoever takes over next.");
            if (answers.FirstOrDefault(answer => !answer.Succeeded).Failure is { } failure)
                throw new InvalidOperationException($"Adjustments of retro run {runId} cannot be posted further: {failure.Code}.");
            signals.Changed(runId);
            if (waiting.Count > 0)
                continue;

            // Somebody may have approved more in the last moment: the row's version says so, and this is asked again.
            var isOver = false;
            await hold.NoteAsync(async (fresh, row) =>
            {
                isOver = !await fresh.Set<TrialProposal>().AnyAsync(proposal => proposal.RunId == runId && proposal.State == ProposalState.Approved, cancellation);
                if (isOver)
                    row.Finish(TrialState.Completed, clock.UtcNow());
            }, cancellation);
            if (isOver)
                return;
        }
    }
}
