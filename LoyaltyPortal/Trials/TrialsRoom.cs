namespace LoyaltyPortal.Trials;

/// <summary>Trying a programme on history before it is published, and bringing the past in line with one that was.</summary>
public static class TrialsRoom
{
    public static IServiceCollection AddTrials(this IServiceCollection services) => services
        .AddSingleton<TrialWork>()
        .AddSingleton<TrialService>()
        .AddSingleton<RetroService>()
        .AddSingleton<TrialRunner>()
        .AddScoped<TrialWords>()
        .AddHostedService<TrialWorker>();
}
