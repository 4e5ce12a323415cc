using System.Collections.Concurrent;
using System.Globalization;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Merchants;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet;

/// <summary>The picture behind a shared badge's page; gone when the member ends the sharing.</summary>
internal static class BadgePages
{
    private const int Most = 200;

    // Drawing one takes some hundredths of a second: whoever asks again gets the same one.
    private static readonly ConcurrentDictionary<string, byte[]> Drawn = new(StringComparer.Ordinal);

    public static async Task<IResult> PictureAsync(string merchant, string token, MerchantDirectory directory, BadgeShares shares, CriterionWords words, IStringLocalizer<BadgesText> text, HttpContext http, CancellationToken cancellation)
    {
        if (await directory.FindAsync(merchant, cancellation) is not { } shop || await shares.FindAsync(shop.Id, token, cancellation) is not { } badge)
            return Results.NotFound();
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(shop.Settings.Locale); // whoever sees it has told us nothing of themselves
        var (level, said) = (words.Level(badge.Level, badge.Levels), text["Share.Earned", badge.FirstName].Value);
        CultureInfo.CurrentUICulture = before;
        if (Drawn.Count > Most)
            Drawn.Clear();
        var png = Drawn.GetOrAdd(string.Join('\n', shop.Settings.BrandColour, shop.Name, badge.Icon, badge.Name, badge.Level.ToString(CultureInfo.InvariantCulture), badge.Levels.ToString(CultureInfo.InvariantCulture), level, said),
            _ => BadgePicture.Png(badge, shop.Settings, level, said));
        http.Response.Headers.CacheControl = "public, max-age=600";
        return Results.Bytes(png, "image/png");
    }
}
