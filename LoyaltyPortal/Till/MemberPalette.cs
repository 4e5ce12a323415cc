using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till;

/// <summary>Members in the command palette, by the same lookup as everywhere.</summary>
internal static class MemberPalette
{
    private const int Most = 6;

    public static PaletteSource Source(IServiceProvider services) => async (query, context, stop) =>
    {
        if (context.MerchantSlug is not { } slug || !context.Policies.Contains(nameof(Permission.SeeMembers)))
            return [];
        var person = (await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync()).User;
        if (await services.GetRequiredService<MerchantAccess>().EnterAsync(slug, person, cancellation: stop) is not { } workspace || !workspace.Actor.May(Permission.SeeMembers))
            return [];
        var group = services.GetRequiredService<IStringLocalizer<TillText>>()["Members"].Value;
        if (!(await services.GetRequiredService<MemberService>().LookUpAsync(workspace.Actor, query, Most, stop)).Try(out var found, out _))
            return [];
        return [.. found.Hits.Select(hit => new PaletteItem(hit.Member.Name, "person", $"/m/{slug}/members/{hit.Member.Id.ToString(CultureInfo.InvariantCulture)}", group, hit.Member.Email ?? hit.Member.Phone))];
    };
}
