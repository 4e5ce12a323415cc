using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>
/// An import in the hands of one run. It renews its lease by itself, however long a single step takes, and lets go when it is disposed of;
/// a process that dies holds on until the lease has run out, and then anybody may take over.
/// </summary>
internal sealed class ImportHold : IAsyncDisposable
{
    private readonly LoyaltyDatabase _database;
    private readonly LiveSignals _signals;
    private readonly TimeProvider _clock;
    private readonly Action<PurchaseImport>? _progress;
    private readonly string _owner;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    private ImportHold(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, PurchaseImport import, string owner, Action<PurchaseImport>? progress)
    {
        _database = database;
        _signals = signals;
        _clock = clock;
        _progress = progress;
        _owner = owner;
        Import = import;
        Duty = import.State;
        _beating = BeatAsync();
    }

    /// <summary>The row as it was last read.</summary>
    public PurchaseImport Import { get; private set; }

    /// <summary>The state in which it was taken over: what there is to do.</summary>
    public ImportState Duty { get; }

    /// <summary>Cancelled when somebody else has taken over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>False leaves the lease to run out by itself: after a fault that would only come again at once.</summary>
    public bool LetsGo { get; set; } = true;

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    public static async Task<ImportHold?> TakeAsync(
        LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long importId, Action<PurchaseImport>? progress, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var import = await context.Set<PurchaseImport>().FirstOrDefaultAsync(import => import.Id == importId, cancellation);
        if (import is null || !import.IsBusy || !import.IsFree(clock.UtcNow()))
            return null;
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
        import.Claim(owner, clock.UtcNow());
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // somebody else was first
        }

        signals.Changed(import.Id);
        return new ImportHold(database, signals, clock, import, owner, progress);
    }

    /// <summary>Changes the row. Persons change it too, so it is read anew each time.</summary>
    /// <param name="change">May add rows of its own to the context; is told whether the duty is still the same.</param>
    /// <returns>True when the duty is to go on: nobody has stopped it or taken it over.</returns>
    public async Task<bool> NoteAsync(Func<LoyaltyDbContext, PurchaseImport, bool, Task> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = _database.ForMerchant(Import.MerchantId);
            var row = await context.Set<PurchaseImport>().FirstOrDefaultAsync(row => row.Id == Import.Id, cancellation);
            if (row is null || row.LeaseOwner != _owner)
            {
                await _lost.CancelAsync();
                return false;
            }

            var goesOn = row.State == Duty;
            await change(context, row, goesOn);
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (Exception lost) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                continue;
            }

            Import = row;
            _progress?.Invoke(row);
            _signals.Changed(row.Id);
            return goesOn;
        }
    }

    /// <summary>Changes the row if the duty is still the same; a stop or an undo in the last moment is not written over.</summary>
    public Task<bool> FinishAsync(Action<PurchaseImport> change, CancellationToken cancellation) => NoteAsync((_, row, goesOn) =>
    {
        if (goesOn)
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
        _signals.Changed(Import.Id);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(PurchaseImport.Lease / 4, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (await RenewAsync(_clock.UtcNow() + PurchaseImport.Lease))
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
                await using var context = _database.ForMerchant(Import.MerchantId);
                return await context.Set<PurchaseImport>().Where(row => row.Id == Import.Id && row.LeaseOwner == _owner)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until)) == 1;
            }
            catch (Exception busy) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(busy))
            {
                // The database was busy; the lease is long enough to try again.
            }
        }
    }
}
