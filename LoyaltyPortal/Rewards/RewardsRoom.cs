using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Rewards;

/// <summary>What members can have for their points, and how many there are.</summary>
public static class RewardsRoom
{
    public static IServiceCollection AddRewards(this IServiceCollection services) => services
        .AddSingleton<RewardService>()
        .AddSingleton<RewardImages>()
        .AddScoped<RewardWords>()
        .AddScoped<RewardTerms>()
        .AddScoped<IPersonalData, RewardsPersonalData>()
        .AddSingleton(new NavItem("Rewards", "Programme", "redeem", static slug => $"/m/{slug}/rewards", nameof(Permission.SeeProgramme), 20));

    public static void MapRewards(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/r/{Merchant}/images/{id:long}", RewardImages.ServeAsync).AllowAnonymous().ExcludeFromDescription();
}
