using System.Data.Common;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>A run in the hands of one portal. What a person decided in the last moment is not written over, nor that somebody has been forgotten.</summary>
internal sealed class StatementHold : LeasedRow<StatementRun>
{
    private readonly int _beginnings;

    private StatementHold(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, StatementRun run)
        : base(database, signals, clock, run)
    {
        _beginnings = run.Beginnings;
        LetsGo = false; // until it has come to an end
    }

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    public static async Task<StatementHold?> TakeAsync(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long runId, CancellationToken cancellation) =>
        await ClaimAsync(database, signals, clock, merchantId, runId, cancellation) is { } run ? new StatementHold(database, signals, clock, run) : null;

    public Task<bool> NoteAsync(Action<LoyaltyDbContext, StatementRun> change, CancellationToken cancellation) => ChangeAsync((context, row) =>
    {
        change(context, row);
        return Task.CompletedTask;
    }, cancellation);

    protected override bool IsSame(StatementRun row) => row.State == StatementRunState.Running && row.Beginnings == _beginnings;
}

/// <summary>Makes the statements of a run, some members at a time; each time what is ready is on the disk together with how far it is, so that a run that died goes on there.</summary>
public sealed class StatementRunner(LoyaltyDatabase database, StatementBooks books, StatementPress press, MerchantDirectory directory, LiveSignals signals, TimeProvider clock, ILogger<StatementRunner> log)
{
    internal const int AtATime = 50;

    /// <summary>Takes over the run if nobody holds it, and brings it to its end.</summary>
    /// <param name="progress">Is told after each part.</param>
    /// <returns>False when there is nothing to do, or somebody else does it.</returns>
    public async Task<bool> RunAsync(int merchantId, long runId, Action<StatementRun>? progress = null, CancellationToken cancellation = default)
    {
        await using var hold = await StatementHold.TakeAsync(database, signals, clock, merchantId, runId, cancellation);
        if (hold is null)
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hold.Lost);
        try
        {
            await MakeAsync(hold, progress, either.Token);
            hold.LetsGo = true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            hold.LetsGo = true;
            cancellation.ThrowIfCancellationRequested(); // else it was called off, or is somebody else's now
        }
        catch (Exception exception) when (exception is not (DbException or DbUpdateException or IOException or OperationCanceledException or ObjectDisposedException) && !LoyaltyDatabase.IsWorthRetrying(exception))
        {
            log.LogError(exception, "The statements of run {Run} cannot be made.", runId);
            hold.LetsGo = await hold.NoteAsync((_, row) => row.Finish(StatementRunState.Failed, clock.UtcNow()), CancellationToken.None);
            if (hold.LetsGo) // else the parts are somebody else's by now
                await StatementRuns.RemovePartsAsync(database, merchantId, runId, CancellationToken.None);
        }

        return true;
    }

    private async Task MakeAsync(StatementHold hold, Action<StatementRun>? progress, CancellationToken cancellation)
    {
        var merchant = (await directory.FindAsync(hold.Row.MerchantId, cancellation))!;
        var paper = PdfPaper.Find(hold.Row.Paper);
        using var scope = press.Open(merchant);
        while (true)
        {
            var (month, after) = (hold.Row.Month, hold.Row.AfterMember);
            var ids = await StatementBooks.AgainAsync(async () =>
            {
                await using var context = database.ForMerchant(merchant.Id);
                return await context.Set<Member>().Where(member => member.Id > after && member.Status == MemberStatus.Active).OrderBy(member => member.Id).Select(member => member.Id).Take(AtATime).ToListAsync(cancellation);
            });
            if (ids.Count == 0)
                break;
            var statements = (await books.ReadAsync(merchant, month, ids, cancellation: cancellation))
                .Select(content => (Name: $"{content.Member.Code}-{StatementService.Say(month)}.pdf", File: StatementPress.Print(scope, content, paper))).ToList();
            var packed = StatementFiles.Pack(statements);
            if (!await hold.NoteAsync((context, row) =>
            {
                if (row.AfterMember > after)
                    return; // it was written, though nobody was told
                context.Add(StatementPart.Of(row, packed));
                row.Add(ids.Count, statements.Count, statements.Sum(statement => (long)statement.File.Length), ids[^1]);
            }, cancellation))
                return;
            progress?.Invoke(hold.Row);
        }

        await hold.NoteAsync((_, row) => row.Finish(StatementRunState.Completed, clock.UtcNow()), cancellation);
    }
}

/// <summary>The bell between the pages that ask for statements and the worker that makes them.</summary>
public sealed class StatementWork : Bell;

/// <summary>Makes what was asked for, one run at a time in each portal, and goes on with what a dead portal left.</summary>
public sealed class StatementWorker(LoyaltyDatabase database, StatementRunner runner, StatementRuns runs, StatementWork work, TimeProvider clock, ILogger<StatementWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    private long? _swept;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken);
                await work.WaitAsync(LookEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal is being shut down.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var (merchantId, runId) in await StatementHold.WaitingAsync(database, run => run.State == StatementRunState.Running, stopping))
                await TryAsync(merchantId, runId, stopping);
            if (_swept is { } swept && clock.GetElapsedTime(swept) < SweepEvery)
                return;
            await runs.SweepAsync(stopping);
            _swept = clock.GetTimestamp();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "The statements that wait could not be read; they are looked for again.");
        }
    }

    /// <summary>One run that fails must not keep the others from being made.</summary>
    private async Task TryAsync(int merchantId, long runId, CancellationToken stopping)
    {
        try
        {
            await runner.RunAsync(merchantId, runId, cancellation: stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "The statements of run {Run} stopped unexpectedly; it is tried again when its lease has run out.", runId);
        }
    }
}
