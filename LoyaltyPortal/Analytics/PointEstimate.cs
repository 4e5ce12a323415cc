using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Analytics;

/// <summary>What a merchant expects of its points from a month on: written once, never changed; another one follows it.</summary>
public sealed class PointEstimate : IMerchantOwned
{
    private PointEstimate()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The first month it holds for (yyyymm).</summary>
    public int FromMonth { get; private set; }

    /// <summary>The share of points that will ever be redeemed.</summary>
    public decimal RedemptionRate { get; private set; }

    /// <summary>What a point is worth to whoever redeems it, in the merchant's currency.</summary>
    public decimal PointValue { get; private set; }

    /// <summary>Null for the portal itself.</summary>
    public long? SetBy { get; private set; }

    public string SetByName { get; private set; } = "";

    public DateTime SetAt { get; private set; }

    internal static PointEstimate Of(long id, Actor actor, EstimateInput input, DateTime now) => new()
    {
        Id = id,
        MerchantId = actor.MerchantId,
        FromMonth = input.FromMonth,
        RedemptionRate = input.RedemptionRate,
        PointValue = input.PointValue,
        SetBy = actor.UserId,
        SetByName = actor.Name,
        SetAt = now,
    };
}

internal sealed class PointEstimateMapping : IEntityTypeConfiguration<PointEstimate>
{
    public void Configure(EntityTypeBuilder<PointEstimate> builder)
    {
        builder.ToTable("PointEstimates");
        builder.HasKey(estimate => estimate.Id);
        builder.HasIndex(estimate => new { estimate.MerchantId, estimate.FromMonth });
        builder.NeverChanges();
    }
}
