using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Purchases;

/// <summary>What every recorded command owes to others: points in the aggregates, and the signal to open wallets.</summary>
internal static class Aftermath
{
    /// <summary>Counts the entries that were posted since the last call and remembers whose wallets changed.</summary>
    public static void Of(Work work, int merchantId, int storeId, DateOnly day, Zone zone)
    {
        foreach (var entry in LedgerBook.In(work).TakePosted())
        {
            ChangedWallets.In(work).Add(entry.AccountId);
            var fact = FactOf(entry);
            if (fact == default)
                continue;
            var (at, on) = entry.Source switch
            {
                EntrySource.Schedule => (StoreDay.NoStore, zone.DayOf(entry.OccurredAt)),
                EntrySource.Challenge => (StoreDay.NoStore, zone.DayOf(entry.RecordedAt)), // won everywhere, when it was noticed
                _ => (storeId, day),
            };
            FactsBook.In(work).Points(merchantId, at, on, fact);
        }
    }

    private static PointsFact FactOf(LedgerEntry entry) => entry.Kind switch
    {
        EntryKind.EarnReversal => new(Reversed: -entry.Points),
        EntryKind.Redeem => new(Redeemed: -entry.Points),
        EntryKind.RedemptionReversal => new(Redeemed: -entry.Points),
        EntryKind.Expire => new(Expired: -entry.Points),
        _ when entry.Source == EntrySource.ImportUndo => new(Reversed: -entry.Points),
        var kind when kind.IsCredit() && kind is not (EntryKind.TransferIn or EntryKind.MergeIn) => new(Issued: entry.Points),
        _ => default,
    };
}

/// <summary>The wallets to wake once the group is on the disk.</summary>
internal sealed class ChangedWallets
{
    private readonly HashSet<long> _accounts = [];

    private ChangedWallets(Work work) => work.AfterCommit(() =>
    {
        foreach (var account in _accounts)
            work.Signals.Changed(account);
    });

    public static ChangedWallets In(Work work) => work.Book(static work => new ChangedWallets(work));

    public void Add(long accountId) => _accounts.Add(accountId);
}
