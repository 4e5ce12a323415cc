using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Proofs;

/// <summary>Whether every entry has the row that it comes from, and every purchase and return says what its lines and entries say.</summary>
internal static class SourceChecks
{
    /// <summary>The first difference in one member's books, or null.</summary>
    public static BookDifference? First(BooksPage page, long memberId)
    {
        var entries = page.Entries[memberId].ToDictionary(entry => entry.Sequence);
        return page.Entries[memberId].Select(entry => Entry(page, entry)).FirstOrDefault(difference => difference is not null)
            ?? page.Purchases[memberId].Select(purchase => Purchase(page, purchase, entries)).FirstOrDefault(difference => difference is not null)
            ?? page.Returns[memberId].Select(row => Return(page, row, entries)).FirstOrDefault(difference => difference is not null)
            ?? page.Actions.Values.Where(action => action.MemberId == memberId).OrderBy(action => action.Id)
                .Select(action => Action(page, action)).FirstOrDefault(difference => difference is not null)
            ?? page.Redemptions[memberId].Select(redemption => RedemptionChecks.First(page, redemption)).FirstOrDefault(difference => difference is not null);
    }

    private static BookDifference? Entry(BooksPage page, LedgerEntry entry)
    {
        if (entry.Kind is EntryKind.HoldPlaced or EntryKind.HoldReleased)
            return null; // points may be held for a sale that never comes about
        var purchase = page.Purchases[entry.AccountId].FirstOrDefault(purchase => purchase.Id == entry.SourceId) ?? page.Merged.Purchases.GetValueOrDefault(entry.SourceId);
        var returned = page.Returns[entry.AccountId].FirstOrDefault(row => row.Id == entry.SourceId) ?? page.Merged.Returns.GetValueOrDefault(entry.SourceId);
        var missing = entry.Source switch
        {
            EntrySource.Purchase => purchase is null ? "purchase" : null,
            EntrySource.Return => returned is null ? "return" : null,
            EntrySource.Action => page.Actions.GetValueOrDefault(entry.SourceId)?.MemberId != entry.AccountId ? "action" : null,
            EntrySource.Redemption => page.Redemptions[entry.AccountId].Any(redemption => redemption.Id == entry.SourceId) ? null : "redemption",
            EntrySource.ImportUndo => purchase is null && returned is null ? "purchase or return" : null,
            _ => null, // schedules name their lot, which the replay looks at; what is done by hand, and referrals, have checks of their own
        };
        if (missing is not null)
            return Wrong(BookPart.Source, "LedgerEntries", Key(entry), $"it comes from {missing} {Text(entry.SourceId)}, which this member does not have", entry.AccountId);
        return entry is { Kind: EntryKind.EarnPurchase, Source: EntrySource.Purchase }
            ? Same(BookPart.Source, "Purchases", Key(purchase!), "EntrySequence", entry.Sequence, purchase!.EntrySequence ?? 0, entry.AccountId)
            : null;
    }

