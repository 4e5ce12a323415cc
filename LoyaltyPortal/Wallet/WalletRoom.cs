using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyPortal.Wallet;

/// <summary>What members see of themselves, and how they join.</summary>
public static class WalletRoom
{
    public static IServiceCollection AddWallet(this IServiceCollection services)
    {
        services.AddScoped<WalletScope>();
        services.AddScoped<Joining>();
        services.AddScoped<WalletScript>();
        services.AddScoped<PersonalExport>();
        services.AddScoped<ICircuitCheck>(provider => provider.GetRequiredService<WalletScope>());
        services.AddScoped<IAuthorizationHandler, WalletHandler>();
        services.AddAuthorizationBuilder().AddPolicy(WalletScope.Policy, policy => policy.RequireAuthenticatedUser().AddRequirements(new WalletRequirement()));
        services.AddSingleton(new WalletTab("Card", "credit_card", static slug => $"/w/{slug}", 10) { Exact = true });
        services.AddSingleton(new WalletTab("Earn", "stars", static slug => $"/w/{slug}/earn", 15));
        services.AddSingleton(new WalletTab("History", "history", static slug => $"/w/{slug}/history", 20));
        services.AddSingleton(new WalletTab("Me", "person", static slug => $"/w/{slug}/me", 30));
        return services;
    }

    public static void MapWallet(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/c/{token}", LetterClicks.FollowAsync).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapWalletApp();
        endpoints.MapGet("/w/{Merchant}/me/data.zip", WalletFiles.DataAsync).RequireAuthorization(WalletScope.Policy).ExcludeFromDescription();
    }
}
