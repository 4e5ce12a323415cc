using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Badges;

internal sealed class GoalMapping : IEntityTypeConfiguration<Goal>
{
    public void Configure(EntityTypeBuilder<Goal> builder)
    {
        builder.ToTable("Goals");
        builder.HasKey(goal => goal.Id);
        builder.Property(goal => goal.MerchantId).IsFixed();
        builder.Property(goal => goal.Name).HasMaxLength(Goal.NameLength);
        builder.Property(goal => goal.Text).HasMaxLength(Goal.TextLength);
        builder.Property(goal => goal.Icon).HasMaxLength(40);
        builder.Property(goal => goal.Criterion).HasMaxLength(40);
        builder.Property(goal => goal.Settings).IsLong();
        builder.HasIndex(goal => new { goal.MerchantId, goal.State });
    }
}

internal sealed class MemberProgressMapping : IEntityTypeConfiguration<MemberProgress>
{
    public void Configure(EntityTypeBuilder<MemberProgress> builder)
    {
        builder.ToTable("MemberProgress");
        builder.HasKey(row => row.MemberId);
        builder.Property(row => row.MerchantId).IsFixed();
        builder.Property(row => row.Sheet).IsLong();
    }
}

internal sealed class GoalAwardMapping : IEntityTypeConfiguration<GoalAward>
{
    public void Configure(EntityTypeBuilder<GoalAward> builder)
    {
        builder.ToTable("GoalAwards");
        builder.HasKey(award => new { award.MemberId, award.GoalId, award.Level });
        builder.Property(award => award.MerchantId).IsFixed();
        builder.Property(award => award.Id).IsFixed();
        builder.HasIndex(award => award.Id).IsUnique();
        builder.HasIndex(award => new { award.GoalId, award.State, award.Level });
    }
}

internal sealed class ChallengeEntryMapping : IEntityTypeConfiguration<ChallengeEntry>
{
    public void Configure(EntityTypeBuilder<ChallengeEntry> builder)
    {
        builder.ToTable("ChallengeEntries");
        builder.HasKey(entry => new { entry.MemberId, entry.GoalId });
        builder.HasIndex(entry => entry.GoalId);
        builder.NeverChanges();
    }
}

internal sealed class GoalTallyMapping : IEntityTypeConfiguration<GoalTally>
{
    public void Configure(EntityTypeBuilder<GoalTally> builder)
    {
        builder.ToTable("GoalTallies");
        builder.HasKey(row => new { row.GoalId, row.Stamp });
        builder.Property(row => row.MerchantId).IsFixed();
    }
}

internal sealed class GoalSweepMapping : IEntityTypeConfiguration<GoalSweep>
{
    public void Configure(EntityTypeBuilder<GoalSweep> builder)
    {
        builder.ToTable("GoalSweeps");
        builder.HasKey(sweep => sweep.MerchantId);
    }
}

internal sealed class CelebrationMapping : IEntityTypeConfiguration<Celebration>
{
    public void Configure(EntityTypeBuilder<Celebration> builder)
    {
        builder.ToTable("Celebrations");
        builder.HasKey(row => row.Id);
        builder.NeverChanges();
        builder.Property(row => row.SeenAt).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Save);
        builder.HasIndex(row => new { row.MemberId, row.SeenAt });
    }
}
