using Radzen;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Composition of the shell: components, layout, shared controls.</summary>
public static class ShellRoom
{
    /// <summary>
    /// Puts the settings file of the checkout's root last but below the environment and the command line, so that editing
    /// the file that people see takes effect without a build. Outside a checkout the linked copy beside the program is read.
    /// </summary>
    public static void AddRootSettings(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            return;

        string[] candidates = [Path.Combine(builder.Environment.ContentRootPath, ".."), AppContext.BaseDirectory];
        var folder = candidates.FirstOrDefault(path => File.Exists(Path.Combine(path, "appsettings.Development.json")));
        if (folder is null)
            return;

        var sources = builder.Configuration.Sources;
        var environment = sources.ToList().FindIndex(source => source is Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var file = new Microsoft.Extensions.Configuration.Json.JsonConfigurationSource
        {
            Path = Path.GetFullPath(Path.Combine(folder, "appsettings.Development.json")),
            Optional = true,
            ReloadOnChange = false,
        };
        file.ResolveFileProvider();
        sources.Insert(environment < 0 ? sources.Count : environment, file);
    }

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddHttpContextAccessor();
        return services;
    }

    public static WebApplication UseShell(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
            app.UseHsts();

        app.UseAntiforgery();
        return app;
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
