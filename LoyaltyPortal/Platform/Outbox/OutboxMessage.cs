using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Outbox;

/// <summary>
/// Something that the world is to be told once a transaction is on the disk: written in that transaction, sent by the dispatcher at
/// least once, always under the same id. Read across merchants by the dispatcher, so it carries no tenant filter.
/// </summary>
public sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Who handles it, for example "mail".</summary>
    public string Kind { get; private set; } = "";

    /// <summary>JSON that the handler reads.</summary>
    public string Payload { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    /// <summary>When it is next to be tried, UTC; null when it is done or given up.</summary>
    public DateTime? NextAttemptAt { get; private set; }

    public int Attempts { get; private set; }

    public DateTime? SentAt { get; private set; }

    public string? LastError { get; private set; }

    public static OutboxMessage Create(long id, int merchantId, string kind, string payload, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, Kind = kind, Payload = payload, CreatedAt = now, NextAttemptAt = now };

    /// <summary>Nobody else tries it before then.</summary>
    public void Claim(DateTime until)
    {
        Attempts++;
        NextAttemptAt = until;
    }

    public void Sent(DateTime now)
    {
        SentAt = now;
        NextAttemptAt = null;
        LastError = null;
    }

    /// <summary>Tries again later, each time after twice as long, and gives up after ten attempts.</summary>
    public void Failed(string error, DateTime now)
    {
        LastError = error.Length > 500 ? error[..500] : error;
        NextAttemptAt = Attempts >= 10 ? null : now.AddSeconds(Math.Min(3600, 15 * Math.Pow(2, Attempts - 1)));
    }
}

internal sealed class OutboxMessageMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("OutboxMessages");
        builder.HasKey(message => message.Id);
        builder.Property(message => message.Kind).HasMaxLength(40);
        builder.Property(message => message.Payload).IsLong();
        builder.Property(message => message.LastError).HasMaxLength(500);
        builder.Property(message => message.NextAttemptAt).IsConcurrencyToken();
        builder.HasIndex(message => message.NextAttemptAt);
    }
}
