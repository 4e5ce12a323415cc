using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Rewards;

internal sealed class RewardMapping : IEntityTypeConfiguration<Reward>
{
    public void Configure(EntityTypeBuilder<Reward> builder)
    {
        builder.ToTable("Rewards");
        builder.HasKey(reward => reward.Id);
        builder.Property(reward => reward.Draft).IsLongOrNull();
        builder.HasIndex(reward => new { reward.MerchantId, reward.IsAutomatic });
    }
}

internal sealed class RewardVersionMapping : IEntityTypeConfiguration<RewardVersion>
{
    public void Configure(EntityTypeBuilder<RewardVersion> builder)
    {
        builder.ToTable("RewardVersions");
        builder.HasKey(version => new { version.RewardId, version.Number });
        builder.Property(version => version.Content).IsLong();
        builder.NeverChanges();
    }
}

internal sealed class RewardStockMapping : IEntityTypeConfiguration<RewardStock>
{
    public void Configure(EntityTypeBuilder<RewardStock> builder)
    {
        builder.ToTable("RewardStocks");
        builder.HasKey(stock => stock.RewardId);
        builder.Property(stock => stock.MerchantId).IsFixed();
    }
}

internal sealed class RewardGoalMapping : IEntityTypeConfiguration<RewardGoal>
{
    public void Configure(EntityTypeBuilder<RewardGoal> builder)
    {
        builder.ToTable("RewardGoals");
        builder.HasKey(goal => goal.MemberId);
        builder.Property(goal => goal.MerchantId).IsFixed();
    }
}

internal sealed class RewardImageMapping : IEntityTypeConfiguration<RewardImage>
{
    public void Configure(EntityTypeBuilder<RewardImage> builder)
    {
        builder.ToTable("RewardImages");
        builder.HasKey(image => image.Id);
        builder.Property(image => image.ContentType).HasMaxLength(40);
        builder.NeverChanges();
    }
}

internal sealed class VoucherGivenBackMapping : IEntityTypeConfiguration<VoucherGivenBack>
{
    public void Configure(EntityTypeBuilder<VoucherGivenBack> builder)
    {
        builder.ToTable("VouchersGivenBack");
        builder.HasKey(row => new { row.ReturnId, row.RedemptionId });
        builder.HasIndex(row => row.PurchaseId);
    }
}

internal sealed class RedemptionMapping : IEntityTypeConfiguration<Redemption>
{
    public void Configure(EntityTypeBuilder<Redemption> builder)
    {
        builder.ToTable("Redemptions");
        builder.HasKey(redemption => redemption.Id);
        builder.Property(redemption => redemption.Code).HasMaxLength(VoucherCode.Length);
        builder.Ignore(redemption => redemption.IsLive);
        builder.Property(redemption => redemption.MerchantId).IsFixed();
        builder.Property(redemption => redemption.AccountId).IsFixed();
        builder.Property(redemption => redemption.RewardId).IsFixed();
        builder.Property(redemption => redemption.RewardNumber).IsFixed();
        builder.Property(redemption => redemption.Points).IsFixed();
        builder.HasIndex(redemption => new { redemption.MerchantId, redemption.Code }).IsUnique();
        builder.HasIndex(redemption => new { redemption.MemberId, redemption.RewardId });
        builder.HasIndex(redemption => new { redemption.RewardId, redemption.DueAt });
        builder.HasIndex(redemption => redemption.DueAt);
        builder.HasIndex(redemption => redemption.AccountId);
        builder.HasIndex(redemption => redemption.PurchaseId);
    }
}
