using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Imports;

internal sealed class PurchaseImportMapping : IEntityTypeConfiguration<PurchaseImport>
{
    public void Configure(EntityTypeBuilder<PurchaseImport> builder)
    {
        builder.ToTable("PurchaseImports");
        builder.HasKey(import => import.Id);
        builder.Property(import => import.FileHash).HasMaxLength(64);
        builder.Property(import => import.Mapping).IsLong();
        builder.Property(import => import.FaultColumn).IsLongOrNull();
        builder.HasIndex(import => new { import.MerchantId, import.FileHash });
        builder.HasIndex(import => import.State);
    }
}

internal sealed class ImportScanMapping : IEntityTypeConfiguration<ImportScan>
{
    public void Configure(EntityTypeBuilder<ImportScan> builder)
    {
        builder.ToTable("ImportScans");
        builder.HasKey(scan => scan.ImportId);
        builder.Property(scan => scan.Summary).IsLong();
        builder.Property(scan => scan.Scattered).IsLong();
    }
}

internal sealed class ImportChunkMapping : IEntityTypeConfiguration<ImportChunk>
{
    public void Configure(EntityTypeBuilder<ImportChunk> builder)
    {
        builder.ToTable("ImportChunks");
        builder.HasKey(chunk => new { chunk.ImportId, chunk.Number });
        builder.NeverChanges();
    }
}

internal sealed class ImportRefusalMapping : IEntityTypeConfiguration<ImportRefusal>
{
    public void Configure(EntityTypeBuilder<ImportRefusal> builder)
    {
        builder.ToTable("ImportRefusals");
        builder.HasKey(refusal => new { refusal.ImportId, refusal.RowNumber });
        builder.Property(refusal => refusal.Arguments).IsLong();
        builder.NeverChanges();
    }
}

internal sealed class RememberedMappingMapping : IEntityTypeConfiguration<RememberedMapping>
{
    public void Configure(EntityTypeBuilder<RememberedMapping> builder)
    {
        builder.ToTable("RememberedMappings");
        builder.HasKey(mapping => new { mapping.MerchantId, mapping.HeaderFingerprint });
        builder.Property(mapping => mapping.HeaderFingerprint).HasMaxLength(64);
        builder.Property(mapping => mapping.Mapping).IsLong();
    }
}
