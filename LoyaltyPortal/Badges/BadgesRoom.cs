namespace LoyaltyPortal.Badges;

/// <summary>Badges that are earned and kept, challenges that are won within a window, and how far members are with them.</summary>
public static class BadgesRoom
{
    public static IServiceCollection AddBadges(this IServiceCollection services) => services
        .AddSingleton<GoalService>();
}