    private static BookDifference? Purchase(BooksPage page, Purchase purchase, Dictionary<long, LedgerEntry> entries)
    {
        var lines = page.Lines[purchase.Id].ToList();
        var (key, member) = (Key(purchase), purchase.MemberId);
        if (purchase.EntryAccountId is not null)
            return Sums(purchase, lines); // its entry is in the account of a member who was merged; that side is looked at there
        var entry = purchase.EntrySequence is { } sequence ? entries.GetValueOrDefault(sequence) : null;
        if (purchase.PointsEarned > 0 && (entry is null || entry.Source != EntrySource.Purchase || entry.SourceId != purchase.Id))
            return Wrong(BookPart.Purchase, "Purchases", key, $"it earned {Text(purchase.PointsEarned)} points, but the ledger has no entry for it", member);
        return Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsEarned), entry?.Points ?? 0, purchase.PointsEarned, member)
            ?? Sums(purchase, lines)
            ?? (purchase.State == PurchaseState.Undone ? null : lines.OrderBy(line => line.Number).Select(line => Line(page, purchase, line)).FirstOrDefault(difference => difference is not null));
    }

    /// <summary>A purchase against its own lines; for purchases of nobody too.</summary>
    internal static BookDifference? Sums(Purchase purchase, IReadOnlyCollection<PurchaseLine> lines)
    {
        var (key, member) = (Key(purchase), purchase.MemberId);
        return Same(BookPart.Purchase, "Purchases", key, nameof(purchase.LineCount), lines.Count, purchase.LineCount, member)
            ?? Same(BookPart.Purchase, "Purchases", key, nameof(purchase.Net), lines.Sum(line => line.Net), purchase.Net, member)
            ?? Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsEarned), lines.Sum(line => line.PointsEarned), purchase.PointsEarned, member)
            ?? (purchase.State == PurchaseState.Undone ? null
                : Same(BookPart.Purchase, "Purchases", key, nameof(purchase.ReturnedNet), lines.Sum(line => line.ReturnedNet), purchase.ReturnedNet, member)
                ?? Same(BookPart.Purchase, "Purchases", key, nameof(purchase.PointsReversed), lines.Sum(line => line.PointsReversed), purchase.PointsReversed, member));
    }

    private static BookDifference? Line(BooksPage page, Purchase purchase, PurchaseLine line)
    {
        var back = page.Returns[purchase.MemberId!.Value].Where(row => row.State == ReturnState.Completed).SelectMany(row => page.ReturnLines[row.Id])
            .Where(part => part.PurchaseId == purchase.Id && part.PurchaseLineNumber == line.Number).ToList();
        var key = $"purchase {Text(purchase.Id)}, line {Text(line.Number)}";
        return Same(BookPart.Return, "PurchaseLines", key, nameof(line.ReturnedQuantity), back.Sum(part => part.Quantity), line.ReturnedQuantity, purchase.MemberId)
            ?? Same(BookPart.Return, "PurchaseLines", key, nameof(line.ReturnedNet), back.Sum(part => part.Net), line.ReturnedNet, purchase.MemberId)
            ?? Same(BookPart.Return, "PurchaseLines", key, nameof(line.PointsReversed), back.Sum(part => part.PointsReversed), line.PointsReversed, purchase.MemberId);
    }

    private static BookDifference? Return(BooksPage page, PurchaseReturn row, Dictionary<long, LedgerEntry> entries)
    {
        var lines = page.ReturnLines[row.Id].ToList();
        var (key, member) = ($"return {Text(row.Id)}", row.MemberId);
        var sums = Same(BookPart.Return, "PurchaseReturns", key, nameof(row.LineCount), lines.Count, row.LineCount, member)
            ?? Same(BookPart.Return, "PurchaseReturns", key, nameof(row.Net), lines.Sum(line => line.Net), row.Net, member)
            ?? Same(BookPart.Return, "PurchaseReturns", key, nameof(row.PointsReversed), lines.Sum(line => line.PointsReversed), row.PointsReversed, member)
            ?? Same(BookPart.Return, "PurchaseReturns", key, nameof(row.CorrectionReversed), lines.Sum(line => line.CorrectionReversed), row.CorrectionReversed, member);
        if (sums is not null)
            return sums;
        foreach (var taken in lines.Where(line => (line.PointsReversed > 0 || line.CorrectionReversed != 0) && (line.EntryAccountId ?? member) == member).GroupBy(line => line.EntrySequence))
        {
            if (taken.Key is null && taken.Sum(Taken) == 0)
                continue; // what had been corrected away was all that the goods had earned
            if (taken.Key is not { } sequence || entries.GetValueOrDefault(sequence) is not { Kind: EntryKind.EarnReversal, Source: EntrySource.Return } entry || entry.SourceId != row.Id)
                return Wrong(BookPart.Return, "PurchaseReturns", key, "it took points back, but the ledger has no entry for it", member);
            if (Same(BookPart.Return, "LedgerEntries", Key(entry), "Points", taken.Sum(Taken), Shortfall(entry) - entry.Points, member) is { } difference)
                return difference;
        }

        return null;
    }

    private static long Taken(PurchaseReturnLine line) => line.PointsReversed + line.CorrectionReversed;

    private static BookDifference? Action(BooksPage page, MemberAction action) => Same(
        BookPart.Source, "MemberActions", $"action {Text(action.Id)}", nameof(action.Points),
        page.Entries[action.MemberId].Where(entry => entry.Source == EntrySource.Action && entry.SourceId == action.Id).Sum(entry => entry.Points), action.Points, action.MemberId);

    /// <summary>What the entry should have taken and could not; it says so in its explanation, which its hash covers.</summary>
    internal static long Shortfall(LedgerEntry entry) => Explanation.FromJson(entry.Explanation).Steps
        .Where(step => step is { Room: LedgerSteps.Room, Code: LedgerSteps.ShortfallCode }).Sum(step => (long)(step.Points ?? 0));

    internal static BookDifference? Same(BookPart part, string table, string key, string what, decimal expected, decimal found, long? member) =>
        expected == found ? null : new BookDifference(part, table, key, what, Text(expected), Text(found), member);

    internal static BookDifference Wrong(BookPart part, string table, string key, string what, long? member) => new(part, table, key, what, MemberId: member);

    private static string Key(LedgerEntry entry) => $"account {Text(entry.AccountId)}, entry {Text(entry.Sequence)}";

    private static string Key(Purchase purchase) => $"purchase {Text(purchase.Id)}";

    internal static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
