using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Demo;

/// <summary>The demo merchant: made once in Development, marked as such, removable with one click.</summary>
public static class DemoRoom
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoAccounts>()
        .AddSingleton<DemoEvents>()
        .AddSingleton<DemoSeeder>()
        .AddSingleton<DemoService>()
        .AddSingleton<DemoStart>()
        .AddSingleton(new NavItem("Demo", "Settings", "science", static slug => $"/m/{slug}/settings/demo", WorkspaceScope.DemoPages, 90));

    /// <summary>Makes the demo merchant where it is due (it takes two seconds), and has the console told of it once the portal serves.</summary>
    public static Task PrepareDemoAsync(this IServiceProvider services, CancellationToken cancellation = default) => services.GetRequiredService<DemoStart>().RunAsync(cancellation);
}
