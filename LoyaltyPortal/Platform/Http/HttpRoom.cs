using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Platform.Http;

/// <summary>What every response and every process on the network needs: shared keys, health, security headers, compressed documents.</summary>
public static class HttpRoom
{
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("LoyaltyPortal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeyRing(provider.GetRequiredService<LoyaltyDatabase>(), provider)));
        // Pages over HTTPS are left as they are: their length would tell what is in them to whoever can put words into them. Static files are compressed when they are built.
        services.AddResponseCompression();
        return services;
    }

    /// <summary>First of all, so that errors carry the headers too, and everything after it knows whose request it is.</summary>
    public static WebApplication UseHttp(this WebApplication app)
    {
        if (TrustedProxies.Of(app.Configuration[TrustedProxies.Setting]) is { } forwarded)
            app.UseForwardedHeaders(forwarded);
        app.Use(SecurityHeaders.InvokeAsync);
        app.UseResponseCompression();
        return app;
    }

    /// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: the database does too, with the schema that this version needs.</summary>
    public static void MapHttp(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz/live", () => TypedResults.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/healthz/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(LoyaltyDatabase database, ILoggerFactory loggers, CancellationToken cancellation)
    {
        try
        {
            if (await database.IsReadyAsync(cancellation))
                return TypedResults.Text("ok");
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            loggers.CreateLogger(typeof(HttpRoom)).LogError(exception, "The database cannot be reached.");
        }

        return TypedResults.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
