using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Merchants;

internal sealed class MerchantMapping : IEntityTypeConfiguration<Merchant>
{
    public void Configure(EntityTypeBuilder<Merchant> builder)
    {
        builder.ToTable("Merchants");
        builder.HasKey(merchant => merchant.Id);
        builder.HasIndex(merchant => merchant.Slug).IsUnique();
        builder.Property(merchant => merchant.Currency).HasMaxLength(3);
        builder.Property(merchant => merchant.BrandColour).HasMaxLength(7);
        builder.Property(merchant => merchant.ConvertibleDays).HasDefaultValue(MerchantSettings.UsualConvertibleDays).ValueGeneratedNever();
        builder.Property(merchant => merchant.ConvertiblePercent).HasDefaultValue(MerchantSettings.UsualConvertiblePercent).ValueGeneratedNever();
        builder.Property(merchant => merchant.ErasureDays).HasDefaultValue(MerchantSettings.UsualErasureDays).ValueGeneratedNever();
    }
}

internal sealed class StoreMapping : IEntityTypeConfiguration<Store>
{
    public void Configure(EntityTypeBuilder<Store> builder)
    {
        builder.ToTable("Stores");
        builder.HasKey(store => store.Id);
        builder.HasIndex(store => new { store.MerchantId, store.Code }).IsUnique();
        builder.HasOne<Merchant>().WithMany().HasForeignKey(store => store.MerchantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StaffMemberMapping : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("StaffMembers");
        builder.HasKey(staff => new { staff.MerchantId, staff.UserId });
        builder.HasIndex(staff => staff.UserId);
        builder.HasOne<Merchant>().WithMany().HasForeignKey(staff => staff.MerchantId).OnDelete(DeleteBehavior.Restrict);
    }
}
