using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LoyaltyPortal.Api.Webhooks;
using LoyaltyPortal.Platform.Outbox;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>An address that wants to be told.</summary>
public sealed record WebhookBody
{
    [Description("https, at an address that anybody can reach."), MaxLength(Webhook.UrlLength)]
    public required string Url { get; init; }

    [Description("purchase.recorded, purchase.returned, points.changed, member.enrolled, redemption.committed, tier.changed."), MinLength(1), MaxLength(20)]
    public required IReadOnlyList<string> Events { get; init; }
}

public sealed record WebhookAnswer(string Id, string Url, IReadOnlyList<string> Events, DateTime CreatedAt);

/// <param name="Secret">What deliveries are signed with; shown this once.</param>
public sealed record NewWebhookAnswer(string Id, string Url, IReadOnlyList<string> Events, DateTime CreatedAt, string Secret);

public sealed record WebhookList(IReadOnlyList<WebhookAnswer> Items);

/// <summary>Webhooks by program.</summary>
internal static class WebhookEndpoints
{
    private const string Tag = "Webhooks";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/webhooks", ListAsync).For(ApiScopes.WebhooksWrite, "listWebhooks", Tag, "The addresses that are told of events.");
        api.MapPost("/webhooks", AddAsync).For(ApiScopes.WebhooksWrite, "addWebhook", Tag, "Adds an address that is told of events; its secret is answered this once.").Refuses(ApiErrors.WebhookUrl(), ApiErrors.WebhookEvents(), ApiErrors.WebhooksEnough(0), ApiErrors.StoreNotAllowed());
        api.MapDelete("/webhooks/{id}", RemoveAsync).For(ApiScopes.WebhooksWrite, "removeWebhook", Tag, "Removes an address with what was still on its way to it.").Refuses(ApiErrors.WebhookUnknown(), ApiErrors.StoreNotAllowed());
    }

    private static async Task<Results<Ok<WebhookList>, ApiProblem>> ListAsync(ApiCaller caller, WebhookService webhooks, CancellationToken cancellation) =>
        (await webhooks.ListAsync(caller.Actor, cancellation)).Try(out var list, out var failure)
            ? TypedResults.Ok(new WebhookList([.. list.Select(one => new WebhookAnswer(ApiIds.Text(one.Id), one.Url, one.Events, one.CreatedAt))]))
            : ApiProblem.Of(failure);

    private static async Task<Results<Created<NewWebhookAnswer>, ApiProblem>> AddAsync(ApiCaller caller, ApiBody<WebhookBody> body, WebhookService webhooks)
    {
        if (caller.StoreId is not null)
            return ApiProblem.Of(ApiErrors.StoreNotAllowed()); // what a webhook is told is the whole merchant's
        if (caller.Lacks(body.Value.Events.Where(EventNames.All.Contains).Select(ScopeOf)) is { } unread)
            return ApiProblem.Of(unread);
        if (!(await webhooks.AddAsync(caller.Actor, body.Value.Url, body.Value.Events)).Try(out var added, out var failure))
            return ApiProblem.Of(failure);
        return TypedResults.Created((string?)null, new NewWebhookAnswer(ApiIds.Text(added.View.Id), added.View.Url, added.View.Events, added.View.CreatedAt, added.Secret));
    }

    /// <summary>Who is told of something could as well have read it.</summary>
    private static string ScopeOf(string name) => name switch
    {
        EventNames.PurchaseRecorded or EventNames.PurchaseReturned => ApiScopes.PurchasesRead,
        EventNames.PointsChanged => ApiScopes.PointsRead,
        EventNames.RedemptionCommitted => ApiScopes.VouchersRead,
        _ => ApiScopes.MembersRead,
    };

    private static async Task<Results<NoContent, ApiProblem>> RemoveAsync(ApiCaller caller, string id, WebhookService webhooks) =>
        caller.StoreId is not null ? ApiProblem.Of(ApiErrors.StoreNotAllowed()) : (await webhooks.RemoveAsync(caller.Actor, ApiIds.Of(id))).Failure is { } failure ? ApiProblem.Of(failure) : TypedResults.NoContent();
}
