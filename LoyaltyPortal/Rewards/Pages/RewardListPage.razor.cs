using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Rewards.Pages;

/// <summary>The merchant's rewards with what became of each; ideas to begin with while there are none.</summary>
public sealed partial class RewardListPage
{
    private IReadOnlyList<RewardRow>? rewards;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required RewardService Rewards { get; init; }

    [Inject]
    public required RewardWords Words { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<RewardsText> Text { get; init; }

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    protected override async Task OnInitializedAsync()
    {
        if ((await Rewards.ListAsync(Workspace.Actor)).Try(out var list, out var failure))
            rewards = list;
        else
            Toasts.Failed(Says.Say(failure));
    }

    internal static Tone ToneOf(RewardState state) => state switch
    {
        RewardState.Published => Tone.Good,
        RewardState.Draft => Tone.Info,
        _ => Tone.Neutral,
    };

    internal static string IconOf(RewardState state) => state switch
    {
        RewardState.Published => "check_circle",
        RewardState.Draft => "edit",
        _ => "archive",
    };
}
