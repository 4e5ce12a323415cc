using System.Globalization;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>One reward: what it is, what it takes, and redeeming it, asked once more before the points are spent.</summary>
public sealed partial class WalletRewardPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<RewardTier> tiers = [];
    private RewardOffer? offer;
    private RedemptionReceipt? done;
    private (string Merchant, long Id)? enteredFor;
    private ElementReference yes;
    private string key = "";
    private string? failure;
    private long active;
    private bool isLoading = true;
    private bool asking;
    private bool focusYes;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required RedemptionService Redemptions { get; init; }

    [Inject]
    public required RewardTiers TiersOf { get; init; }

    [Inject]
    public required RewardWords Words { get; init; }

    [Inject]
    public required RewardTerms Terms { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private WalletPlace Place => Scope.Current!;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == (Merchant, Id))
            return;
        enteredFor = (Merchant, Id);
        (done, failure, asking) = (null, null, false);
        tiers = await TiersOf(Place.Merchant.Id);
        await LoadAsync();
        isLoading = false;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusYes || !asking)
            return;
        focusYes = false;
        await yes.FocusAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        var catalogue = await Redemptions.CatalogueAsync(Place.Merchant, Place.Member.Id, closing.Token);
        (active, offer) = (catalogue.Active, catalogue.Offers.FirstOrDefault(offer => offer.RewardId == Id));
    }

    /// <summary>Asks once more. The key is made here: pressed twice or tried again, it is one redemption.</summary>
    private void Ask() => (asking, focusYes, key, failure) = (true, true, Guid.NewGuid().ToString("N"), null);

    private async Task RedeemAsync()
    {
        if (busy)
            return;
        busy = true;
        var place = Place; // what is undone later is undone here, whichever wallet is open by then
        try
        {
            if (!(await Redemptions.RedeemAsync(place.Merchant.Id, place.Member.Id, key, Id)).Try(out var receipt, out var refused))
            {
                failure = Failures.Say(refused);
                asking = false;
                await LoadAsync();
                return;
            }

            if (receipt.Code is { } code)
            {
                Toasts.Done(Text["Redeem.Done"], offer!.Content.MayCancel ? () => InvokeAsync(() => UndoAsync(place, receipt.RedemptionId)) : null);
                Address.NavigateTo($"/w/{place.Merchant.Slug}/vouchers/{code}");
                return;
            }

            (done, asking) = (receipt, false);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private async Task UndoAsync(WalletPlace place, long redemptionId)
    {
        if (!(await Redemptions.CancelAsync(place.Merchant.Id, place.Member.Id, redemptionId)).Try(out var receipt, out var refused))
        {
            Toasts.Failed(Failures.Say(refused));
            return;
        }

        Toasts.Done(Text["Redeem.Undone", Formats.PointsNamed(receipt.Points)]);
        Address.NavigateTo($"/w/{place.Merchant.Slug}/rewards/{receipt.RewardId.ToString(CultureInfo.InvariantCulture)}");
    }

    private async Task SaveForAsync(ChangeEventArgs change)
    {
        busy = true;
        try
        {
            if ((await Redemptions.SaveForAsync(Place.Merchant.Id, Place.Member.Id, change.Value is true ? Id : null)).Failure is { } refused)
                failure = Failures.Say(refused);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private string TierName(string tier) => tiers.FirstOrDefault(known => known.Key == tier)?.Name ?? tier;
}
