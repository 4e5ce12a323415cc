using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Proofs.Pages;

/// <summary>Whether the books are whole, when that was last proved, and what a proof is. What it shows follows from the proofs' rows, so any browser shows the same.</summary>
public sealed partial class IntegrityPage : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private IReadOnlyList<ProofView>? proofs;
    private (long Id, IDisposable Listening)? heard;
    private string? failure;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required ProofService Proofs { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required LiveSignals Signals { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required IStringLocalizer<ProofsText> Text { get; init; }

    private ProofView? Running => proofs?.FirstOrDefault(proof => proof.State == ProofState.Running);

    private ProofView? Last => proofs?.FirstOrDefault(proof => proof.State is ProofState.Whole or ProofState.Broken);

    protected override async Task OnInitializedAsync()
    {
        stop = closing.Token;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = WatchAsync();
    }

    public void Dispose()
    {
        heard?.Listening.Dispose();
        closing.Cancel();
        closing.Dispose();
    }

    /// <summary>A proof that another portal does gives no signal here.</summary>
    private Task WatchAsync() => PageWatch.WhileOpenAsync(LookEvery, Clock, () => Running is null ? Task.CompletedTask : InvokeAsync(ShowAsync), stop);

    private async Task ShowAsync()
    {
        if (stop.IsCancellationRequested)
            return;
        try
        {
            await LoadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task LoadAsync()
    {
        if (!(await Proofs.ListAsync(Workspace.Actor, cancellation: stop)).Try(out var found, out var refused))
        {
            failure = Says.Say(refused);
            return;
        }

        proofs = found;
        if (heard?.Id == Running?.Id)
            return;
        heard?.Listening.Dispose();
        heard = Running is { } running ? (running.Id, Signals.Listen(running.Id, () => InvokeAsync(ShowAsync))) : null;
    }

    private Task ProveAsync() => ActAsync(() => Proofs.AskAsync(Workspace.Actor));

    private Task StopAsync(long proof) => ActAsync(() => Proofs.StopAsync(Workspace.Actor, proof));

    private async Task ActAsync<T>(Func<Task<Result<T>>> act)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            var refused = (await act()).Failure;
            await LoadAsync();
            failure = refused is null ? failure : Says.Say(refused);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is closed.
        }
        finally
        {
            busy = false;
        }
    }

    private string By(ProofView proof) => proof.IsNightly ? Text["By.Night"] : proof.AskedBy;

    private string? Took(ProofView proof) => proof.EndedAt is { } end ? Text["Last.Took", Formats.Number((decimal)(end - proof.AskedAt).TotalSeconds, 1)].Value : null;

    /// <summary>"Sales, purchase 17: points earned should be 42, but is 45". What the replay found is said as it says it.</summary>
    private string Sentence(BookDifference difference) => difference.Expected is null
        ? $"{Text[$"Table.{difference.Table}"]}, {difference.Key}: {difference.What}."
        : Text["Difference.Sentence", Text[$"Table.{difference.Table}"], difference.Key, Text[$"Column.{difference.What}"], difference.Expected, difference.Found!];

    private static IEnumerable<(string Name, long Count)> Counts(BooksCounts counts) =>
    [
        (nameof(counts.Accounts), counts.Accounts),
        (nameof(counts.Entries), counts.Entries),
        (nameof(counts.Lots), counts.Lots),
        (nameof(counts.Allocations), counts.Allocations),
        (nameof(counts.Purchases), counts.Purchases),
        (nameof(counts.Returns), counts.Returns),
        (nameof(counts.Redemptions), counts.Redemptions),
        (nameof(counts.Corrections), counts.Corrections),
        (nameof(counts.Figures), counts.Figures),
    ];

    private static Tone ToneOf(ProofState state) => state switch
    {
        ProofState.Whole => Tone.Good,
        ProofState.Broken => Tone.Bad,
        ProofState.Failed => Tone.Warn,
        ProofState.Running => Tone.Info,
        _ => Tone.Neutral,
    };
}
