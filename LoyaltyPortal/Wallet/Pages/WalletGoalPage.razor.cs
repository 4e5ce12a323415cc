using LoyaltyPortal.Badges;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class WalletGoalPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private MemberGoal? goal;
    private (Tone Tone, string Text)? message;
    private bool isLoaded;
    private bool isShared;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required GoalsView View { get; init; }

    [Inject]
    public required BadgeShares Shares { get; init; }

    [Inject]
    public required CriterionWords Words { get; init; }

    [Inject]
    public required WalletScript Script { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required IStringLocalizer<BadgesText> BadgeText { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private WalletPlace Place => Scope.Current!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        goal = (await View.ReadAsync(Place, closing.Token)).FirstOrDefault(one => one.Id == Id);
        isShared = goal is { Level: > 0 } && await Shares.IsSharedAsync(Place.Merchant.Id, Place.Member.Id, Id, closing.Token);
        isLoaded = true;
    }

    private Task JoinAsync() => DoAsync(async () =>
    {
        var joined = await View.JoinAsync(Place, Id, $"join-{Place.Member.Id}-{Id}");
        message = joined.Succeeded ? (Tone.Good, Text["Challenge.YouAreIn", goal!.Goal.Name].Value) : (Tone.Bad, Failures.Say(joined.Failure!));
    });

    private Task ShareAsync() => DoAsync(async () =>
    {
        if (!(await Shares.ShareAsync(Place.Merchant.Id, Place.Member.Id, Id)).Try(out var token, out var refused))
        {
            message = (Tone.Bad, Failures.Say(refused));
            return;
        }

        var url = Address.ToAbsoluteUri($"/badge/{Merchant}/{token}").ToString();
        var outcome = await Script.ShareAsync(goal!.Goal.Name, Text["Share.Text", goal.Goal.Name, Place.Merchant.Name], url);
        message = outcome switch
        {
            ShareOutcome.Copied => (Tone.Good, Text["Share.Copied", url].Value),
            ShareOutcome.Failed => (Tone.Info, Text["Share.Link", url].Value),
            _ => null,
        };
    });

    private Task EndAsync() => DoAsync(async () =>
    {
        await Shares.EndAsync(Place.Merchant.Id, Place.Member.Id, Id);
        message = (Tone.Good, Text["Share.Ended"].Value);
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (busy)
            return;
        (busy, message) = (true, null);
        try
        {
            await deed();
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
