using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

public sealed partial class ResultStep : IDisposable
{
    private const int Part = 25;

    private readonly CancellationTokenSource closing = new();
    private readonly List<UnmatchedLine> unmatched = [];
    private IReadOnlyList<ImportRefusal> refusals = [];
    private ImportTotals? totals;
    private (long Id, ImportState State) shown;
    private bool more;

    [Inject]
    public required ImportOutcome Outcome { get; init; }

    [Inject]
    public required ImportWords Words { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Parameter, EditorRequired]
    public required ImportView Import { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    [Parameter, EditorRequired]
    public string DownloadHref { get; set; } = "";

    [Parameter]
    public EventCallback OnResume { get; set; }

    [Parameter]
    public EventCallback OnUndo { get; set; }

    private string Took
    {
        get
        {
            if (Import is not { StartedAt: { } from, FinishedAt: { } to })
                return "–";
            var seconds = (decimal)Math.Max(1, Math.Round((to - from).TotalSeconds));
            return seconds < 90 ? Text["Run.Seconds", Formats.Number(seconds)] : Text["Run.Minutes", Formats.Number(Math.Round(seconds / 60))];
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown == (Import.Id, Import.State) || Import.State is ImportState.Undoing or ImportState.Undone)
            return;
        shown = (Import.Id, Import.State);
        totals = null;
        unmatched.Clear();
        try
        {
            if ((await Outcome.TotalsAsync(Actor, Import.Id, closing.Token)).Try(out var counted, out _))
                totals = counted;
            if (Import.RefusedDocuments > 0 && (await Outcome.RefusalsAsync(Actor, Import.Id, cancellation: closing.Token)).Try(out var refused, out _))
                refusals = refused;
            if (totals?.UnmatchedReturnLines > 0)
                await MoreAsync();
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task MoreAsync()
    {
        if (!(await Outcome.UnmatchedAsync(Actor, Import.Id, unmatched.Count, Part + 1, closing.Token)).Try(out var lines, out _))
            return;
        unmatched.AddRange(lines.Take(Part));
        more = lines.Count > Part;
    }
}
