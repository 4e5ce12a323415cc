using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Live;

namespace LoyaltyPortal.Trials;

/// <summary>A trial in the hands of one portal. What a person decided in the last moment is not written over: the run is then over.</summary>
internal sealed class TrialHold : LeasedRow<TrialRun>
{
    private TrialHold(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, TrialRun run)
        : base(database, signals, clock, run)
    {
        Duty = run.State;
        LetsGo = false; // until it has come to an end
    }

    /// <summary>The state in which it was taken over: what there is to do.</summary>
    public TrialState Duty { get; }

    /// <returns>Null when there is nothing to do, or somebody else does it.</returns>
    public static async Task<TrialHold?> TakeAsync(LoyaltyDatabase database, LiveSignals signals, TimeProvider clock, int merchantId, long runId, CancellationToken cancellation) =>
        await ClaimAsync(database, signals, clock, merchantId, runId, cancellation) is { } run ? new TrialHold(database, signals, clock, run) : null;

    /// <summary>Changes the row while the duty is the same.</summary>
    /// <returns>False when the duty is over: called off, or taken over.</returns>
    public Task<bool> NoteAsync(Func<LoyaltyDbContext, TrialRun, Task> change, CancellationToken cancellation) => ChangeAsync(change, cancellation);

    public Task<bool> NoteAsync(Action<TrialRun> change, CancellationToken cancellation) => ChangeAsync((_, row) =>
    {
        change(row);
        return Task.CompletedTask;
    }, cancellation);

    protected override bool IsSame(TrialRun row) => row.State == Duty;
}
