using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Audit;

/// <summary>Who changed what for a merchant, from what to what. Append-only; each hash covers the one before it.</summary>
public sealed class AuditEvent : IMerchantOwned
{
    private AuditEvent()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>1, 2, 3 … within the merchant.</summary>
    public long Sequence { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>The sign-in; null for the portal itself.</summary>
    public long? UserId { get; private set; }

    public string Who { get; private set; } = "";

    /// <summary>A stable name of the kind of change, such as <c>store_added</c>.</summary>
    public string What { get; private set; } = "";

    /// <summary>What was changed, as people call it: a store's name, a person's e-mail.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>JSON; null where there was nothing before.</summary>
    public string? Before { get; private set; }

    /// <summary>JSON; null where there is nothing left.</summary>
    public string? After { get; private set; }

    public byte[] PreviousHash { get; private set; } = [];

    public byte[] Hash { get; private set; } = [];

    internal static AuditEvent Following(AuditEvent? last, AuditEntry entry, int merchantId, DateTime now)
    {
        var next = new AuditEvent
        {
            MerchantId = merchantId,
            Sequence = (last?.Sequence ?? 0) + 1,
            At = now,
            UserId = entry.UserId,
            Who = entry.Who,
            What = entry.What,
            Subject = entry.Subject.Length > 200 ? entry.Subject[..200] : entry.Subject,
            Before = entry.Before,
            After = entry.After,
            PreviousHash = last?.Hash ?? new byte[SHA256.HashSizeInBytes],
        };
        next.Hash = next.ComputeHash();
        return next;
    }

    internal byte[] ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(PreviousHash);
        Span<byte> numbers = stackalloc byte[32];
        BinaryPrimitives.WriteInt64BigEndian(numbers, MerchantId);
        BinaryPrimitives.WriteInt64BigEndian(numbers[8..], Sequence);
        BinaryPrimitives.WriteInt64BigEndian(numbers[16..], StoredValues.OfInstant(At));
        BinaryPrimitives.WriteInt64BigEndian(numbers[24..], UserId ?? 0);
        hash.AppendData(numbers);
        foreach (var text in (string?[])[Who, What, Subject, Before, After])
        {
            // Lengths first, so that no text can lend its end to the next one.
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            BinaryPrimitives.WriteInt64BigEndian(numbers, text is null ? -1 : bytes.Length);
            hash.AppendData(numbers[..8]);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>What is to be written into the audit log.</summary>
internal sealed record AuditEntry(long? UserId, string Who, string What, string Subject, string? Before, string? After);

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("AuditEvents");
        builder.HasKey(audit => new { audit.MerchantId, audit.Sequence });
        builder.Property(audit => audit.What).HasMaxLength(60);
        builder.Property(audit => audit.Before).IsLongOrNull();
        builder.Property(audit => audit.After).IsLongOrNull();
        builder.Property(audit => audit.PreviousHash).HasMaxLength(32);
        builder.Property(audit => audit.Hash).HasMaxLength(32);
        builder.NeverChanges();
    }
}
