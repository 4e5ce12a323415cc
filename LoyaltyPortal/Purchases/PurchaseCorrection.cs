using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// What one adjustment gave for one purchase after the fact, or took, and the entry that did it: a return takes it back with the goods. Where there was less to take than the correction says, the
/// entry's explanation has the shortfall, and the purchase counts as corrected all the same. Append-only.
/// </summary>
public sealed class PurchaseCorrection : IMerchantOwned
{
    private PurchaseCorrection()
    {
    }

    public long PurchaseId { get; private set; }

    /// <summary>The source that the entry names.</summary>
    public long SourceId { get; private set; }

    public int MerchantId { get; private set; }

    public long AccountId { get; private set; }

    public long EntrySequence { get; private set; }

    /// <summary>Whole and signed: above zero was given.</summary>
    public long Points { get; private set; }

    /// <summary>Writes down what an entry corrected of a purchase.</summary>
    public static void Record(Work work, Purchase purchase, LedgerEntry entry, long points)
    {
        purchase.Correct(points);
        work.Session.Update(purchase);
        work.Session.Insert(new PurchaseCorrection { PurchaseId = purchase.Id, SourceId = entry.SourceId, MerchantId = entry.MerchantId, AccountId = entry.AccountId, EntrySequence = entry.Sequence, Points = points });
    }
}

internal sealed class PurchaseCorrectionMapping : IEntityTypeConfiguration<PurchaseCorrection>
{
    public void Configure(EntityTypeBuilder<PurchaseCorrection> builder)
    {
        builder.ToTable("PurchaseCorrections");
        builder.HasKey(row => new { row.PurchaseId, row.SourceId });
        builder.HasIndex(row => new { row.AccountId, row.EntrySequence });
        builder.HasIndex(row => row.MerchantId);
        builder.NeverChanges();
    }
}
