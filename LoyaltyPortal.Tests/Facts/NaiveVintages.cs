using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Facts;

/// <summary>Holds the vintages against the lots, their allocations and the sales themselves.</summary>
internal static class NaiveVintages
{
    /// <returns>How many points were redeemed and taken back in them, so that a test knows that they were not empty.</returns>
    public static async Task<(long Redeemed, long Reversed)> AssertAsync(TestMerchant shop)
    {
        var zone = Zone.Of(shop.View.Settings.TimeZone);
        int MonthOf(DateTime at) => MonthNumber.Of(zone.DayOf(at));
        var tests = (await shop.RowsAsync<Member>()).Where(member => member.IsTest).Select(member => member.Id).ToHashSet();
        var purchases = (await shop.RowsAsync<Purchase>()).ToDictionary(row => row.Id);
        var returns = (await shop.RowsAsync<PurchaseReturn>()).ToDictionary(row => row.Id);
        var actions = (await shop.RowsAsync<MemberAction>()).ToDictionary(row => row.Id);
        var entries = (await shop.RowsAsync<LedgerEntry>()).ToDictionary(entry => (entry.AccountId, entry.Sequence));
        var lots = (await shop.RowsAsync<Lot>()).ToDictionary(lot => (lot.AccountId, lot.Sequence));
        var placed = (await shop.RowsAsync<Hold>()).Where(hold => hold.State is HoldState.Released or HoldState.Expired).ToDictionary(hold => (hold.AccountId, hold.PlacedSequence), hold => hold.EndedSequence!.Value);
        var sums = new Dictionary<(int Earned, int Month), decimal[]>();

        void Count(int earned, int month, int column, decimal number)
        {
            if (!sums.TryGetValue((earned, month), out var row))
                sums.Add((earned, month), row = new decimal[6]);
            row[column] += number;
        }

        int Month(LedgerEntry entry) => entry switch
        {
            { Kind: EntryKind.HoldReleased } or { Source: EntrySource.Schedule } => MonthOf(entry.OccurredAt),
            { Source: EntrySource.Purchase } when purchases.TryGetValue(entry.SourceId, out var purchase) => MonthNumber.Of(purchase.Day),
            { Source: EntrySource.Return } when returns.TryGetValue(entry.SourceId, out var row) => MonthNumber.Of(row.Day),
            { Source: EntrySource.Action } when actions.TryGetValue(entry.SourceId, out var action) => MonthOf(action.OccurredAt),
            _ => MonthOf(entry.RecordedAt),
        };

        foreach (var lot in lots.Values.Where(lot => !tests.Contains(lot.AccountId)))
            Count(MonthOf(lot.EarnedAt), Month(entries[(lot.AccountId, lot.Sequence)]), 0, lot.Points);
        foreach (var allocation in (await shop.RowsAsync<Allocation>()).Where(row => !tests.Contains(row.AccountId)))
        {
            var entry = entries[(allocation.AccountId, allocation.Sequence)];
            if (entry.Kind == EntryKind.HoldPlaced)
            {
                // Reserved is not gone. Where it was released, it and the release together tell what paid off a debt.
                if (!placed.TryGetValue((entry.AccountId, entry.Sequence), out var ended))
                    continue;
                entry = entries[(entry.AccountId, ended)];
            }

            var kind = entry.RestoresSequence is { } debit ? entries[(entry.AccountId, debit)].Kind : entry.Kind;
            var column = kind switch { EntryKind.Redeem => 1, EntryKind.Expire => 2, EntryKind.TransferOut or EntryKind.MergeOut => 0, _ => 3 };
            Count(MonthOf(lots[(allocation.AccountId, allocation.LotSequence)].EarnedAt), Month(entry), column, column == 0 ? -allocation.Points : allocation.Points);
        }

        bool Sold(Purchase purchase) => purchase is { MemberId: { } member, PointsEarned: > 0 } && purchase.State != PurchaseState.Undone && !tests.Contains(member);
        foreach (var purchase in purchases.Values.Where(Sold))
        {
            Count(MonthNumber.Of(purchase.Day), MonthNumber.Of(purchase.Day), 4, purchase.PointsEarned);
            Count(MonthNumber.Of(purchase.Day), MonthNumber.Of(purchase.Day), 5, purchase.Net);
        }

        foreach (var line in (await shop.RowsAsync<PurchaseReturnLine>()).Where(line => line.PurchaseId is { } id && Sold(purchases[id]) && returns[line.ReturnId].State == ReturnState.Completed))
        {
            var (earned, month) = (MonthNumber.Of(purchases[line.PurchaseId!.Value].Day), MonthNumber.Of(returns[line.ReturnId].Day));
            Count(earned, month, 4, -line.PointsReversed);
            Count(earned, month, 5, -line.Net);
        }

        var rows = await shop.RowsAsync<PointVintage>();
        Assert.Equal(
            sums.Where(row => row.Value.Any(number => number != 0)).Select(row => $"{row.Key} {Text(row.Value)}").Order(),
            rows.Select(row => (Key: (row.Earned, row.Month), Numbers: new[] { row.Issued, row.Redeemed, row.Expired, row.Reversed, row.SoldPoints, row.NetSales })).Where(row => row.Numbers.Any(number => number != 0)).Select(row => $"{row.Key} {Text(row.Numbers)}").Order());

        // What is outstanding is what the lots still hold, vintage by vintage.
        Assert.Equal(
            lots.Values.Where(lot => !tests.Contains(lot.AccountId)).GroupBy(lot => MonthOf(lot.EarnedAt)).Select(vintage => (vintage.Key, vintage.Sum(lot => lot.Remaining + lot.Held))).Where(vintage => vintage.Item2 != 0).Order(),
            rows.GroupBy(row => row.Earned).Select(vintage => (vintage.Key, vintage.Sum(row => row.Issued - row.Redeemed - row.Expired - row.Reversed))).Where(vintage => vintage.Item2 != 0).Order());
        await AssertKeptDaysAsync(shop, tests, entries.Values, zone, Month);
        return (rows.Sum(row => row.Redeemed), rows.Sum(row => row.Reversed));
    }

