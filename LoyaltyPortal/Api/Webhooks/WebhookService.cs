using System.Security.Cryptography;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Api.Webhooks;

public sealed record WebhookView(long Id, string Url, IReadOnlyList<string> Events, DateTime CreatedAt);

/// <param name="Secret">Shown this once.</param>
public sealed record NewWebhook(WebhookView View, string Secret);

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    Waiting,
    Arrived,
    GivenUp,
}

/// <summary>A delivery for reading.</summary>
public sealed record DeliveryView(long Id, long WebhookId, string Url, long MessageId, string Event, DateTime CreatedAt, int Attempts, DateTime? LastAttemptAt, DateTime? NextAttemptAt, DateTime? DeliveredAt, int? StatusCode, string? LastError, string Body)
{
    public DeliveryState State => DeliveredAt is not null ? DeliveryState.Arrived : NextAttemptAt is null ? DeliveryState.GivenUp : DeliveryState.Waiting;
}

/// <summary>A merchant's webhooks, and what was sent to them.</summary>
public sealed class WebhookService(LoyaltyDatabase database, AuditLog audit, IdGenerator ids, WebhookAddress addresses, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int Most = 20;
    public const int PageSize = 50;
    private const string SecretPrefix = "whsec_";

    private readonly IDataProtector _protector = protection.CreateProtector("LoyaltyPortal.Api.Webhooks");

    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<WebhookView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return (await context.Set<Webhook>().AsNoTracking().OrderBy(webhook => webhook.Id).ToListAsync(cancellation)).ConvertAll(View);
    }

    /// <summary>Adds a webhook.</summary>
    /// <returns>Or <c>webhook_url</c>, <c>webhook_events</c>, <c>webhooks_enough</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<NewWebhook>> AddAsync(Actor actor, string url, IReadOnlyList<string> events)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        if (!addresses.IsAllowed(url.Trim()))
            return ApiErrors.WebhookUrl();
        if (events.Count == 0 || !events.All(EventNames.All.Contains))
            return ApiErrors.WebhookEvents();
        var secret = SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return await database.ChangeAsync<Result<NewWebhook>>(actor.MerchantId, async context =>
        {
            var known = await context.Set<Webhook>().AsNoTracking().ToListAsync();
            if (known.Count >= Most)
                return ApiErrors.WebhooksEnough(Most);
            var webhook = Webhook.Create(ids.Next(), actor.MerchantId, url.Trim(), EventNames.All.Where(events.Contains), _protector.Protect(secret), clock.UtcNow());
            context.Add(webhook);
            await WantAsync(context, [.. known, webhook]);
            await audit.WriteAsync(context, actor, ApiAudit.WebhookAdded, webhook.Url, null, new WebhookFacts(webhook.Url, webhook.Events));
            await context.SaveChangesAsync();
            return new NewWebhook(View(webhook), secret);
        });
    }

    /// <summary>Removes a webhook with its deliveries.</summary>
    /// <returns>Or <c>webhook_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> RemoveAsync(Actor actor, long webhookId)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            var known = await context.Set<Webhook>().ToListAsync();
            if (known.Find(webhook => webhook.Id == webhookId) is not { } webhook)
                return ApiErrors.WebhookUnknown();
            context.Remove(webhook);
            known.Remove(webhook);
            await WantAsync(context, known);
            await audit.WriteAsync(context, actor, ApiAudit.WebhookRemoved, webhook.Url, new WebhookFacts(webhook.Url, webhook.Events), null);
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    /// <summary>Deliveries, newest first, below an id.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<DeliveryView>>> DeliveriesAsync(Actor actor, long? belowId = null, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var deliveries = context.Set<WebhookDelivery>().AsNoTracking();
        if (belowId is { } below)
            deliveries = deliveries.Where(delivery => delivery.Id < below);
        var rows = await deliveries.OrderByDescending(delivery => delivery.Id).Take(PageSize)
            .Join(context.Set<Webhook>(), delivery => delivery.WebhookId, webhook => webhook.Id, (delivery, webhook) => new DeliveryView(
                delivery.Id, delivery.WebhookId, webhook.Url, delivery.MessageId, delivery.Event, delivery.CreatedAt, delivery.Attempts, delivery.LastAttemptAt, delivery.NextAttemptAt, delivery.DeliveredAt, delivery.StatusCode, delivery.LastError, delivery.Body))
            .ToListAsync(cancellation);
        return rows.OrderByDescending(row => row.Id).ToList();
    }

    /// <summary>Sends a delivery once more, under the same id.</summary>
    /// <returns>Or <c>delivery_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> SendAgainAsync(Actor actor, long deliveryId)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<WebhookDelivery>().FirstOrDefaultAsync(delivery => delivery.Id == deliveryId) is not { } delivery)
                return ApiErrors.DeliveryUnknown();
            delivery.Again(clock.UtcNow());
            await audit.WriteAsync(context, actor, ApiAudit.WebhookSentAgain, delivery.Event, null, new { MessageId = ApiIds.Text(delivery.MessageId) });
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    internal string SecretOf(Webhook webhook) => _protector.Unprotect(webhook.Secret);

    /// <summary>Recording tells of what at least one webhook wants, and of nothing else.</summary>
    private static async Task WantAsync(LoyaltyDbContext context, IReadOnlyList<Webhook> webhooks)
    {
        var wanted = await context.Set<WantedEvents>().FirstOrDefaultAsync();
        if (wanted is null)
            context.Add(wanted = WantedEvents.Of(context.MerchantId));
        wanted.Want(webhooks.SelectMany(webhook => webhook.Events.Split(' ')));
    }

    private static WebhookView View(Webhook webhook) => new(webhook.Id, webhook.Url, webhook.Events.Split(' '), webhook.CreatedAt);

    private sealed record WebhookFacts(string Url, string Events);
}
