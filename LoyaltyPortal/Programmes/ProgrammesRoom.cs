using LoyaltyPortal.Events;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Programmes;

/// <summary>Programmes: rules, points policy and ladder together, published as one version; and the founding of merchants with a first one.</summary>
public static class ProgrammesRoom
{
    public static IServiceCollection AddProgrammes(this IServiceCollection services) => services
        .AddSingleton<Founding>()
        .AddSingleton<ProgrammeService>()
        .AddSingleton<DraftService>()
        .AddScoped<ProgrammeWords>()
        .AddSingleton<EventTiers>(static provider => async merchantId =>
            [.. (await provider.GetRequiredService<ProgrammeService>().InForceAsync(merchantId)).Ladder.Tiers.Select(tier => new EventTier(tier.Key, tier.Name))])
        .AddSingleton<FeedbackTiers>(static provider => async merchantId =>
            [.. (await provider.GetRequiredService<ProgrammeService>().InForceAsync(merchantId)).Ladder.Tiers.Select(tier => new FeedbackTier(tier.Key, tier.Name))])
        .AddSingleton<RewardTiers>(static provider => async merchantId =>
            [.. (await provider.GetRequiredService<ProgrammeService>().InForceAsync(merchantId)).Ladder.Tiers.Select(tier => new RewardTier(tier.Key, tier.Name))])
        .AddScoped<GoalChoices>()
        .AddSingleton(new NavItem("Programme", "Programme", "loyalty", slug => $"/m/{slug}/programme", nameof(Permission.SeeProgramme), 10));
}
