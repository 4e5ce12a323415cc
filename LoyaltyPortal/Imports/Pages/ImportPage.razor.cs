using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

public enum ImportStep
{
    Map,
    Check,
    Run,
    Result,
}

/// <summary>
/// One import from its columns to its result. What it shows follows from the import's row alone, so a second browser, or this one reloaded,
/// shows the same.
/// </summary>
public sealed partial class ImportPage : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private ImportView? import;
    private IDisposable? listening;
    private (string Merchant, long Id) entered;
    private string? failure;
    private bool missing;
    private bool busy;
    private bool loading;
    private bool again;

    [Inject]
    public required ImportService Imports { get; init; }

    [Inject]
    public required ImportWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

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

    /// <summary><c>columns</c> goes back to the columns of a draft that was checked.</summary>
    [SupplyParameterFromQuery(Name = "step")]
    public string? Wanted { get; set; }

    private string ListHref => $"/m/{Merchant}/imports";

    private string PageHref => $"{ListHref}/{Id.ToString(CultureInfo.InvariantCulture)}";

    private string DownloadHref => PageHref + "/problems.csv";

    private IReadOnlyList<Crumb> Crumbs => [new(Text["Imports"], ListHref)];

    private string Subtitle => import!.CreatedBy is { } by
        ? $"{Text["Page.UploadedBy", Formats.DateAndTime(import.CreatedAt), by]} · {Words.Bytes(import.StoredBytes)}"
        : $"{Text["Page.Uploaded", Formats.DateAndTime(import.CreatedAt)]} · {Words.Bytes(import.StoredBytes)}";

    private bool MayDiscard => import is { State: ImportState.Draft } or { State: ImportState.Failed or ImportState.Stopped, DoneDocuments: 0 };

    /// <summary>How far the import itself has come.</summary>
    private ImportStep Reached => import!.State switch
    {
        ImportState.Draft when import.Scan is null => ImportStep.Map,
        ImportState.Draft or ImportState.Checking => ImportStep.Check,
        ImportState.Running or ImportState.Stopped => ImportStep.Run,
        _ => ImportStep.Result,
    };

    private ImportStep Step => import!.State == ImportState.Draft && Wanted == "columns" ? ImportStep.Map : Reached;

    protected override void OnInitialized() => stop = closing.Token; // a source that is disposed gives none

    protected override async Task OnParametersSetAsync()
    {
        if (entered == (Merchant, Id))
            return;
        entered = (Merchant, Id);
        listening?.Dispose();
        listening = Signals.Listen(Id, () => InvokeAsync(ShowAsync));
        (import, missing, failure) = (null, false, null);
        await LoadAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PageWatch.WhileOpenAsync(LookEvery, Clock, LookAsync, stop) : Task.CompletedTask;

    private Task LookAsync() => import?.IsBusy == true ? ShowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        listening?.Dispose();
        closing.Cancel();
        closing.Dispose();
    }

    /// <summary>Reads again and draws; signals that come while it reads are answered by one more reading.</summary>
    private async Task ShowAsync()
    {
        if (stop.IsCancellationRequested)
            return;
        again = true;
        if (loading)
            return;
        loading = true;
        try
        {
            while (again)
            {
                again = false;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is closed.
        }
        finally
        {
            loading = false;
        }
    }

    private async Task LoadAsync()
    {
        var before = import?.State;
        if (!(await Imports.FindAsync(Workspace.Actor, Id, stop)).Try(out var found, out var refused))
        {
            (import, missing) = (null, true);
            failure = Failures.Say(refused);
            return;
        }

        import = found;
        if (before == ImportState.Running && found.State == ImportState.Completed)
            Toasts.Done(Text["Toast.Completed", found.FileName]);
        else if (before == ImportState.Undoing && found.State == ImportState.Undone)
            Toasts.Done(Text["Toast.Undone", found.FileName]);
    }

    private async Task CheckAsync()
    {
        await ActAsync(() => Imports.CheckAsync(Workspace.Actor, Id));
        if (failure is null && Wanted is not null)
            Address.NavigateTo(PageHref);
    }

    private Task CallOffAsync() => ActAsync(() => Imports.CallOffAsync(Workspace.Actor, Id));

    private Task StartAsync() => ActAsync(() => Imports.StartAsync(Workspace.Actor, Id));

    private Task StopAsync() => ActAsync(() => Imports.StopAsync(Workspace.Actor, Id));

    private async Task UndoAsync()
    {
        var question = new Confirmation(Text["Undo.Ask", import!.FileName], Text["Undo.Text"], Text["Undo.Action"]) { Danger = true, Typed = Text["Undo.Word"] };
        if (await Confirmations.AskAsync(question))
            await ActAsync(() => Imports.UndoAsync(Workspace.Actor, Id));
    }

    private async Task DiscardAsync()
    {
        var name = import!.FileName;
        if (!await Confirmations.AskAsync(new Confirmation(Text["Discard.Title", name], Text["Discard.Text"], Text["Discard.Action"]) { Danger = true }))
            return;
        await ActAsync(() => Imports.DiscardAsync(Workspace.Actor, Id));
        if (failure is not null && !missing)
            return;
        Toasts.Done(Text["Discarded", name]);
        Address.NavigateTo(ListHref);
    }

    private Task RefusedAsync(Failure refused)
    {
        failure = Failures.Say(refused);
        return ShowAsync();
    }

    private async Task ActAsync(Func<Task<Result<Done>>> act)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            var result = await act();
            if (stop.IsCancellationRequested)
                return; // it was done; nobody is here to see it
            var refused = result.Failure is { } given ? Failures.Say(given) : null;
            await LoadAsync();
            if (refused is not null)
                failure = refused;
        }
        finally
        {
            busy = false;
        }
    }
}
