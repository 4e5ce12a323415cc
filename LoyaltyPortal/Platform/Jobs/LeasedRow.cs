using System.Linq.Expressions;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Jobs;

/// <summary>A row that stands for work which goes on behind the pages, in the hands of one run at a time, in whichever portal.</summary>
public interface ILeased : IMerchantOwned
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    long Id { get; }

    string? LeaseOwner { get; }

    DateTime? LeasedUntil { get; }

    /// <summary>There is something to do.</summary>
    bool IsBusy { get; }

    /// <summary>Takes it over until the moment given, and makes it a new version.</summary>
    void Claim(string owner, DateTime until, DateTime now);
}

/// <summary>
/// A row in the hands of one run. It renews its lease by itself, however long a single step takes, and lets go when it is disposed of;
/// a process that dies holds on until the lease has run out, and then anybody may take over.
/// </summary>
internal abstract class LeasedRow<TRow> : IAsyncDisposable
    where TRow : class, ILeased
{
    private const int MostAttempts = 10;

    private readonly LoyaltyDatabase _database;
    private readonly LiveSignals _signals;
    private readonly TimeProvider _clock;
    private readonly string _owner;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    protected LeasedRow(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, TRow row)
    {
        (_database, _signals, _clock) = (database, signals, clock);
        (Row, _owner) = (row, row.LeaseOwner!);
        _beating = BeatAsync();
    }

    /// <summary>The row as it was last read.</summary>
    public TRow Row { get; private set; }

    /// <summary>Cancelled when it is somebody else's, or was called off.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>False leaves the lease to run out by itself: after a fault that would only come again at once.</summary>
    public bool LetsGo { get; set; } = true;

    /// <summary>All merchants' rows of a kind, in the order in which they were asked for.</summary>
    public static async Task<IReadOnlyList<(int MerchantId, long Id)>> WaitingAsync(LoyaltyDatabase database, Expression<Func<TRow, bool>> kind, CancellationToken cancellation)
    {
        var waiting = new List<(int MerchantId, long Id)>();
        foreach (var merchantId in await database.MerchantsWithAsync(kind, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            waiting.AddRange((await context.Set<TRow>().Where(kind).Select(row => row.Id).ToListAsync(cancellation)).Select(id => (merchantId, id)));
        }

        return [.. waiting.OrderBy(row => row.Id)];
    }

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    protected static async Task<TRow?> ClaimAsync(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long id, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var now = clock.UtcNow();
        var row = await context.Set<TRow>().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        if (row is null || !row.IsBusy || row.LeasedUntil >= now)
            return null;
        row.Claim($"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}", now + ILeased.Lease, now);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // somebody else was first
        }

        signals.Changed(id);
        return row;
    }

    /// <summary>Whether the row, read anew, is still what this run took over.</summary>
    protected virtual bool IsSame(TRow row) => true;

    /// <summary>The row has been written.</summary>
    protected virtual void Noted(TRow row)
    {
    }

    /// <summary>Changes the row. Persons change it too, so it is read anew each time.</summary>
    /// <param name="change">May add rows of its own to the context; is called again when somebody else was quicker.</param>
    /// <returns>False when it is somebody else's by now, or no longer the same: nothing was changed.</returns>
    protected async Task<bool> ChangeAsync(Func<LoyaltyDbContext, TRow, Task> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = _database.ForMerchant(Row.MerchantId);
            var row = await context.Set<TRow>().FirstOrDefaultAsync(row => row.Id == Row.Id, cancellation);
            if (row is null || row.LeaseOwner != _owner || !IsSame(row))
            {
                await _lost.CancelAsync();
                return false;
            }

            await change(context, row);
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (Exception lost) when (attempt < MostAttempts && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                continue;
            }

            Row = row;
            Noted(row);
            _signals.Changed(row.Id);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        if (LetsGo)
            await RenewAsync(null);
        _end.Dispose();
        _lost.Dispose();
        _signals.Changed(Row.Id);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(ILeased.Lease / 4, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (await RenewAsync(_clock.UtcNow() + ILeased.Lease))
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
                await using var context = _database.ForMerchant(Row.MerchantId);
                return await context.Set<TRow>().Where(row => row.Id == Row.Id && row.LeaseOwner == _owner)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => EF.Property<DateTime?>(row, nameof(ILeased.LeasedUntil)), until)) == 1;
            }
            catch (Exception busy) when (attempt < MostAttempts && LoyaltyDatabase.IsWorthRetrying(busy))
            {
                // The database was busy; the lease is long enough to try again.
            }
        }
    }
}
