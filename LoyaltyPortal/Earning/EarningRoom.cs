namespace LoyaltyPortal.Earning;

/// <summary>The kinds of earning rules and what they make of a basket.</summary>
public static class EarningRoom
{
    public static IServiceCollection AddEarning(this IServiceCollection services) => services.AddScoped<RuleSentences>().AddScoped<ActionWords>();
}
