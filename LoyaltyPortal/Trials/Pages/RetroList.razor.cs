using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials.Pages;

/// <summary>Where the past is brought in line with the published programme, and the runs that did or proposed it.</summary>
public sealed partial class RetroList : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<TrialRow>? rows;
    private DateOnly from;
    private DateOnly to;
    private string? failure;
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
    public required IStringLocalizer<TrialsText> Text { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private IReadOnlyList<Crumb> Crumbs => [new(Text["Programme"], $"/m/{Merchant}/programme")];

    protected override void OnInitialized() => (from, to) = (Formats.Today.AddMonths(-1), Formats.Today);

    protected override async Task OnParametersSetAsync()
    {
        if (!(await Trials.ListAsync(Workspace.Actor, TrialKind.Retro, closing.Token)).Try(out rows, out var refused))
            failure = Failures.Say(refused);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task StartAsync()
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Retro.StartAsync(Workspace.Actor, from, to)).Try(out var run, out var refused))
                Address.NavigateTo(Href(run));
            else
                failure = Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Href(long runId) => $"/m/{Merchant}/programme/past/{runId.ToString(CultureInfo.InvariantCulture)}";
}
