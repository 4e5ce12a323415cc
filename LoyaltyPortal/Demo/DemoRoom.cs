namespace LoyaltyPortal.Demo;

/// <summary>The demo merchant: made once in Development, marked as such, removable with one click.</summary>
public static class DemoRoom
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoAccounts>()
        .AddSingleton<DemoSeeder>()
        .AddSingleton<DemoService>()
        .AddHostedService<DemoStart>();
}
