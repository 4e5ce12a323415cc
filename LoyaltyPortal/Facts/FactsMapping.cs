using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Facts;

internal sealed class StoreDayMapping : IEntityTypeConfiguration<StoreDay>
{
    public void Configure(EntityTypeBuilder<StoreDay> builder)
    {
        builder.ToTable("StoreDays");
        builder.HasKey(row => new { row.MerchantId, row.Day, row.StoreId });
    }
}

internal sealed class PointVintageMapping : IEntityTypeConfiguration<PointVintage>
{
    public void Configure(EntityTypeBuilder<PointVintage> builder)
    {
        builder.ToTable("PointVintages");
        builder.HasKey(row => new { row.MerchantId, row.Earned, row.Month });
    }
}

internal sealed class MemberFactsMapping : IEntityTypeConfiguration<MemberFacts>
{
    public void Configure(EntityTypeBuilder<MemberFacts> builder)
    {
        builder.ToTable("MemberFacts");
        builder.HasKey(facts => facts.MemberId);
        builder.Property(facts => facts.MerchantId).IsFixed();
        builder.HasIndex(facts => new { facts.MerchantId, facts.LastPurchaseAt });
    }
}

internal sealed class MemberMonthMapping : IEntityTypeConfiguration<MemberMonth>
{
    public void Configure(EntityTypeBuilder<MemberMonth> builder)
    {
        builder.ToTable("MemberMonths");
        builder.HasKey(row => new { row.MemberId, row.Month });
        builder.Property(row => row.MerchantId).IsFixed();
        builder.Property(row => row.KeptCategories).IsLongOrNull();
    }
}

internal sealed class MemberDayMapping : IEntityTypeConfiguration<MemberDay>
{
    public void Configure(EntityTypeBuilder<MemberDay> builder)
    {
        builder.ToTable("MemberDays");
        builder.HasKey(row => new { row.MemberId, row.Day });
        builder.Property(row => row.MerchantId).IsFixed();
    }
}

internal sealed class CohortMonthMapping : IEntityTypeConfiguration<CohortMonth>
{
    public void Configure(EntityTypeBuilder<CohortMonth> builder)
    {
        builder.ToTable("CohortMonths");
        builder.HasKey(row => new { row.MerchantId, row.Cohort, row.Month });
    }
}

internal sealed class MonthArrivalMapping : IEntityTypeConfiguration<MonthArrival>
{
    public void Configure(EntityTypeBuilder<MonthArrival> builder)
    {
        builder.ToTable("MonthArrivals");
        builder.HasKey(row => new { row.MerchantId, row.Month, row.Way });
        builder.Property(row => row.HasMany).IsFixed();
        builder.Property(row => row.PreviousMonth).IsFixed();
        builder.Property(row => row.PreviousHasMany).IsFixed();
        builder.Property(row => row.MonthBefore).IsFixed();
    }
}

internal sealed class DayArrivalMapping : IEntityTypeConfiguration<DayArrival>
{
    public void Configure(EntityTypeBuilder<DayArrival> builder)
    {
        builder.ToTable("DayArrivals");
        builder.HasKey(row => new { row.MerchantId, row.Day, row.Previous });
    }
}

internal sealed class CategoryMonthMapping : IEntityTypeConfiguration<CategoryMonth>
{
    public void Configure(EntityTypeBuilder<CategoryMonth> builder)
    {
        builder.ToTable("CategoryMonths");
        builder.HasKey(row => new { row.MerchantId, row.Category, row.Month });
        builder.Property(row => row.Category).HasMaxLength(80);
    }
}

internal sealed class CategoryArrivalMapping : IEntityTypeConfiguration<CategoryArrival>
{
    public void Configure(EntityTypeBuilder<CategoryArrival> builder)
    {
        builder.ToTable("CategoryArrivals");
        builder.HasKey(row => new { row.MerchantId, row.Category, row.Month, row.Previous });
        builder.Property(row => row.Category).HasMaxLength(80);
    }
}

internal sealed class BreadthMonthMapping : IEntityTypeConfiguration<BreadthMonth>
{
    public void Configure(EntityTypeBuilder<BreadthMonth> builder)
    {
        builder.ToTable("BreadthMonths");
        builder.HasKey(row => new { row.MerchantId, row.Month, row.Place });
        builder.Property(row => row.Rank).IsFixed();
        builder.Property(row => row.Latest).IsFixed();
    }
}

internal sealed class SegmentMapping : IEntityTypeConfiguration<Segment>
{
    public void Configure(EntityTypeBuilder<Segment> builder)
    {
        builder.ToTable("Segments");
        builder.HasKey(segment => segment.Id);
        builder.Property(segment => segment.MerchantId).IsFixed();
        builder.Property(segment => segment.CreatedAt).IsFixed();
        builder.Property(segment => segment.Name).HasMaxLength(Segment.NameLength);
        builder.Property(segment => segment.Stamp).IsConcurrencyToken();
        builder.HasIndex(segment => new { segment.MerchantId, segment.Name }).IsUnique();
    }
}

internal sealed class SegmentMembershipMapping : IEntityTypeConfiguration<SegmentMembership>
{
    public void Configure(EntityTypeBuilder<SegmentMembership> builder)
    {
        builder.ToTable("SegmentMemberships");
        builder.HasKey(row => new { row.MemberId, row.SegmentId, row.From });
        builder.Property(row => row.MerchantId).IsFixed();
        builder.HasIndex(row => new { row.SegmentId, row.Until });
    }
}
