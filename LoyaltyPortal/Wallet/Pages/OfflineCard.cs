using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>What a device remembers of a wallet, to show the card without a network: the code as it is, and the points as they were.</summary>
/// <param name="Owner">The sign-in that it belongs to: no other's is kept beside it.</param>
public sealed record KeptCard(string Owner, string Slug, string Merchant, string Colour, string OnColour, string Code, int Size, string Path, string Points, DateTime AsOf);

/// <summary>Lets the device remember the card whenever it is shown or its points change. It draws nothing.</summary>
public sealed class OfflineCard : ComponentBase
{
    private long keptVersion = -1;
    private long keptFor;

    [Inject]
    public required WalletScript Script { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public WalletPlace Place { get; set; } = default!;

    [Parameter, EditorRequired]
    public AccountView? Account { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Account is not { } account || (keptFor, keptVersion) == (Place.Member.Id, account.Version))
            return;
        (keptFor, keptVersion) = (Place.Member.Id, account.Version);
        var colour = BrandColour.Parse(Place.Merchant.Settings.BrandColour);
        var (size, path) = QrPath.Of(Place.Member.Code);
        await Script.KeepCardAsync(new KeptCard(
            Place.UserId.ToString(CultureInfo.InvariantCulture), Place.Merchant.Slug, Place.Merchant.Name, colour?.ToString() ?? "", colour?.Foreground.ToString() ?? "",
            MemberCode.Grouped(Place.Member.Code), size, path, Formats.PointsNamed(account.Active), Clock.UtcNow()));
    }
}
