using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Whether every entry of an adjustment, a transfer, a merge or a correction has the row that somebody is responsible for, and that row says the same points; and whether points that paid for purchases are
/// those that the ledger has spent for them.
/// </summary>
internal static class CorrectionChecks
{
    /// <summary>The first difference in one member's books, or null.</summary>
    public static BookDifference? First(BooksPage page, long memberId) =>
        page.Entries[memberId].Select(entry => Entry(page.Corrections, entry)).FirstOrDefault(difference => difference is not null)
        ?? page.Corrections.CorrectionsOfAccount[memberId].Select(row => Correction(page, row)).FirstOrDefault(difference => difference is not null)
        ?? page.Corrections.OfMember[memberId].Select(row => Adjustment(page, row)).FirstOrDefault(difference => difference is not null)
        ?? page.Corrections.Transfers.Values.Where(row => row.FromMemberId == memberId || row.ToMemberId == memberId).OrderBy(row => row.Id).Select(row => Transfer(page, row, memberId)).FirstOrDefault(difference => difference is not null)
        ?? page.Corrections.Merges.Values.Where(row => row.MergedId == memberId).Select(row => Merge(page.Corrections, row)).FirstOrDefault(difference => difference is not null)
        ?? page.Purchases[memberId].Select(purchase => Corrected(page, purchase) ?? Paid(page, purchase)).FirstOrDefault(difference => difference is not null)
        ?? page.Returns[memberId].Select(row => Restored(page.Corrections, row)).FirstOrDefault(difference => difference is not null);

    private static BookDifference? Entry(CorrectionBooks books, LedgerEntry entry) => entry.Source switch
    {
        EntrySource.Adjustment => books.Adjustments.GetValueOrDefault(entry.SourceId) is { } adjustment ? Adjusted(books, entry, adjustment) : OfCorrections(books, entry),
        EntrySource.Transfer when books.Transfers.GetValueOrDefault(entry.SourceId) is not { } row || entry.AccountId != (entry.Kind == EntryKind.TransferOut ? row.FromMemberId : row.ToMemberId) => Missing(entry, "transfer"),
        EntrySource.Merge when books.Merges.GetValueOrDefault(entry.SourceId) is { } merge => entry.AccountId == merge.SurvivorId || entry.AccountId == merge.MergedId ? null : Missing(entry, "merge"),
        EntrySource.Merge when !books.Named.Contains(entry.SourceId) => Missing(entry, "merge"),
        EntrySource.Merge => Followed(books, entry),
        _ => null,
    };

    private static BookDifference? Adjusted(CorrectionBooks books, LedgerEntry entry, PointsAdjustment adjustment)
    {
        if (!books.AreKin(adjustment.MemberId, entry.AccountId) || adjustment.State != AdjustmentState.Booked || adjustment.EntrySequence != entry.Sequence || adjustment.Kind.Entry() != entry.Kind)
            return Missing(entry, "adjustment");
        return SourceChecks.Same(BookPart.Correction, "PointsAdjustments", Key("adjustment", adjustment.Id), nameof(adjustment.Points), Math.Abs(entry.Points), adjustment.Points, entry.AccountId);
    }

    /// <summary>An adjustment that corrects purchases says no more and no less than they do; what a debit could not take is in its explanation.</summary>
    private static BookDifference? OfCorrections(CorrectionBooks books, LedgerEntry entry)
    {
        var rows = books.CorrectionsOfAccount[entry.AccountId].Where(row => row.EntrySequence == entry.Sequence).ToList();
        return rows.Count == 0 || rows.Any(row => row.SourceId != entry.SourceId)
            ? Missing(entry, "adjustment")
            : SourceChecks.Same(BookPart.Correction, "PurchaseCorrections", Key(entry), nameof(PurchaseCorrection.Points), entry.Points - SourceChecks.Shortfall(entry), rows.Sum(row => row.Points), entry.AccountId);
    }

    /// <summary>Points that came back to a member who goes on as another: what left the one has come to the other.</summary>
    private static BookDifference? Followed(CorrectionBooks books, LedgerEntry entry) =>
        SourceChecks.Same(BookPart.Correction, "LedgerEntries", Key(entry), nameof(entry.Points), 0, books.EntriesOf[(EntrySource.Merge, entry.SourceId)].Sum(other => other.Points), entry.AccountId);

    private static BookDifference? Correction(BooksPage page, PurchaseCorrection row) =>
        page.Entries[row.AccountId].Any(entry => entry.Sequence == row.EntrySequence && entry.Source == EntrySource.Adjustment && entry.SourceId == row.SourceId) ? null
            : SourceChecks.Wrong(BookPart.Correction, "PurchaseCorrections", Key("purchase", row.PurchaseId), "it was corrected, but the ledger has no entry for it", row.AccountId);

