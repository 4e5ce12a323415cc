using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>One voucher, to be shown at the till: its code large; burnt there, the page says so at once.</summary>
public sealed partial class WalletVoucherPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private VoucherView? voucher;
    private (string Merchant, string Code)? enteredFor;
    private string? failure;
    private bool isLoading = true;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required RedemptionService Redemptions { get; init; }

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
    public required TimeProvider Clock { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public string Code { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == (Merchant, Code))
            return;
        enteredFor = (Merchant, Code);
        failure = null;
        await LoadAsync();
        isLoading = false;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        if (!closing.IsCancellationRequested)
            voucher = await Redemptions.FindOwnAsync(Place.Merchant.Id, Place.Member.Id, Code, closing.Token);
    }

    private async Task GiveBackAsync()
    {
        if (busy || voucher is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Redemptions.CancelAsync(Place.Merchant.Id, Place.Member.Id, voucher.Id)).Failure is { } refused)
                failure = Failures.Say(refused);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
