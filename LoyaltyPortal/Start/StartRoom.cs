using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Start;

/// <summary>Texts of the start room.</summary>
public sealed class StartText;

/// <summary>Where everybody begins: the front page, signing up, and a merchant's first page.</summary>
public static class StartRoom
{
    public static IServiceCollection AddStart(this IServiceCollection services) => services
        .AddScoped<SignUpService>()
        .AddSingleton<FoundingKeys>()
        .AddSingleton<StartService>()
        .AddSingleton(new NavItem("Start", "", "home", slug => $"/m/{slug}", nameof(Permission.SeeDashboard), 10) { Exact = true, Letter = 's' });
}
