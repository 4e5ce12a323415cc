using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials.Pages;

/// <summary>One trial: under way, and then what it found. It goes on when this page is closed.</summary>
public sealed partial class TrialPage : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private TrialView? run;
    private IReadOnlyDictionary<long, string> names = new Dictionary<long, string>();
    private IDisposable? listening;
    private (string Merchant, long Id) entered;
    private string? failure;
    private bool missing;
    private bool busy;

    [Inject]
    public required TrialService Trials { get; init; }

    [Inject]
    public required TrialWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<TrialsText> Text { get; init; }

    [Inject]
    public required LiveSignals Signals { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string ListHref => $"/m/{Merchant}/programme/trial";

    private IReadOnlyList<Crumb> Crumbs => [new(Text["Programme"], $"/m/{Merchant}/programme"), new(Text["Trials"], ListHref)];

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (entered == (Merchant, Id))
            return;
        entered = (Merchant, Id);
        listening?.Dispose();
        listening = Signals.Listen(Id, () => InvokeAsync(ShowAsync));
        (run, missing, failure) = (null, false, null);
        await LoadAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PageWatch.WhileOpenAsync(LookEvery, Clock, LookAsync, stop) : Task.CompletedTask;

    private Task LookAsync() => run?.IsBusy == true ? ShowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        listening?.Dispose();
        closing.Cancel();
        closing.Dispose();
    }

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
        var before = run?.State;
        if (!(await Trials.FindAsync(Workspace.Actor, Id, stop)).Try(out var found, out var refused) || found.Kind != TrialKind.WhatIf)
        {
            (run, missing) = (null, true);
            failure = refused is null ? null : Failures.Say(refused);
            return;
        }

        if (found.Result is { } result && names.Count == 0)
            names = await Trials.NamesAsync(Workspace.Actor, [.. result.Winners.Concat(result.Losers).Select(member => member.MemberId)], stop);
        run = found;
        if (before == TrialState.Running && found.State == TrialState.Completed)
            Toasts.Done(Text["Toast.Done", Words.Programme(found.ContentVersion)]);
    }

    private async Task CancelAsync()
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            var refused = (await Trials.CancelAsync(Workspace.Actor, Id)).Failure;
            await LoadAsync();
            failure = refused is null ? null : Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }
}
