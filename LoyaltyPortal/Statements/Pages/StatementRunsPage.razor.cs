using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Statements.Pages;

/// <summary>A month's statements of all members: begun, watched, fetched.</summary>
public sealed partial class StatementRunsPage : IDisposable
{
    private const int MonthsOffered = 36;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource closing = new();
    private readonly Queue<(int Seen, long At)> lately = new();
    private IReadOnlyList<StatementRun>? runs;
    private string? failure;
    private string paper = "a4";
    private int month;
    private bool busy;

    [Inject]
    public required StatementRuns Statements { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<StatementsText> Text { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private StatementRun? Running => runs?.FirstOrDefault(run => run.IsBusy);

    private IEnumerable<int> Months => Enumerable.Range(0, MonthsOffered).Select(back => MonthNumber.Add(MonthNumber.Of(Formats.Today), -back));

    protected override async Task OnParametersSetAsync()
    {
        if (month == 0)
            (month, paper) = (MonthNumber.Add(MonthNumber.Of(Formats.Today), -1), PdfPaper.Of(Workspace.Merchant.Settings.Locale).Name);
        await LoadAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PageWatch.WhileOpenAsync(LookEvery, Clock, LookAsync, closing.Token) : Task.CompletedTask;

    private async Task LookAsync()
    {
        if (Running is null)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        runs = await Statements.ListAsync(Workspace.Actor, closing.Token);
        if (Running is not { } run)
        {
            lately.Clear();
            return;
        }

        if (lately.Count == 0 || lately.Last().Seen != run.Seen)
            lately.Enqueue((run.Seen, Clock.GetTimestamp()));
        while (lately.Count > 2 && Clock.GetElapsedTime(lately.Peek().At) > Window)
            lately.Dequeue();
    }

    private Task BeginAsync() => ActAsync(async () => (await Statements.BeginAsync(Workspace.Actor, month, PdfPaper.Find(paper), closing.Token)).Failure);

    private Task StopAsync(long runId) => ActAsync(async () => (await Statements.StopAsync(Workspace.Actor, runId, closing.Token)).Failure);

    private async Task ActAsync(Func<Task<Failure?>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            failure = await act() is { } refused ? Failures.Say(refused) : null;
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>How fast it went lately, and how long it takes at that pace.</summary>
    private string? Pace(StatementRun run)
    {
        if (lately.Count < 2)
            return null;
        var seconds = (decimal)Clock.GetElapsedTime(lately.Peek().At, lately.Last().At).TotalSeconds;
        var rate = seconds <= 0 ? 0 : (lately.Last().Seen - lately.Peek().Seen) / seconds;
        if (rate <= 0)
            return null;
        var left = Math.Ceiling((run.Members - run.Seen) / rate);
        return $"{Text["Runs.Rate", Formats.Number(rate)]} · {(left < 90 ? Text[left == 1 ? "Runs.Seconds.One" : "Runs.Seconds", Formats.Number(left)] : Text["Runs.Minutes", Formats.Number(Math.Ceiling(left / 60))])}";
    }

    private static Tone ToneOf(StatementRunState state) => state switch
    {
        StatementRunState.Completed => Tone.Good,
        StatementRunState.Failed => Tone.Bad,
        _ => Tone.Neutral,
    };

    private static string IconOf(StatementRunState state) => state switch
    {
        StatementRunState.Completed => "check_circle",
        StatementRunState.Failed => "error",
        StatementRunState.Stopped => "stop",
        _ => "schedule",
    };
}
