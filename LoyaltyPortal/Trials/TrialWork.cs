using System.Threading.Channels;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Trials;

/// <summary>The bell between the pages that ask for a trial and the worker that runs it.</summary>
public sealed class TrialWork
{
    private readonly System.Threading.Channels.Channel<bool> _rung = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rung.Writer.TryWrite(true);

    internal async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nobody rang; look all the same: another portal may have died with a trial in its hands.
        }
    }
}

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
            foreach (var (merchantId, runId) in await BusyAsync(stopping))
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

    private async Task<IReadOnlyList<(int MerchantId, long RunId)>> BusyAsync(CancellationToken cancellation)
    {
        var busy = new List<(int MerchantId, long RunId)>();
        foreach (var merchantId in await database.MerchantsWithAsync<TrialRun>(run => run.State == TrialState.Running || run.State == TrialState.Posting, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            busy.AddRange((await context.Set<TrialRun>().Where(run => run.State == TrialState.Running || run.State == TrialState.Posting).Select(run => run.Id).ToListAsync(cancellation)).Select(id => (merchantId, id)));
        }

        return [.. busy.OrderBy(run => run.RunId)];
    }
}

/// <summary>
/// A trial in the hands of one portal. It renews its lease by itself; a process that dies holds on until the lease has run out, and then anybody may
/// take over.
/// </summary>
internal sealed class TrialHold : IAsyncDisposable
{
    private readonly LoyaltyDatabase _database;
    private readonly LiveSignals _signals;
    private readonly TimeProvider _clock;
    private readonly string _owner;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    private TrialHold(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, TrialRun run, string owner)
    {
        (_database, _signals, _clock, _owner) = (database, signals, clock, owner);
        (Run, Duty) = (run, run.State);
        _beating = BeatAsync();
    }

    /// <summary>The row as it was last read.</summary>
    public TrialRun Run { get; private set; }

    /// <summary>The state in which it was taken over: what there is to do.</summary>
    public TrialState Duty { get; }

    /// <summary>Cancelled when it is somebody else's, or was called off.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>False leaves the lease to run out by itself: after a fault that would only come again at once.</summary>
    public bool LetsGo { get; set; }

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    public static async Task<TrialHold?> TakeAsync(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long runId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var run = await context.Set<TrialRun>().FirstOrDefaultAsync(run => run.Id == runId, cancellation);
        if (run is null || !run.IsBusy || !run.IsFree(clock.UtcNow()))
            return null;
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
        run.Claim(owner, clock.UtcNow());
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // somebody else was first
        }

        signals.Changed(run.Id);
        return new TrialHold(database, signals, clock, run, owner);
    }

    /// <summary>Changes the row while the duty is the same; what a person decided in the last moment is not written over.</summary>
    /// <returns>False when the duty is over: called off, or taken over.</returns>
    public async Task<bool> NoteAsync(Func<LoyaltyDbContext, TrialRun, Task> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = _database.ForMerchant(Run.MerchantId);
            var row = await context.Set<TrialRun>().FirstOrDefaultAsync(row => row.Id == Run.Id, cancellation);
            if (row is null || row.LeaseOwner != _owner || row.State != Duty)
            {
                await _lost.CancelAsync();
                return false;
            }

            await change(context, row);
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (Exception lost) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                continue;
            }

            Run = row;
            _signals.Changed(row.Id);
            return true;
        }
    }

    public Task<bool> NoteAsync(Action<TrialRun> change, CancellationToken cancellation) => NoteAsync((_, row) =>
    {
        change(row);
        return Task.CompletedTask;
    }, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        if (LetsGo)
            await RenewAsync(null);
        _end.Dispose();
        _lost.Dispose();
        _signals.Changed(Run.Id);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(TrialRun.Lease / 4, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (await RenewAsync(_clock.UtcNow() + TrialRun.Lease))
                    continue;
                await _lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Touches the lease alone: no version, so that it never gets into anybody's way.</summary>
    private async Task<bool> RenewAsync(DateTime? until)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var context = _database.ForMerchant(Run.MerchantId);
                return await context.Set<TrialRun>().Where(row => row.Id == Run.Id && row.LeaseOwner == _owner).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until)) == 1;
            }
            catch (Exception busy) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(busy))
            {
                // The database was busy; the lease is long enough to try again.
            }
        }
    }
}
