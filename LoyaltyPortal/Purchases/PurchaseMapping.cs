using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

internal sealed class PurchaseMapping : IEntityTypeConfiguration<Purchase>
{
    public void Configure(EntityTypeBuilder<Purchase> builder)
    {
        builder.ToTable("Purchases");
        builder.HasKey(purchase => purchase.Id);
        builder.NeverChanges();
        foreach (var changing in (string[])[nameof(Purchase.State), nameof(Purchase.ReturnedNet), nameof(Purchase.PointsReversed), nameof(Purchase.Reference), nameof(Purchase.Version),
            nameof(Purchase.PointsRestored), nameof(Purchase.MemberId), nameof(Purchase.EntryAccountId), nameof(Purchase.LotSequence), nameof(Purchase.CurrencyReturnedNet),
            nameof(Purchase.PointsCorrected), nameof(Purchase.CorrectionReversed)])
            builder.Property(changing).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Save);
        builder.Property(purchase => purchase.Reference).HasMaxLength(80);
        builder.Property(purchase => purchase.Currency).HasMaxLength(3);
        builder.Ignore(purchase => purchase.Rate);
        builder.HasIndex(purchase => new { purchase.MerchantId, purchase.Reference }).IsUnique();
        builder.HasIndex(purchase => new { purchase.MemberId, purchase.MerchantId, purchase.OccurredAt }); // two equalities, so that a member's purchases are never looked for among all of the merchant's
        builder.HasIndex(purchase => new { purchase.MerchantId, purchase.OccurredAt });
        builder.HasIndex(purchase => purchase.ImportId);
        builder.HasIndex(purchase => new { purchase.MemberId, purchase.Day }).HasFilter("\"PointsRedeemed\" > 0"); // few purchases are paid with points
    }
}

internal sealed class PurchaseLineMapping : IEntityTypeConfiguration<PurchaseLine>
{
    public void Configure(EntityTypeBuilder<PurchaseLine> builder)
    {
        builder.ToTable("PurchaseLines");
        builder.HasKey(line => new { line.PurchaseId, line.Number });
        builder.NeverChanges();
        foreach (var changing in (string[])[nameof(PurchaseLine.ReturnedQuantity), nameof(PurchaseLine.ReturnedNet), nameof(PurchaseLine.PointsReversed)])
            builder.Property(changing).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Save);
        builder.Property(line => line.Sku).HasMaxLength(60);
        builder.Property(line => line.Category).HasMaxLength(80);
    }
}

internal sealed class PurchaseReturnMapping : IEntityTypeConfiguration<PurchaseReturn>
{
    public void Configure(EntityTypeBuilder<PurchaseReturn> builder)
    {
        builder.ToTable("PurchaseReturns");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Reference).HasMaxLength(80);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.HasIndex(row => new { row.MerchantId, row.Reference }).IsUnique();
        builder.HasIndex(row => new { row.MemberId, row.MerchantId, row.OccurredAt });
        builder.HasIndex(row => new { row.MerchantId, row.OccurredAt });
        builder.HasIndex(row => row.ImportId);
    }
}

internal sealed class PurchaseReturnLineMapping : IEntityTypeConfiguration<PurchaseReturnLine>
{
    public void Configure(EntityTypeBuilder<PurchaseReturnLine> builder)
    {
        builder.ToTable("PurchaseReturnLines");
        builder.HasKey(line => new { line.ReturnId, line.Number });
        builder.HasIndex(line => line.PurchaseId);
        builder.Property(line => line.Sku).HasMaxLength(60);
        builder.NeverChanges();
    }
}
