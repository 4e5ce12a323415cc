using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>What somebody does to a member's points by hand. The numbers are stored: never renumber.</summary>
public enum AdjustmentKind
{
    Credit = 1,
    Debit = 2,
    Goodwill = 3,

    /// <summary>What the member had in the programme before this one.</summary>
    OpeningBalance = 4,
}

/// <summary>Why, as a code: it stands in the entry's explanation, which must not hold personal data.</summary>
public enum AdjustmentReason
{
    MissingPoints = 1,
    Mistake = 2,
    Service = 3,
    Gesture = 4,
    Migration = 5,
    Other = 6,
}

public enum AdjustmentState
{
    Waiting = 1,
    Booked = 2,
    Declined = 3,
}

public static class AdjustmentKinds
{
    public static EntryKind Entry(this AdjustmentKind kind) => kind switch
    {
        AdjustmentKind.Debit => EntryKind.AdjustmentDebit,
        AdjustmentKind.Goodwill => EntryKind.Goodwill,
        AdjustmentKind.OpeningBalance => EntryKind.OpeningBalance,
        _ => EntryKind.AdjustmentCredit,
    };

    /// <summary>The reasons that go with it; the first is the usual one.</summary>
    public static IReadOnlyList<AdjustmentReason> Reasons(this AdjustmentKind kind) => kind switch
    {
        AdjustmentKind.Debit => [AdjustmentReason.Mistake, AdjustmentReason.Other],
        AdjustmentKind.Goodwill => [AdjustmentReason.Service, AdjustmentReason.Gesture, AdjustmentReason.Other],
        AdjustmentKind.OpeningBalance => [AdjustmentReason.Migration],
        _ => [AdjustmentReason.MissingPoints, AdjustmentReason.Mistake, AdjustmentReason.Other],
    };
}

/// <summary>
/// Points given or taken by hand, with the reason in somebody's words. Above the programme's limit it waits for a second person. The words stand here and not
/// in the ledger, whose hashed rows hold no personal data.
/// </summary>
public sealed class PointsAdjustment : IMerchantOwned, IVersioned
{
    private PointsAdjustment()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long MemberId { get; private set; }

    public AdjustmentKind Kind { get; private set; }

    /// <summary>Positive, whichever way they go.</summary>
    public long Points { get; private set; }

    public AdjustmentReason ReasonCode { get; private set; }

    public string Reason { get; private set; } = "";

    public AdjustmentState State { get; private set; }

    public long? AskedBy { get; private set; }

    public string AskedByName { get; private set; } = "";

    public DateTime AskedAt { get; private set; }

    /// <summary>The second person; null where none was needed.</summary>
    public long? DecidedBy { get; private set; }

    public string? DecidedByName { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; private set; }

    public long? EntrySequence { get; private set; }

    public long Version { get; private set; }

    internal static PointsAdjustment Ask(long id, int merchantId, AdjustPoints order, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        MemberId = order.MemberId,
        Kind = order.Adjustment,
        Points = order.Points,
        ReasonCode = order.ReasonCode,
        Reason = order.Reason.Trim(),
        State = AdjustmentState.Waiting,
        AskedBy = order.By.UserId,
        AskedByName = order.By.Name,
        AskedAt = now,
    };

    /// <summary>Booked on one person's word.</summary>
    internal bool IsAloneBy(long? userId) => State == AdjustmentState.Booked && DecidedBy is null && AskedBy == userId;

    internal void Book(long entrySequence)
    {
        State = AdjustmentState.Booked;
        EntrySequence = entrySequence;
        Version++;
    }

    internal void Decide(Actor by, bool approved, string? note, DateTime now)
    {
        (DecidedBy, DecidedByName, DecidedAt, Note) = (by.UserId, by.Name, now, note);
        if (approved)
            return; // booking it makes it final
        State = AdjustmentState.Declined;
        Version++;
    }
}

internal sealed class PointsAdjustmentMapping : IEntityTypeConfiguration<PointsAdjustment>
{
    public void Configure(EntityTypeBuilder<PointsAdjustment> builder)
    {
        builder.ToTable("PointsAdjustments");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Reason).HasMaxLength(AdjustPoints.ReasonLength);
        builder.Property(row => row.Note).HasMaxLength(AdjustPoints.ReasonLength);
        builder.HasIndex(row => new { row.MerchantId, row.State, row.AskedAt });
        builder.HasIndex(row => row.MemberId);
    }
}
