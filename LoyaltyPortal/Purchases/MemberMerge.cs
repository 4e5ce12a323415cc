using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>That one member was merged into another, and all that it takes to undo it.</summary>
public sealed class MemberMerge : IMerchantOwned, IVersioned
{
    private MemberMerge()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long SurvivorId { get; private set; }

    public long MergedId { get; private set; }

    public DateTime MergedAt { get; private set; }

    public long? MergedBy { get; private set; }

    public string MergedByName { get; private set; } = "";

    /// <summary>Points that went over.</summary>
    public long Points { get; private set; }

    /// <summary>Points of bonuses that a person has once, which both had.</summary>
    public long Deduplicated { get; private set; }

    /// <summary>The entry in the merged account that took its points; null when it had none.</summary>
    public long? OutSequence { get; private set; }

    /// <summary>The contacts that went over, as JSON; gone once the merge is undone.</summary>
    public string? Contacts { get; private set; }

    public DateTime? UndoneAt { get; private set; }

    public long? UndoneBy { get; private set; }

    public long Version { get; private set; }

    internal static MemberMerge Of(long id, MergeMembers order, string contacts, DateTime now) => new()
    {
        Id = id,
        MerchantId = order.MerchantId,
        SurvivorId = order.SurvivorId,
        MergedId = order.MergedId,
        MergedAt = now,
        MergedBy = order.By.UserId,
        MergedByName = order.By.Name,
        Contacts = contacts,
    };

    internal void Moved(long points, long? outSequence, long deduplicated) => (Points, OutSequence, Deduplicated) = (points, outSequence, deduplicated);

    internal void Undo(long? by, DateTime now)
    {
        (UndoneAt, UndoneBy, Contacts) = (now, by, null);
        Version++;
    }
}

/// <summary>What kind of row a merge brought to the survivor.</summary>
public enum MergedRowKind
{
    Lot = 1,
    Purchase = 2,
    Return = 3,

    /// <summary>The survivor's entry that took a doubled bonus back.</summary>
    Duplicate = 5,

    /// <summary>The survivor's entry that took the debt over.</summary>
    Debt = 6,
    Redemption = 7,

    /// <summary>A referral whose referrer, or whose friend, the merged member was.</summary>
    Referrer = 21,
    Referee = 22,

    /// <summary>A referral that the merge ended.</summary>
    EndedReferral = 23,
}

/// <summary>One row that came to the survivor with a merge. Append-only.</summary>
public sealed class MergedRow : IMerchantOwned
{
    private MergedRow()
    {
    }

    public long MergeId { get; private set; }

    public MergedRowKind Kind { get; private set; }

    /// <summary>A lot's sequence in the merged account; an id; an entry's sequence in the survivor's account.</summary>
    public long RowId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>A lot's sequence in the survivor's account.</summary>
    public long? Target { get; private set; }

    internal static MergedRow Of(MemberMerge merge, MergedRowKind kind, long rowId, long? target = null) =>
        new() { MergeId = merge.Id, MerchantId = merge.MerchantId, Kind = kind, RowId = rowId, Target = target };
}

internal sealed class MemberMergeMapping : IEntityTypeConfiguration<MemberMerge>
{
    public void Configure(EntityTypeBuilder<MemberMerge> builder)
    {
        builder.ToTable("MemberMerges");
        builder.HasKey(merge => merge.Id);
        builder.Property(merge => merge.Contacts).IsLongOrNull();
        builder.HasIndex(merge => merge.SurvivorId);
        builder.HasIndex(merge => merge.MergedId);
        builder.HasIndex(merge => merge.MerchantId);
    }
}

internal sealed class MergedRowMapping : IEntityTypeConfiguration<MergedRow>
{
    public void Configure(EntityTypeBuilder<MergedRow> builder)
    {
        builder.ToTable("MergedRows");
        builder.HasKey(row => new { row.MergeId, row.Kind, row.RowId });
        builder.NeverChanges();
    }
}
