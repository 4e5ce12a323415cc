namespace LoyaltyPortal.Tiers;

/// <summary>Ladders of tiers, who stands on which rung, and why.</summary>
public static class TiersRoom
{
    public static IServiceCollection AddTiers(this IServiceCollection services) => services
        .AddSingleton<TierService>()
        .AddSingleton<TierSimulation>()
        .AddScoped<LadderWords>()
        .AddScoped<Members.IPersonalData, TierPersonalData>();
}
