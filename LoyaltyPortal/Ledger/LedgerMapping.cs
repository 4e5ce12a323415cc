using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Ledger;

internal sealed class PointsAccountMapping : IEntityTypeConfiguration<PointsAccount>
{
    public void Configure(EntityTypeBuilder<PointsAccount> builder)
    {
        builder.ToTable("PointsAccounts");
        builder.HasKey(account => account.Id);
        builder.Property(account => account.HeadHash).HasMaxLength(LedgerHash.Length).IsRequired();
        builder.HasIndex(account => account.NextDueAt);
        builder.Ignore(account => account.Debt);
        builder.Property(account => account.MerchantId).IsFixed();
        builder.Property(account => account.OpenedAt).IsFixed();
    }
}

internal sealed class LedgerEntryMapping : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("LedgerEntries");
        builder.HasKey(entry => new { entry.AccountId, entry.Sequence });
        builder.Property(entry => entry.Explanation).IsLong();
        builder.Property(entry => entry.PreviousHash).HasMaxLength(LedgerHash.Length).IsRequired();
        builder.Property(entry => entry.Hash).HasMaxLength(LedgerHash.Length).IsRequired();
        builder.NeverChanges();
    }
}

internal sealed class LotMapping : IEntityTypeConfiguration<Lot>
{
    public void Configure(EntityTypeBuilder<Lot> builder)
    {
        builder.ToTable("Lots");
        builder.HasKey(lot => new { lot.AccountId, lot.Sequence });
        builder.Property(lot => lot.MerchantId).IsFixed();
        builder.Property(lot => lot.Points).IsFixed();
        builder.Property(lot => lot.EarnedAt).IsFixed();
        builder.Ignore(lot => lot.DueAt);
        builder.Ignore(lot => lot.IsOpen);
    }
}

internal sealed class HoldMapping : IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<Hold> builder)
    {
        builder.ToTable("Holds");
        builder.HasKey(hold => hold.Id);
        builder.HasIndex(hold => new { hold.AccountId, hold.State });
    }
}

internal sealed class AllocationMapping : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> builder)
    {
        builder.ToTable("Allocations");
        builder.HasKey(allocation => new { allocation.AccountId, allocation.Sequence, allocation.LotSequence });
        builder.NeverChanges();
    }
}
