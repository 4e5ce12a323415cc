using LoyaltyPortal.Api.Describing;
using LoyaltyPortal.Api.Endpoints;
using LoyaltyPortal.Api.Webhooks;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Api;

/// <summary>What tills and web shops talk to: keys, endpoints, their description, and webhooks.</summary>
public static class ApiRoom
{
    public const string Prefix = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services
            .AddSingleton<ApiKeyService>()
            .AddSingleton<ApiRate>()
            .AddSingleton<WebhookAddress>()
            .AddSingleton<WebhookClient>()
            .AddSingleton<WebhookService>()
            .AddSingleton<WebhookDispatcher>()
            .AddHostedService<WebhookSender>()
            .AddSingleton<IJob, WebhookCleanUp>()
            .AddScoped<IOutboxHandler, FanOut>();
        services.AddSingleton(new NavItem("ApiKeys", "Settings", "key", static slug => $"/m/{slug}/settings/api-keys", nameof(Permission.ChangeSettings), 40));
        services.AddSingleton(new NavItem("Webhooks", "Settings", "webhook", static slug => $"/m/{slug}/settings/webhooks", nameof(Permission.ChangeSettings), 42));
        services.AddSingleton(new NavItem("Connect", "Settings", "integration_instructions", static slug => $"/m/{slug}/settings/connect", nameof(Permission.ChangeSettings), 44));
        return services.AddDescription();
    }

    /// <summary>After everything else that stands before the endpoints, so that nothing that goes wrong behind it becomes a page.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<ApiGate>();
        app.UseDescription();
    }

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        // Anonymous to the sign-ins of pages: the gate asks for a key, and for a scope.
        var api = endpoints.MapGroup(Prefix).AllowAnonymous().DisableAntiforgery().AddEndpointFilter(RefuseUnreadableAsync);
        PurchaseEndpoints.Map(api);
        MemberEndpoints.Map(api);
        RedemptionEndpoints.Map(api);
        ActionEndpoints.Map(api);
        WebhookEndpoints.Map(api);
        endpoints.MapDescription();
    }

    /// <summary>The endpoint sees only what could be read.</summary>
    private static async ValueTask<object?> RefuseUnreadableAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var part in context.Arguments.OfType<IBoundPart>())
        {
            if (part.Problem is { } problem)
                return problem;
        }

        return await next(context);
    }
}
