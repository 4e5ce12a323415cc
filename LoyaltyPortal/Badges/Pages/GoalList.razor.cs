using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Badges.Pages;

public sealed partial class GoalList : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<GoalLine>? lines;

    [Parameter, EditorRequired]
    public GoalType Type { get; set; }

    [Parameter]
    public IReadOnlyList<CriterionChoice> Tiers { get; set; } = [];

    [Parameter]
    public IReadOnlyList<CriterionChoice> Actions { get; set; } = [];

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required GoalService Goals { get; init; }

    [Inject]
    public required CriterionWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<BadgesText> Text { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private string Path => $"/m/{Workspace.Merchant.Slug}/{(Type == GoalType.Badge ? "badges" : "challenges")}";

    protected override async Task OnInitializedAsync()
    {
        if ((await Goals.ListAsync(Workspace.Actor, Type, closing.Token)).Try(out var found, out var refused))
            lines = found;
        else
            Toasts.Failed(Says.Say(refused));
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private string SentenceOf(GoalInput input) =>
        string.Join(" → ", input.Targets.Select((target, index) => index == 0 ? Words.Say(input.Criterion, target, Workspace.Merchant, Tiers, Actions) : Words.Amount(input.Criterion, target, Workspace.Merchant)));

    private bool Allows(GoalPreset preset) => lines!.All(line => line.Goal.Input.Icon != preset.Icon || line.Goal.Input.Criterion.Kind != preset.Criterion.Kind);

    private bool IsOver(GoalLine line) => line.Goal.Input.Until < Workspace.Merchant.Zone.DayOf(Clock.GetUtcNow().UtcDateTime);

    private string StateOf(GoalLine line) => line switch
    {
        { Goal.State: GoalState.Draft } => "State.Draft",
        { Goal.State: GoalState.Retired } => "State.Retired",
        { IsCounting: true } => "State.Counting",
        _ when IsOver(line) => "State.Over",
        _ => "State.Published",
    };

    private Tone ToneOf(GoalLine line) => line switch
    {
        { Goal.State: not GoalState.Published } => Tone.Neutral,
        { IsCounting: true } => Tone.Info,
        _ => IsOver(line) ? Tone.Neutral : Tone.Good,
    };
}
