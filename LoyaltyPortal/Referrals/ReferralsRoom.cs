using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Referrals;

/// <summary>Friends who bring friends: terms, personal links, who brought whom, and what speaks against it.</summary>
public static class ReferralsRoom
{
    public static IServiceCollection AddReferrals(this IServiceCollection services) => services
        .AddSingleton<ReferralService>()
        .AddSingleton<ReferralReport>()
        .AddScoped<ReferralWords>()
        .AddScoped<IPersonalData, ReferralPersonalData>()
        .AddSingleton(new NavItem("Referrals", "Programme", "group_add", static slug => $"/m/{slug}/referrals", nameof(Permission.SeeProgramme), 50) { Exact = true })
        .AddSingleton(new NavItem("ReferralReview", "", "how_to_reg", static slug => $"/m/{slug}/referrals/review", nameof(Permission.ChangeMembers), 36)
        {
            Count = static services => services.GetRequiredService<WorkspaceScope>().Current is { } workspace
                ? services.GetRequiredService<ReferralService>().CountHeldAsync(workspace.Actor)
                : Task.FromResult(0),
        });
}
