using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Earning;

/// <summary>Rules, programmes, and the opening of merchants with a first one.</summary>
public static class EarningRoom
{
    public static IServiceCollection AddEarning(this IServiceCollection services) => services
        .AddSingleton<Founding>()
        .AddSingleton<ProgrammeService>()
        .AddScoped<RuleSentences>()
        .AddSingleton(new NavItem("Programme", "Programme", "loyalty", slug => $"/m/{slug}/programme", nameof(Permission.SeeProgramme), 10));
}
