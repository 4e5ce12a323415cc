using System.Globalization;
using System.Net;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Wallet;

/// <summary>What makes a merchant's wallet an app of its own on a device: its manifest and icons, in its name and colour. They say no more than its join page.</summary>
internal static class WalletApp
{
    private const string Fresh = "public, max-age=3600";

    public static void MapWalletApp(this IEndpointRouteBuilder endpoints)
    {
        var app = endpoints.MapGroup("/w/{Merchant}").AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/manifest.webmanifest", ManifestAsync);
        app.MapGet("/icon.svg", (string merchant, MerchantDirectory directory, HttpContext context) => IconAsync(merchant, directory, context, isMaskable: false));
        app.MapGet("/icon-maskable.svg", (string merchant, MerchantDirectory directory, HttpContext context) => IconAsync(merchant, directory, context, isMaskable: true));
    }

    private static async Task<IResult> ManifestAsync(string merchant, MerchantDirectory directory, HttpContext context)
    {
        if (await directory.FindAsync(merchant, context.RequestAborted) is not { } view)
            return Results.NotFound();
        context.Response.Headers.CacheControl = Fresh;
        var home = $"/w/{view.Slug}";
        return Results.Json(new
        {
            id = home,
            name = view.Name,
            short_name = view.Name.Length > 12 ? view.Name.Split(' ')[0] : view.Name,
            start_url = home,
            scope = "/", // signing in belongs to the app
            display = "standalone",
            background_color = "#f7f7f9",
            theme_color = view.Settings.BrandColour,
            icons = new[]
            {
                new { src = home + "/icon.svg", sizes = "any", type = "image/svg+xml", purpose = "any" },
                new { src = home + "/icon-maskable.svg", sizes = "any", type = "image/svg+xml", purpose = "maskable" },
            },
        }, contentType: "application/manifest+json");
    }

    private static async Task<IResult> IconAsync(string merchant, MerchantDirectory directory, HttpContext context, bool isMaskable)
    {
        if (await directory.FindAsync(merchant, context.RequestAborted) is not { } view || BrandColour.Parse(view.Settings.BrandColour) is not { } colour)
            return Results.NotFound();
        context.Response.Headers.CacheControl = Fresh;
        return Results.Text(Icon(view.Name, colour, isMaskable), "image/svg+xml");
    }

    /// <summary>The merchant's initials on its colour. A maskable icon is cut by the device: its letters keep to the middle and its ground has no corners.</summary>
    internal static string Icon(string name, BrandColour colour, bool isMaskable)
    {
        var (radius, size) = isMaskable ? (0, 150) : (112, 210);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512"><rect width="512" height="512" rx="{radius}" fill="{colour}"/><text x="256" y="256" dy=".36em" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="600" font-size="{size}" fill="{colour.Foreground}">{WebUtility.HtmlEncode(Avatar.Initials(name))}</text></svg>
            """);
    }
}
