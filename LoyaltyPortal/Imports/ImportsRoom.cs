using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Imports;

/// <summary>Files of purchases: upload, mapping, dry run, run, undo.</summary>
public static class ImportsRoom
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportFiles>()
        .AddSingleton<ImportWork>()
        .AddSingleton<ImportService>()
        .AddSingleton<ImportOutcome>()
        .AddSingleton<ImportCleanUp>()
        .AddSingleton<ImportRunner>()
        .AddSingleton<ImportCommandLine>()
        .AddSingleton<ImportWords>()
        .AddSingleton(new NavItem("Imports", "", "upload_file", static slug => $"/m/{slug}/imports", nameof(Permission.ImportPurchases), 60) { Letter = 'i' })
        .AddHostedService<ImportWorker>();

    public static void MapImports(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{Merchant}/imports/{id:long}/problems.csv", ImportEndpoints.ProblemsAsync)
            .RequireAuthorization(nameof(Permission.ImportPurchases)).ExcludeFromDescription();
}
