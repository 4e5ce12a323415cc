using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Commands;

/// <summary>That a command was done, and what was answered: written in the command's own transaction.</summary>
public sealed class CommandRecord : IMerchantOwned
{
    public const int KeyLength = 120;

    private CommandRecord()
    {
    }

    public int MerchantId { get; private set; }

    public string Key { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public byte[] BodyHash { get; private set; } = [];

    public string Outcome { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }

    public static RowKey KeyOf(int merchantId, string key) => new(merchantId, Text: key);

    public static CommandRecord Create(int merchantId, string key, string kind, byte[] bodyHash, string outcome, DateTime now) =>
        new() { MerchantId = merchantId, Key = key, Kind = kind, BodyHash = bodyHash, Outcome = outcome, RecordedAt = now };

    public bool Matches(string kind, byte[] bodyHash) => Kind == kind && BodyHash.AsSpan().SequenceEqual(bodyHash);
}

internal sealed class CommandRecordMapping : IEntityTypeConfiguration<CommandRecord>
{
    public void Configure(EntityTypeBuilder<CommandRecord> builder)
    {
        builder.ToTable("CommandRecords");
        builder.HasKey(record => new { record.MerchantId, record.Key });
        builder.Property(record => record.Key).HasMaxLength(CommandRecord.KeyLength);
        builder.Property(record => record.Kind).HasMaxLength(40);
        builder.Property(record => record.BodyHash).HasMaxLength(32);
        builder.Property(record => record.Outcome).IsLong();
    }
}

/// <summary>Texts of the platform's own refusals.</summary>
public sealed class PlatformText;

public static class CommandErrors
{
    /// <summary>The key was used before for something else.</summary>
    public static Failure KeyReused(string key) => new("idempotency_key_reused", FailureKind.Refused, typeof(PlatformText), key);

    /// <summary>The queue is being shut down or cannot keep up.</summary>
    public static Failure Busy() => new("busy", FailureKind.Busy, typeof(PlatformText));

    /// <summary>The database has no room left; nothing was recorded.</summary>
    public static Failure StorageFull() => new("storage_full", FailureKind.Busy, typeof(PlatformText));
}
