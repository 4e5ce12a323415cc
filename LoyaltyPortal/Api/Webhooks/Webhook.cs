using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Api.Webhooks;

/// <summary>An address that a merchant wants to be told of what happens.</summary>
public sealed class Webhook : IMerchantOwned
{
    public const int UrlLength = 500;

    private Webhook()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string Url { get; private set; } = "";

    /// <summary>Names of events with blanks between them.</summary>
    public string Events { get; private set; } = "";

    /// <summary>What deliveries are signed with, as the portal's keys protect it: it has to be read again, so it cannot be a hash.</summary>
    public string Secret { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public static Webhook Create(long id, int merchantId, string url, IEnumerable<string> events, string protectedSecret, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        Url = url,
        Events = string.Join(' ', events),
        Secret = protectedSecret,
        CreatedAt = now,
    };

    public bool Wants(string name) => Events.Split(' ').Contains(name);
}

/// <summary>One event on its way to one webhook: at least once, always under the event's id.</summary>
public sealed class WebhookDelivery : IMerchantOwned
{
    public const int MostAttempts = 12;

    private WebhookDelivery()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long WebhookId { get; private set; }

    /// <summary>The event's id, the same at every attempt and for every webhook.</summary>
    public long MessageId { get; private set; }

    public string Event { get; private set; } = "";

    /// <summary>What is sent, byte for byte.</summary>
    public string Body { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>When it is next to be tried, UTC; null when it has arrived or is given up.</summary>
    public DateTime? NextAttemptAt { get; private set; }

    public DateTime? LastAttemptAt { get; private set; }

    public DateTime? DeliveredAt { get; private set; }

    /// <summary>What the other side answered last; null where it did not answer.</summary>
    public int? StatusCode { get; private set; }

    public string? LastError { get; private set; }

    public static WebhookDelivery Of(long id, Webhook webhook, long messageId, string name, string body, DateTime now) => new()
    {
        Id = id,
        MerchantId = webhook.MerchantId,
        WebhookId = webhook.Id,
        MessageId = messageId,
        Event = name,
        Body = body,
        CreatedAt = now,
        NextAttemptAt = now,
    };

    /// <summary>Nobody else tries it before then.</summary>
    public void Claim(DateTime now, DateTime until)
    {
        Attempts++;
        LastAttemptAt = now;
        NextAttemptAt = until;
    }

    public void Arrived(int statusCode, DateTime now)
    {
        StatusCode = statusCode;
        DeliveredAt = now;
        NextAttemptAt = null;
        LastError = null;
    }

    /// <summary>Tries again later, each time after twice as long up to six hours; given up after <see cref="MostAttempts"/>, which is most of a day.</summary>
    public void Failed(int? statusCode, string error, DateTime now)
    {
        StatusCode = statusCode;
        LastError = error.Length > 200 ? error[..200] : error;
        NextAttemptAt = Attempts >= MostAttempts ? null : now.AddSeconds(Math.Min(21_600, 15 * Math.Pow(2, Attempts - 1)));
    }

    /// <summary>Somebody wants it to be sent once more, arrived or not.</summary>
    public void Again(DateTime now)
    {
        Attempts = 0;
        DeliveredAt = null;
        LastError = null;
        NextAttemptAt = now;
    }
}

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks");
        builder.HasKey(webhook => webhook.Id);
        builder.Property(webhook => webhook.Url).HasMaxLength(Webhook.UrlLength);
        builder.Property(webhook => webhook.Events).HasMaxLength(400);
        builder.Property(webhook => webhook.Secret).HasMaxLength(1_000);
        builder.HasIndex(webhook => webhook.MerchantId);
    }
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.HasKey(delivery => delivery.Id);
        builder.Property(delivery => delivery.Event).HasMaxLength(40);
        builder.Property(delivery => delivery.Body).IsLong();
        builder.Property(delivery => delivery.LastError).HasMaxLength(200);
        builder.Property(delivery => delivery.NextAttemptAt).IsConcurrencyToken();
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.MessageId }).IsUnique();
        builder.HasIndex(delivery => delivery.NextAttemptAt);
        builder.HasIndex(delivery => new { delivery.MerchantId, delivery.CreatedAt });
        builder.HasOne<Webhook>().WithMany().HasForeignKey(delivery => delivery.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
