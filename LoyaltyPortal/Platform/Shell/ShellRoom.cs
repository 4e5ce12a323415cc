using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Composition of the shell: components, layouts, languages, shared controls.</summary>
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
        var environment = sources.ToList().FindIndex(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var file = new JsonConfigurationSource
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
        services.AddAuthorization();
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.AddScoped<ILocalizer, RadzenTexts>();
        services.AddRadzenComponents();
        services.TryAddSingleton(TimeProvider.System);

        services.AddScoped<ShellContextProvider>();
        services.AddScoped<Navigation>();
        services.AddScoped<Formats>();
        services.AddScoped<Toasts>();
        services.AddScoped<Confirmations>();
        services.AddScoped<NavCounts>();
        services.AddScoped<ShellScript>();

        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture("en-GB", "en");
            options.AddSupportedCultures(Languages.Cultures);
            options.AddSupportedUICultures(Languages.UICultures);
            options.ApplyCurrentCultureToResponseHeaders = true;
            // A query string that changes the language would be cached and shared along with the address.
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new ReaderCultureProvider()];
        });
        return services;
    }

    public static WebApplication UseShell(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/problem/500", createScopeForErrors: true);
            app.UseHsts();
        }

        if (!app.Environment.IsDevelopment())
            app.MapWhen(context => context.Request.Path.StartsWithSegments("/dev"), static hidden => hidden.Run(static context =>
            {
                // The galleries are for those who build the portal.
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }));
        app.UseRequestLocalization();
        app.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // Programs get their problem as JSON, never as a page.
            if (context.Request.Path.StartsWithSegments("/api") && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapGet("/culture/set", SetCulture).ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    private static RedirectHttpResult SetCulture(string culture, string? returnUrl, HttpContext context)
    {
        if (Languages.All.FirstOrDefault(language => language.Code == culture) is { } chosen)
        {
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen.Culture, chosen.Code)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
        }

        return TypedResults.LocalRedirect(returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/");
    }
}

/// <summary>
/// The reader's languages from the browser: the first one whose words we have decides, with its region's formats where we
/// know them. Words and formats are chosen together, so that no page mixes two languages.
/// </summary>
internal sealed class ReaderCultureProvider : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        foreach (var wanted in httpContext.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1))
        {
            var name = wanted.Value.ToString();
            if (Languages.All.FirstOrDefault(language => name.Split('-')[0].Equals(language.Code, StringComparison.OrdinalIgnoreCase)) is not { } language)
                continue;

            var culture = Languages.Cultures.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? language.Culture;
            return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(culture, language.Code));
        }

        return Task.FromResult<ProviderCultureResult?>(null);
    }
}
