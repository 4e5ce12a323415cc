using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>A member's personal link, and how far the friends have come.</summary>
public sealed partial class WalletInvitePage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private OwnReferrals? own;
    private int pendingDays;
    private string? enteredFor;
    private string message = "";
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralPayments Payments { get; init; }

    [Inject]
    public required PendingDays Pending { get; init; }

    [Inject]
    public required ReferralWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required WalletScript Script { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    private string Link => Address.ToAbsoluteUri($"/r/{Merchant}/{own?.Code}").ToString();

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        pendingDays = await Pending(Place.Merchant.Id, closing.Token);
        // What has fallen due is paid before it is shown.
        await Payments.PayAsync(Place.Merchant.Id, Place.Member.Id, closing.Token);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Script.MarkDeviceAsync(Merchant);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        if (!closing.IsCancellationRequested)
            own = await Referrals.OwnAsync(Place.Merchant.Id, Place.Member.Id, Place.Merchant.Zone, closing.Token);
    }

    private string StateOf(InvitedFriend friend) => friend.State switch
    {
        ReferralState.Qualified when friend.DueAt is { } due => Text["Invite.State.Due", Formats.Date(due)],
        ReferralState.Joined => Text["Invite.State.Joined", Formats.Date(friend.JoinedAt)],
        ReferralState.Paid when friend.Milestone is { } friends => Text["Invite.State.Milestone", friends],
        _ => Text["Invite.State." + friend.State],
    };

    private Task ShareAsync() => DoAsync(async () => await Script.ShareAsync(Place.Merchant.Name, Text["Invite.Share.Text", Place.Merchant.Name], Link) switch
    {
        ShareOutcome.Copied => Text["Invite.Copied"],
        ShareOutcome.Failed => Text["Invite.Failed"],
        _ => "",
    });

    private Task CopyAsync() => DoAsync(async () => Text[await Script.CopyAsync(Link) ? "Invite.Copied" : "Invite.Failed"]);

    private async Task DoAsync(Func<Task<string>> deed)
    {
        if (busy)
            return;
        (busy, message) = (true, "");
        try
        {
            message = await deed();
        }
        finally
        {
            busy = false;
        }
    }
}
