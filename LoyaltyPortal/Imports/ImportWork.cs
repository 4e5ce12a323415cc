using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>The bell between the pages that start an import and the worker that runs it.</summary>
public sealed class ImportWork
{
    private readonly System.Threading.Channels.Channel<bool> _bell = System.Threading.Channels.Channel.CreateBounded<bool>(new System.Threading.Channels.BoundedChannelOptions(1) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    internal async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nobody rang; look all the same, since another portal may have died with an import in its hands.
        }
    }
}

/// <summary>Runs what is to be run, one import at a time in each portal, and goes on with what a dead portal left.</summary>
public sealed class ImportWorker(LoyaltyDatabase database, ImportRunner runner, ImportWork work, TimeProvider clock, ILogger<ImportWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var (merchantId, importId) in await BusyAsync(stoppingToken))
                    await runner.RunAsync(merchantId, importId, cancellation: stoppingToken);
                await work.WaitAsync(LookEvery, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                log.LogError(exception, "An import stopped unexpectedly; it is tried again when its lease has run out.");
                await work.WaitAsync(LookEvery, clock, stoppingToken);
            }
        }
    }

    private async Task<IReadOnlyList<(int MerchantId, long ImportId)>> BusyAsync(CancellationToken cancellation)
    {
        await using var platform = database.ForPlatform();
        var merchants = await platform.Set<Merchant>().Select(merchant => merchant.Id).ToListAsync(cancellation);
        var busy = new List<(int, long)>();
        foreach (var merchant in merchants)
        {
            await using var context = database.ForMerchant(merchant);
            busy.AddRange((await context.Set<PurchaseImport>().Where(import => import.State == ImportState.Running || import.State == ImportState.Undoing)
                .OrderBy(import => import.Id).Select(import => import.Id).ToListAsync(cancellation)).Select(id => (merchant, id)));
        }

        return busy;
    }
}
