using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace LoyaltyPortal.Purchases;

/// <summary>Where a letter's link leads, and for whom it counts.</summary>
/// <param name="Letter">Which letter: its template and, where there are several, its number.</param>
/// <param name="Path">Of this portal, beginning with a slash.</param>
/// <param name="Until">Until when following it counts, UTC; it leads there ever after.</param>
public sealed record ClickLink(int MerchantId, long MemberId, string Letter, string Path, DateTime Until);

/// <summary>
/// Links in letters that say who followed them: sealed, so that nobody can make one or read who it is for. They open nothing that the address behind them
/// does not open by itself.
/// </summary>
public sealed class ClickLinks(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long after the letter was written a click counts.</summary>
    public const int Days = 90;

    private readonly IDataProtector _seal = protection.CreateProtector("LoyaltyPortal.Purchases.ClickLinks.v1");

    /// <summary>The path of a link for one member.</summary>
    public string To(int merchantId, long memberId, string letter, string path)
    {
        if (path is not ['/', ..] || path is ['/', '/' or '\\', ..])
            throw new ArgumentException("A link in a letter leads into this portal.", nameof(path));
        var link = new ClickLink(merchantId, memberId, letter, path, clock.UtcNow().AddDays(Days));
        return "/c/" + WebEncoders.Base64UrlEncode(_seal.Protect(JsonSerializer.SerializeToUtf8Bytes(link)));
    }

    /// <summary>What a link says, and whether following it still counts; null when it is not one of ours.</summary>
    public (ClickLink Link, bool Counts)? Read(string token)
    {
        try
        {
            var link = JsonSerializer.Deserialize<ClickLink>(Encoding.UTF8.GetString(_seal.Unprotect(WebEncoders.Base64UrlDecode(token))))!;
            return (link, clock.UtcNow() < link.Until);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
