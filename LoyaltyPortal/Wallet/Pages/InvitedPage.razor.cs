using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>Where a personal link leads. A code that leads nowhere shows the plain page to join, so that nobody learns by trying which codes there are.</summary>
public sealed partial class InvitedPage
{
    private MerchantView? merchant;
    private ReferralInvitation? invitation;

    [Inject]
    public required MerchantDirectory Directory { get; init; }

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralWords Words { get; init; }

    [Inject]
    public required ShellContextProvider Shell { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public string Code { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        merchant = await Directory.FindAsync(Merchant);
        var address = HttpContext.Connection.RemoteIpAddress;
        if (merchant is null || await Referrals.InvitationAsync(merchant.Id, Code, address) is not { } found)
        {
            Address.NavigateTo($"/join/{Uri.EscapeDataString(Merchant)}");
            return;
        }

        invitation = found;
        Shell.Set(WalletScope.ShellOf(merchant, ""));
        await Referrals.OpenedAsync(merchant.Id, Code, address);
    }
}
