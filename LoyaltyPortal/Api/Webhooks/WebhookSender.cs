using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Api.Webhooks;

/// <summary>Turns an event in the outbox into a delivery for each webhook that wants it. Done twice, it is one delivery.</summary>
internal sealed class FanOut(LoyaltyDatabase database, IdGenerator ids, TimeProvider clock) : IOutboxHandler
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Kind => Announcement.MessageKind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var announcement = Announcement.Of(message);
        var body = JsonSerializer.Serialize(new { id = ApiIds.Text(message.Id), type = announcement.Name, recordedAt = message.CreatedAt, data = announcement.Facts }, Json);
        await using var context = database.ForMerchant(message.MerchantId);
        var known = await context.Set<WebhookDelivery>().Where(delivery => delivery.MessageId == message.Id).Select(delivery => delivery.WebhookId).ToListAsync(cancellation);
        foreach (var webhook in await context.Set<Webhook>().AsNoTracking().ToListAsync(cancellation))
        {
            if (webhook.Wants(announcement.Name) && !known.Contains(webhook.Id))
                context.Add(WebhookDelivery.Of(ids.Next(), webhook, message.Id, announcement.Name, body, clock.UtcNow()));
        }

        await context.SaveChangesAsync(cancellation);
    }
}

/// <summary>
/// Sends what is due: several webhooks at once, each webhook's own in their order. The first that does not arrive ends the webhook's turn, so that a dead one costs one waiting and
/// holds nobody else up.
/// </summary>
public sealed class WebhookDispatcher(LoyaltyDatabase database, WebhookService webhooks, WebhookClient client, TimeProvider clock, ILogger<WebhookDispatcher> log)
{
    public const int BatchSize = 50;
    private const int AtOnce = 16;

    /// <summary>How long one webhook may take before the others are looked at again.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    /// <summary>How long a claimed delivery is nobody else's.</summary>
    private static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(2);

    /// <returns>How many were tried.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        var due = new List<(int MerchantId, long WebhookId, long Id)>();
        foreach (var merchantId in await database.MerchantsWithAsync<WebhookDelivery>(delivery => delivery.NextAttemptAt <= now, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            foreach (var webhookId in await context.Set<WebhookDelivery>().Where(delivery => delivery.NextAttemptAt <= now).Select(delivery => delivery.WebhookId).Distinct().ToListAsync(cancellation))
            {
                due.AddRange((await context.Set<WebhookDelivery>().Where(delivery => delivery.WebhookId == webhookId && delivery.NextAttemptAt <= now).OrderBy(delivery => delivery.MessageId).Take(BatchSize)
                    .Select(delivery => delivery.Id).ToListAsync(cancellation)).Select(id => (merchantId, webhookId, id)));
            }
        }

        var tried = 0;
        await Parallel.ForEachAsync(due.GroupBy(row => (row.MerchantId, row.WebhookId)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (group, token) =>
        {
            var start = clock.GetTimestamp();
            foreach (var row in group)
            {
                Interlocked.Increment(ref tried);
                if (!await TryAsync(row.MerchantId, row.Id, token) || clock.GetElapsedTime(start) > Turn)
                    break;
            }
        });
        return tried;
    }

    private async Task<bool> TryAsync(int merchantId, long id, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var now = clock.UtcNow();
        if (await context.Set<WebhookDelivery>().FirstOrDefaultAsync(delivery => delivery.Id == id, cancellation) is not { } delivery || delivery.NextAttemptAt is null || delivery.NextAttemptAt > now
            || await context.Set<Webhook>().AsNoTracking().FirstOrDefaultAsync(webhook => webhook.Id == delivery.WebhookId, cancellation) is not { } webhook)
            return true;
        delivery.Claim(now, now + ClaimLength);
        if (!await SaveAsync(context, cancellation))
            return true; // another process was first
        var (status, error) = await SendAsync(webhook, delivery, cancellation);
        if (error is null)
            delivery.Arrived((int)status!, clock.UtcNow());
        else
            delivery.Failed((int?)status, error, clock.UtcNow());
        if (error is not null)
            log.LogInformation("Delivery {Id} of merchant {Merchant} did not arrive at attempt {Attempt}: {Error}", id, merchantId, delivery.Attempts, error);
        await SaveAsync(context, CancellationToken.None);
        return error is null;
    }

    /// <summary>A secret that can no longer be read counts as an attempt, so that it comes to an end and somebody sees it.</summary>
    private async Task<(HttpStatusCode? Status, string? Error)> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(webhook.Url, webhooks.SecretOf(webhook), delivery, cancellation);
        }
        catch (CryptographicException unreadable)
        {
            log.LogError(unreadable, "The secret of webhook {Webhook} cannot be read.", webhook.Id);
            return (null, "The secret cannot be read: remove the webhook and add it again.");
        }
    }

    private static async Task<bool> SaveAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        try
        {
            await context.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // somebody took it over, sent it again, or removed the webhook: what they wrote counts
        }
    }
}

/// <summary>Posts deliveries: signed, without following anybody anywhere, without waiting long.</summary>
public sealed class WebhookClient(WebhookAddress addresses, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = addresses.ConnectAsync,
    })
    {
        Timeout = Patience,
    };

    /// <returns>The status, where there was an answer; and what went wrong, in words that tell nothing of our network. Null: it has arrived.</returns>
    internal async Task<(HttpStatusCode? Status, string? Error)> SendAsync(string url, string secret, WebhookDelivery delivery, CancellationToken cancellation)
    {
        if (!addresses.IsAllowed(url))
            return (null, "The address is not allowed.");
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.IdHeader, ApiIds.Text(delivery.MessageId));
        request.Headers.Add(WebhookSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(secret, seconds, delivery.Body));
        request.Headers.UserAgent.ParseAdd("LoyaltyPortal-Webhooks/1");
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"It answered {(int)answer.StatusCode}."));
        }
        catch (HttpRequestException failed)
        {
            return (null, failed.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "The name is unknown.",
                HttpRequestError.SecureConnectionError => "No secure connection.",
                HttpRequestError.ConnectionError => "No connection.",
                _ => "It did not answer.",
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "It took longer than ten seconds.");
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Keeps the dispatcher going while the portal runs.</summary>
internal sealed class WebhookSender(WebhookDispatcher dispatcher, TimeProvider clock, ILogger<WebhookSender> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await dispatcher.RunOnceAsync(stoppingToken) >= WebhookDispatcher.BatchSize)
                    continue;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(exception, "Deliveries could not be read.");
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Deletes deliveries of a month ago that wait for nothing.</summary>
internal sealed class WebhookCleanUp(LoyaltyDatabase database, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public string Name => "webhook-clean-up";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var past = clock.UtcNow() - Keep;
        foreach (var merchantId in await database.MerchantsWithAsync<WebhookDelivery>(delivery => delivery.CreatedAt < past && delivery.NextAttemptAt == null, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            await context.Set<WebhookDelivery>().Where(delivery => delivery.CreatedAt < past && delivery.NextAttemptAt == null).ExecuteDeleteAsync(cancellation);
        }
    }
}