    private static async Task AssertKeptDaysAsync(TestMerchant shop, HashSet<long> tests, IEnumerable<LedgerEntry> entries, Zone zone, Func<LedgerEntry, int> monthOf)
    {
        var days = await shop.RowsAsync<StoreDay>();
        Assert.Equal((await shop.RowsAsync<Member>()).Count(member => member.Status == MemberStatus.Active && !member.IsTest), days.Sum(row => row.KeptEnrolments));
        var returns = (await shop.RowsAsync<PurchaseReturn>()).Where(row => row.State == ReturnState.Completed && (row.MemberId is not { } member || !tests.Contains(member))).ToList();
        Assert.Equal(
            returns.GroupBy(row => (row.Day, row.StoreId)).Select(day => (day.Key.Day, day.Key.StoreId, (long)day.Count(), day.Sum(row => row.Net))).Order(),
            days.Where(row => row.KeptReturns != 0 || row.KeptReturnedNet != 0).Select(row => (row.Day, row.StoreId, row.KeptReturns, row.KeptReturnedNet)).Order());
        var kept = entries.Where(entry => !tests.Contains(entry.AccountId)).ToList();
        (int, long)[] ByMonth(Func<LedgerEntry, bool> which) => [.. kept.Where(which).GroupBy(monthOf).Select(month => (month.Key, -month.Sum(entry => entry.Points))).Where(month => month.Item2 != 0).Order()];
        (int, long)[] Stored(Func<StoreDay, long> column) => [.. days.GroupBy(row => MonthNumber.Of(row.Day)).Select(month => (month.Key, month.Sum(column))).Where(month => month.Item2 != 0).Order()];
        Assert.Equal(ByMonth(entry => entry.Kind is EntryKind.Redeem or EntryKind.RedemptionReversal), Stored(row => row.KeptPointsRedeemed));
        Assert.Equal(ByMonth(entry => entry.Kind == EntryKind.Expire), Stored(row => row.KeptPointsExpired));
        Assert.Equal(ByMonth(entry => entry.Kind == EntryKind.EarnReversal || (entry.Source == EntrySource.ImportUndo && entry.Kind is not (EntryKind.Redeem or EntryKind.RedemptionReversal))), Stored(row => row.KeptPointsReversed));
    }

    private static string Text(IEnumerable<decimal> numbers) => string.Join(' ', numbers.Select(number => number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)));
}
