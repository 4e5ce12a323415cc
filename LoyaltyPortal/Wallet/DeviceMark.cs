using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Wallet;

/// <summary>
/// The random mark by which a device is known again when a friend joins on it: ours, in a cookie that no script reads and no other site gets, kept only as a
/// hash. Nothing about the device itself is looked at.
/// </summary>
internal static class DeviceMark
{
    private const string Cookie = "device";

    /// <summary>The mark; a new one is given to a device that has none.</summary>
    public static string Of(HttpContext context)
    {
        if (Guid.TryParseExact(context.Request.Cookies[Cookie], "N", out var known))
            return known.ToString("N");
        var mark = Guid.NewGuid().ToString("N");
        context.Response.Cookies.Append(Cookie, mark, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true, // it keeps people from being paid for themselves
            MaxAge = TimeSpan.FromDays(400),
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
        return mark;
    }

    /// <summary>A member opens the page with their personal link: this is one of their devices.</summary>
    public static async Task<IResult> RememberAsync(HttpContext context, WalletScope scope, ReferralService referrals)
    {
        var place = scope.Current!; // the policy of the address has let the member in
        await referrals.SeenAsync(place.Merchant.Id, place.Member.Id, Of(context));
        return Results.NoContent();
    }
}
