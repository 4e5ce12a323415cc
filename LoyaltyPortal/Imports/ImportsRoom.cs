namespace LoyaltyPortal.Imports;

/// <summary>Files of purchases: upload, mapping, dry run, run, undo.</summary>
public static class ImportsRoom
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportFiles>()
        .AddSingleton<ImportWork>()
        .AddSingleton<ImportService>()
        .AddSingleton<ImportRunner>()
        .AddSingleton<ImportCommandLine>()
        .AddHostedService<ImportWorker>();
}
