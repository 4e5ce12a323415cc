using System.Linq.Expressions;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;

namespace LoyaltyPortal.Imports;

/// <summary>The bells between the pages that start something and the worker that does it.</summary>
public sealed class ImportWork
{
    internal Bell Checks { get; } = new();

    internal Bell Runs { get; } = new();

    /// <summary>There is something to do.</summary>
    public void Ring()
    {
        Checks.Ring();
        Runs.Ring();
    }
}

/// <summary>
/// Does what is to be done, one import at a time in each portal, and goes on with what a dead portal left. Dry runs go beside, so that nobody
/// waits for somebody else's long import to see their own file checked.
/// </summary>
public sealed class ImportWorker(LoyaltyDatabase database, ImportRunner runner, ImportCleanUp cleaning, ImportWork work, TimeProvider clock, ILogger<ImportWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync(work.Checks, import => import.State == ImportState.Checking, stoppingToken),
        LoopAsync(work.Runs, import => import.State == ImportState.Running || import.State == ImportState.Undoing, stoppingToken),
        SweepAsync(stoppingToken));

    private async Task LoopAsync(Bell bell, Expression<Func<PurchaseImport, bool>> kind, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await TryAsync(async () =>
                {
                    foreach (var (merchantId, importId) in await ImportHold.WaitingAsync(database, kind, stopping))
                        await TryAsync(() => runner.RunAsync(merchantId, importId, cancellation: stopping), "An import stopped unexpectedly; it is tried again when its lease has run out.");
                }, "The imports that wait could not be read; they are looked for again.");
                await bell.WaitAsync(LookEvery, clock, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The portal is being shut down.
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SweepEvery, clock);
        try
        {
            do
            {
                await TryAsync(() => cleaning.SweepAsync(stopping), "What abandoned uploads left could not be removed; it is tried again in an hour.");
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The portal is being shut down.
        }
    }

    /// <summary>One import that fails must not keep the others from being run.</summary>
    private async Task TryAsync(Func<Task> act, string message)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
#pragma warning disable CA2254 // each caller's message is a constant
            log.LogError(exception, message);
#pragma warning restore CA2254
        }
    }
}
