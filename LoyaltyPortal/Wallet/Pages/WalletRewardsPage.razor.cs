using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Redemptions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>What the member can have now, what is nearest, and the vouchers that wait to be used.</summary>
public sealed partial class WalletRewardsPage : IDisposable
{
    private const int FirstVouchers = 3;

    private readonly CancellationTokenSource closing = new();
    private RewardCatalogue? catalogue;
    private IReadOnlyList<VoucherView> vouchers = [];
    private string? enteredFor;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required RedemptionService Redemptions { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    private IEnumerable<(string Title, IReadOnlyList<RewardOffer> Offers)> Groups
    {
        get
        {
            foreach (var group in catalogue!.Offers.GroupBy(offer => offer.CanHave ? "Now" : offer.WhyNot is null ? "Soon" : "Closed"))
                yield return (group.Key, [.. group]);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        await LoadAsync();
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
        catalogue = await Redemptions.CatalogueAsync(Place.Merchant, Place.Member.Id, closing.Token);
        vouchers = [.. (await Redemptions.OfMemberAsync(Place.Merchant.Id, Place.Member.Id, closing.Token)).Where(voucher => voucher is { IsOpen: true, Code: not null })
            .OrderBy(voucher => voucher.ValidUntil ?? DateTime.MaxValue).ThenBy(voucher => voucher.Id).Take(FirstVouchers)];
    }
}
