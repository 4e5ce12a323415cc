using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till;

/// <summary>Members in the command palette, by the same lookup as everywhere.</summary>
internal static class MemberPalette
{
    private const int Most = 6;

    public static PaletteSource Source(IServiceProvider services) => async (query, context, stop) =>
    {
        if (context.MerchantSlug is not { } slug || !context.Policies.Contains(nameof(Platform.Access.Permission.SeeMembers)))
            return [];
        if (await services.GetRequiredService<MerchantDirectory>().FindAsync(slug, stop) is not { } merchant)
            return [];
        var group = services.GetRequiredService<IStringLocalizer<TillText>>()["Members"].Value;
        var found = await services.GetRequiredService<MemberLookup>().FindAsync(merchant.Id, query, Most, stop);
        return [.. found.Hits.Select(hit => new PaletteItem(hit.Member.Name, "person", $"/m/{slug}/members/{hit.Member.Id.ToString(CultureInfo.InvariantCulture)}", group, hit.Member.Email ?? hit.Member.Phone))];
    };
}
