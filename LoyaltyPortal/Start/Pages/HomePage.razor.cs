using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Start.Pages;

/// <summary>The front page for strangers; for everybody else the way to their one place, or a choice among several.</summary>
public sealed partial class HomePage
{
    private static readonly (string Icon, string Key)[] Promises = [("receipt_long", "Explained"), ("verified", "Exact"), ("bolt", "Live")];

    /// <summary>What the pictured card shows.</summary>
    private const int Sample = 1_284;

    private IReadOnlyList<Place>? places;

    [Inject]
    public required StartService Start { get; init; }

    [Inject]
    public required DemoSignIns Demo { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<StartText> Text { get; init; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; init; }

    [Inject]
    public required IStringLocalizer<MerchantsText> Roles { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    private string Greeting => HttpContext.User.FindFirst(ClaimNames.Name)?.Value ?? "";

    protected override async Task OnInitializedAsync()
    {
        if (MerchantAccess.UserIdOf(HttpContext.User) is not { } userId)
            return;
        places = await Start.PlacesAsync(userId, HttpContext.RequestAborted);
        if (places is [var only])
            Address.NavigateTo(only.Href);
    }
}
