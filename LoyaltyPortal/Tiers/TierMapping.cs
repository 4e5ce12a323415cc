using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Tiers;

internal sealed class TierStandingMapping : IEntityTypeConfiguration<TierStanding>
{
    public void Configure(EntityTypeBuilder<TierStanding> builder)
    {
        builder.ToTable("TierStandings");
        builder.HasKey(standing => standing.MemberId);
        builder.Property(standing => standing.MerchantId).IsFixed();
        builder.Ignore(standing => standing.IsToBeLookedAt);
        builder.Property(standing => standing.TierKey).HasMaxLength(Ladder.KeyLength);
        builder.HasIndex(standing => new { standing.MerchantId, standing.NextDueOn });
    }
}

internal sealed class TierChangeMapping : IEntityTypeConfiguration<TierChange>
{
    public void Configure(EntityTypeBuilder<TierChange> builder)
    {
        builder.ToTable("TierChanges");
        builder.HasKey(change => new { change.MemberId, change.Number });
        builder.Property(change => change.FromKey).HasMaxLength(Ladder.KeyLength);
        builder.Property(change => change.ToKey).HasMaxLength(Ladder.KeyLength);
        builder.Property(change => change.FromName).HasMaxLength(Ladder.NameLength);
        builder.Property(change => change.ToName).HasMaxLength(Ladder.NameLength);
        builder.NeverChanges();
    }
}

internal sealed class LadderSweepMapping : IEntityTypeConfiguration<LadderSweep>
{
    public void Configure(EntityTypeBuilder<LadderSweep> builder)
    {
        builder.ToTable("LadderSweeps");
        builder.HasKey(sweep => sweep.MerchantId);
    }
}
