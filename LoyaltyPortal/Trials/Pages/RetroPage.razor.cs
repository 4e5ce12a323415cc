using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials.Pages;

/// <summary>One retro run: its proposals, the decisions about them, and what was posted.</summary>
public sealed partial class RetroPage : IDisposable
{
    /// <summary>A member may have hundreds; all of them are on the member's own page.</summary>
    private const int ShownParts = 12;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private TrialView? run;
    private ProposalTotals? totals;
    private IReadOnlyList<ProposalView> proposals = [];
    private IReadOnlyList<ProposalPart> parts = [];
    private IDisposable? listening;
    private long listensTo;
    private long? open;
    private string? failure;
    private bool missing;
    private bool busy;

    [Inject]
    public required TrialService Trials { get; init; }

    [Inject]
    public required RetroService Retro { get; init; }

    [Inject]
    public required TrialWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

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

    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    private int Number => Math.Max(1, Page ?? 1);

    private decimal Value => Workspace.Merchant.Settings.PointValue;

    private bool MayDecide => Workspace.Actor.May(Permission.ApproveAdjustments);

    private bool IsOwn => run?.CreatedById == Workspace.Actor.UserId;

    /// <summary>How many of those that wait this reader can approve at once.</summary>
    private int MayApprove => totals is null ? 0 : IsOwn ? totals.Waiting - totals.WaitingAboveLimit : totals.Waiting;

    private string ListHref => $"/m/{Merchant}/programme/past";

    private IReadOnlyList<Crumb> Crumbs => [new(Text["Programme"], $"/m/{Merchant}/programme"), new(Text["Past"], ListHref)];

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (listensTo != Id)
        {
            listening?.Dispose();
            listening = Signals.Listen(Id, () => InvokeAsync(ShowAsync));
            (listensTo, run, totals, missing, failure, open) = (Id, null, null, false, null, null);
        }

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
        if (!(await Trials.FindAsync(Workspace.Actor, Id, stop)).Try(out var found, out _) || found.Kind != TrialKind.Retro)
        {
            (run, missing) = (null, true);
            return;
        }

        if (found.State != TrialState.Running)
        {
            if (!(await Retro.TotalsAsync(Workspace.Actor, Id, stop)).Try(out var counted, out var refused) || !(await Retro.ProposalsAsync(Workspace.Actor, Id, null, (Number - 1) * RetroService.PageSize, stop)).Try(out var listed, out refused))
            {
                failure = Failures.Say(refused);
                return;
            }

            (totals, proposals) = (counted, listed);
        }

        run = found;
        if (before == TrialState.Running && found.State == TrialState.Completed)
            Toasts.Done(Text["Toast.Proposed", Formats.Number(totals?.Members ?? 0)]);
        else if (before == TrialState.Posting && found.State == TrialState.Completed)
            Toasts.Done(Text["Toast.Posted"]);
    }

    private async Task OpenAsync(long memberId)
    {
        if (open == memberId)
        {
            open = null;
            return;
        }

        if ((await Retro.PartsAsync(Workspace.Actor, Id, memberId, stop)).Try(out var found, out _))
            (open, parts) = (memberId, found);
    }

    private async Task ApproveAllAsync()
    {
        var question = new Confirmation(
            Text["ApproveAll.Ask", Formats.Number(MayApprove)], Text["ApproveAll.Text", Formats.PointsChange(totals!.WaitingCredit), Formats.PointsChange(-totals.WaitingDebit)], Text["ApproveAll"])
        { Danger = true, Typed = Text["ApproveAll.Word"] };
        if (await Confirmations.AskAsync(question))
            await DecideAsync(() => Retro.ApproveAllAsync(Workspace.Actor, Id));
    }

    private async Task DeclineAllAsync()
    {
        if (await Confirmations.AskAsync(new Confirmation(Text["DeclineAll.Ask", Formats.Number(totals!.Waiting)], Text["DeclineAll.Text"], Text["DeclineAll"]) { Danger = true }))
            await DecideAsync(() => Retro.DeclineAllAsync(Workspace.Actor, Id));
    }

    private Task CancelAsync() => ActAsync(async () => (await Trials.CancelAsync(Workspace.Actor, Id)).Failure);

    private Task DecideAsync(Func<Task<Result<int>>> decide) => ActAsync(async () => (await decide()).Failure);

    private async Task ActAsync(Func<Task<Failure?>> act)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            var refused = await act();
            await LoadAsync();
            failure = refused is null ? failure : Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }

    private string MemberHref(long memberId) => $"/m/{Merchant}/programme/trial/{Id.ToString(CultureInfo.InvariantCulture)}/members/{memberId.ToString(CultureInfo.InvariantCulture)}";

    private string? PageHref(int number) =>
        number < 1 || (number - 1) * RetroService.PageSize >= totals!.Members ? null : $"{ListHref}/{Id.ToString(CultureInfo.InvariantCulture)}?page={number.ToString(CultureInfo.InvariantCulture)}";
}
