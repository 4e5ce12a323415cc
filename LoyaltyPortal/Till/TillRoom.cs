using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Till;

/// <summary>The counter: sales, returns and enrolments by hand, and the members as staff see them.</summary>
public static class TillRoom
{
    public static IServiceCollection AddTill(this IServiceCollection services) => services
        .AddSingleton<TillService>()
        .AddScoped<TillScript>()
        .AddScoped<PaletteSource>(MemberPalette.Source)
        .AddSingleton(new NavItem("Till", "", "point_of_sale", static slug => $"/m/{slug}/till", nameof(Permission.UseTill), 20) { Letter = 't' })
        .AddSingleton(new NavItem("Door", "", "how_to_reg", static slug => $"/m/{slug}/till/door", nameof(Permission.UseTill), 25))
        .AddSingleton(new NavItem("Members", "", "group", static slug => $"/m/{slug}/members", nameof(Permission.SeeMembers), 30) { Letter = 'm' });

    public static void MapTill(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{" + MerchantRoute.Parameter + "}/events/{id:long}/attendees.csv", AttendeeFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeMembers)).ExcludeFromDescription();
}
