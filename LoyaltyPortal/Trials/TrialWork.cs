using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;

namespace LoyaltyPortal.Trials;

/// <summary>The bell between the pages that ask for a trial and the worker that runs it.</summary>
public sealed class TrialWork : Bell;

/// <summary>Runs what was asked for, one trial at a time in each portal, and goes on with what a dead portal left.</summary>
public sealed class TrialWorker(LoyaltyDatabase database, TrialRunner runner, TrialWork work, TimeProvider clock, ILogger<TrialWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

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
            foreach (var (merchantId, runId) in await TrialHold.WaitingAsync(database, run => run.State == TrialState.Running || run.State == TrialState.Posting, stopping))
                await TryAsync(merchantId, runId, stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "The trials that wait could not be read; they are looked for again.");
        }
    }

    /// <summary>One trial that fails must not keep the others from being run.</summary>
    private async Task TryAsync(int merchantId, long runId, CancellationToken stopping)
    {
        try
        {
            await runner.RunAsync(merchantId, runId, stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "Trial {Trial} stopped unexpectedly; it is tried again when its lease has run out.", runId);
        }
    }
}