    private static BookDifference? Adjustment(BooksPage page, PointsAdjustment row)
    {
        if (row.State != AdjustmentState.Booked)
            return null;
        return page.Corrections.EntriesOf[(EntrySource.Adjustment, row.Id)].Count(entry => entry.Sequence == row.EntrySequence) == 1 ? null
            : SourceChecks.Wrong(BookPart.Correction, "PointsAdjustments", Key("adjustment", row.Id), "it was booked, but the ledger has no entry for it", row.MemberId);
    }

    private static BookDifference? Transfer(BooksPage page, PointsTransfer row, long memberId)
    {
        var moved = page.Entries[memberId].Where(entry => entry.Source == EntrySource.Transfer && entry.SourceId == row.Id).Sum(entry => entry.Points);
        return SourceChecks.Same(BookPart.Correction, "PointsTransfers", Key("transfer", row.Id), nameof(row.Points), row.FromMemberId == memberId ? -moved : moved, row.Points, memberId);
    }

    private static BookDifference? Merge(CorrectionBooks books, MemberMerge row)
    {
        var entries = books.EntriesOf[(EntrySource.Merge, row.Id)].ToList();
        var left = entries.Find(entry => entry.AccountId == row.MergedId && entry.Sequence == row.OutSequence && entry.Kind == EntryKind.MergeOut);
        var key = Key("merge", row.Id);
        return SourceChecks.Same(BookPart.Correction, "MemberMerges", key, nameof(row.Points), -(left?.Points ?? 0), row.Points, row.MergedId)
            ?? SourceChecks.Same(BookPart.Correction, "MemberMerges", key, nameof(row.Deduplicated), -entries.Where(entry => entry.Kind == EntryKind.AdjustmentDebit).Sum(entry => entry.Points), row.Deduplicated, row.MergedId)
            ?? SourceChecks.Same(BookPart.Correction, "LedgerEntries", key, nameof(LedgerEntry.Points), row.UndoneAt is null ? -row.Deduplicated : 0, entries.Sum(entry => entry.Points), row.MergedId);
    }

    private static BookDifference? Corrected(BooksPage page, Purchase purchase)
    {
        var key = Key("purchase", purchase.Id);
        return SourceChecks.Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsCorrected), page.Corrections.CorrectionsOfPurchase[purchase.Id].Sum(row => row.Points), purchase.PointsCorrected, purchase.MemberId)
            ?? (purchase.State == PurchaseState.Undone ? null
                : SourceChecks.Same(BookPart.Purchase, "Purchases", key, nameof(purchase.CorrectionReversed), Back(page, purchase, ReturnState.Completed).Sum(line => line.CorrectionReversed), purchase.CorrectionReversed, purchase.MemberId));
    }

    /// <summary>What paid for it was spent for it: at first, and again with every return that was taken back.</summary>
    private static BookDifference? Paid(BooksPage page, Purchase purchase)
    {
        if (purchase.State == PurchaseState.Undone)
            return null;
        var key = Key("purchase", purchase.Id);
        var spent = -page.Corrections.EntriesOf[(EntrySource.Purchase, purchase.Id)].Where(entry => entry.Kind == EntryKind.Redeem).Sum(entry => entry.Points);
        var again = Back(page, purchase, ReturnState.Undone).Sum(line => line.PointsRestored);
        return SourceChecks.Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsRedeemed), spent - again, purchase.PointsRedeemed, purchase.MemberId)
            ?? SourceChecks.Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsRestored), Back(page, purchase, ReturnState.Completed).Sum(line => line.PointsRestored), purchase.PointsRestored, purchase.MemberId);
    }

    /// <summary>What came back with it of points that had paid is in the ledger.</summary>
    private static BookDifference? Restored(CorrectionBooks books, PurchaseReturn row) => SourceChecks.Same(
        BookPart.Return, "PurchaseReturns", Key("return", row.Id), nameof(row.PointsRestored),
        books.EntriesOf[(EntrySource.Return, row.Id)].Where(entry => entry.Kind is EntryKind.RedemptionReversal or EntryKind.AdjustmentCredit).Sum(entry => entry.Points), row.PointsRestored, row.MemberId);

    private static IEnumerable<PurchaseReturnLine> Back(BooksPage page, Purchase purchase, ReturnState state) =>
        page.Returns[purchase.MemberId!.Value].Where(row => row.State == state).SelectMany(row => page.ReturnLines[row.Id]).Where(line => line.PurchaseId == purchase.Id);

    private static BookDifference Missing(LedgerEntry entry, string what) =>
        SourceChecks.Wrong(BookPart.Source, "LedgerEntries", Key(entry), $"it comes from {what} {SourceChecks.Text(entry.SourceId)}, which this member does not have", entry.AccountId);

    private static string Key(string what, long id) => string.Create(CultureInfo.InvariantCulture, $"{what} {id}");

    private static string Key(LedgerEntry entry) => string.Create(CultureInfo.InvariantCulture, $"account {entry.AccountId}, entry {entry.Sequence}");
}
