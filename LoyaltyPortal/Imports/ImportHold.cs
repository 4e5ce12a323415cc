using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Live;

namespace LoyaltyPortal.Imports;

/// <summary>An import in the hands of one run. A person may stop it or ask for its undo meanwhile: what the run still has to note is noted all the same.</summary>
internal sealed class ImportHold : LeasedRow<PurchaseImport>
{
    private readonly Action<PurchaseImport>? _progress;

    private ImportHold(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, PurchaseImport import, Action<PurchaseImport>? progress)
        : base(database, signals, clock, import) => (_progress, Duty) = (progress, import.State);

    /// <summary>The state in which it was taken over: what there is to do.</summary>
    public ImportState Duty { get; }

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    public static async Task<ImportHold?> TakeAsync(
        LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long importId, Action<PurchaseImport>? progress, CancellationToken cancellation) =>
        await ClaimAsync(database, signals, clock, merchantId, importId, cancellation) is { } import ? new ImportHold(database, signals, clock, import, progress) : null;

    /// <summary>Changes the row.</summary>
    /// <param name="change">May add rows of its own to the context; is told whether the duty is still the same.</param>
    /// <returns>True when the duty is to go on: nobody has stopped it or taken it over.</returns>
    public async Task<bool> NoteAsync(Func<LoyaltyDbContext, PurchaseImport, bool, Task> change, CancellationToken cancellation)
    {
        var goesOn = false;
        return await ChangeAsync((context, row) => change(context, row, goesOn = row.State == Duty), cancellation) && goesOn;
    }

    /// <summary>Changes the row if the duty is still the same; a stop or an undo in the last moment is not written over.</summary>
    public Task<bool> FinishAsync(Action<PurchaseImport> change, CancellationToken cancellation) => NoteAsync((_, row, goesOn) =>
    {
        if (goesOn)
            change(row);
        return Task.CompletedTask;
    }, cancellation);

    protected override void Noted(PurchaseImport row) => _progress?.Invoke(row);
}
