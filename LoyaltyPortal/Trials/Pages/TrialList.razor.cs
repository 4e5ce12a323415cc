using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials.Pages;

/// <summary>Where a trial begins, and those that were made.</summary>
public sealed partial class TrialList : IDisposable
{
    /// <summary>Months to look back; 0 all.</summary>
    private static readonly int[] Spans = [1, 3, 6, 12, 24, 0];

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private IReadOnlyList<TrialChoice>? choices;
    private IReadOnlyList<TrialRow>? rows;
    private string? failure;
    private int version;
    private int months = 12;
    private bool busy;

    [Inject]
    public required TrialService Trials { get; init; }

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

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (!(await Trials.ChoicesAsync(Workspace.Actor, stop)).Try(out var found, out var refused) || !(await Trials.ListAsync(Workspace.Actor, TrialKind.WhatIf, stop)).Try(out var listed, out refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        (choices, rows) = (found, listed);
        if (found.Count > 0 && found.All(choice => choice.Version != version))
            version = found[0].Version;
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
            if ((await Trials.StartAsync(Workspace.Actor, version, months == 0 ? null : months)).Try(out var run, out var refused))
                Address.NavigateTo(Href(run));
            else
                failure = Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }

    private string Say(TrialChoice choice) => choice.Version == 0
        ? Text["Choice.Draft", Formats.DateAndTime(choice.Edited)]
        : choice.Note.Length == 0 ? Text["Choice.Version", choice.Version, Formats.Date(choice.Edited)] : Text["Choice.Noted", choice.Version, Formats.Date(choice.Edited), choice.Note];

    private string Href(long runId) => $"/m/{Merchant}/programme/trial/{runId.ToString(CultureInfo.InvariantCulture)}";
}
