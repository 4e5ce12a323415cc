namespace LoyaltyPortal.Earning;

/// <summary>Rules, programmes, and the opening of merchants with a first one.</summary>
public static class EarningRoom
{
    public static IServiceCollection AddEarning(this IServiceCollection services) => services.AddSingleton<Founding>();
}
