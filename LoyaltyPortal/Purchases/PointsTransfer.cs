using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>Points that one member gave to another. Append-only.</summary>
public sealed class PointsTransfer : IMerchantOwned
{
    private PointsTransfer()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long FromMemberId { get; private set; }

    public long ToMemberId { get; private set; }

    public long Points { get; private set; }

    public DateTime OccurredAt { get; private set; }

    /// <summary>The staff member who did it; null where the member did.</summary>
    public long? RecordedBy { get; private set; }

    internal static PointsTransfer Of(long id, int merchantId, long from, long to, long points, DateTime now, long? by) =>
        new() { Id = id, MerchantId = merchantId, FromMemberId = from, ToMemberId = to, Points = points, OccurredAt = now, RecordedBy = by };
}

internal sealed class PointsTransferMapping : IEntityTypeConfiguration<PointsTransfer>
{
    public void Configure(EntityTypeBuilder<PointsTransfer> builder)
    {
        builder.ToTable("PointsTransfers");
        builder.HasKey(row => row.Id);
        builder.HasIndex(row => new { row.FromMemberId, row.OccurredAt });
        builder.HasIndex(row => new { row.ToMemberId, row.OccurredAt });
        builder.HasIndex(row => row.MerchantId);
        builder.NeverChanges();
    }
}
