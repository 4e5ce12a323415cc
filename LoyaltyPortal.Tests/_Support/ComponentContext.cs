using System.Globalization;
using Bunit;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace LoyaltyPortal.Tests;

/// <summary>Renders components with the shell's services and without a browser, in English.</summary>
public class ComponentContext : BunitContext
{
    public ComponentContext()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddRadzenComponents();
        Services.AddScoped<ShellContextProvider>();
        Services.AddScoped<Navigation>();
        Services.AddScoped<Formats>();
        Services.AddScoped<Toasts>();
        Services.AddScoped<Confirmations>();
        Services.AddScoped<ShellScript>();
    }

    /// <summary>The services of the shell, to arrange and to look at.</summary>
    protected T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();
}
