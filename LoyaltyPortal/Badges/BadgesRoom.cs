using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Badges;

/// <summary>Badges that are earned and kept, challenges that are won within a window, and how far members are with them.</summary>
public static class BadgesRoom
{
    public static IServiceCollection AddBadges(this IServiceCollection services) => services
        .AddSingleton<GoalService>()
        .AddSingleton<MemberGoals>()
        .AddSingleton<Celebrations>()
        .AddSingleton<BadgeShares>()
        .AddScoped<CriterionWords>()
        .AddScoped<IPersonalData, BadgesPersonalData>()
        .AddSingleton(new NavItem("Badges", "Programme", "military_tech", static slug => $"/m/{slug}/badges", nameof(Permission.SeeProgramme), 30))
        .AddSingleton(new NavItem("Challenges", "Programme", "flag", static slug => $"/m/{slug}/challenges", nameof(Permission.SeeProgramme), 40));
}
