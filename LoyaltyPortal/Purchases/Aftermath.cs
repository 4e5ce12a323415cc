using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Purchases;

/// <summary>What every recorded command owes to others: points in the aggregates, and the signal to open wallets.</summary>
internal static class Aftermath
{
    /// <summary>Counts the entries that were posted since the last call and remembers whose wallets changed.</summary>
    /// <param name="isAnnounced">False where a file brings the past, of which nobody is told.</param>
    public static async ValueTask OfAsync(Work work, int merchantId, int storeId, DateOnly day, Zone zone, bool isAnnounced = true)
    {
        var facts = FactsBook.In(work);
        foreach (var posted in LedgerBook.In(work).TakePosted())
        {
            var entry = posted.Entry;
            ChangedWallets.In(work).Add(entry.AccountId);
            if (isAnnounced)
                await Announcements.In(work).TellAsync(merchantId, EventNames.PointsChanged, () => Announced.Of(entry));
            var fact = FactOf(entry);
            if (fact == default && posted.Changes.Count == 0)
                continue;
            var (at, on) = entry switch
            {
                { Source: EntrySource.Schedule } or { Kind: EntryKind.HoldReleased } => (StoreDay.NoStore, zone.DayOf(entry.OccurredAt)),
                { Source: EntrySource.Challenge } => (StoreDay.NoStore, zone.DayOf(entry.RecordedAt)), // won everywhere, when it was noticed
                _ => (storeId, day),
            };
            if (await facts.PointsAsync(merchantId, at, on, entry.AccountId, fact))
                CountVintages(facts, merchantId, posted, MonthNumber.Of(on), zone, 1);
        }
    }

    /// <summary>What became of the points of each month that an entry touched.</summary>
    internal static void CountVintages(FactsBook facts, int merchantId, PostedEntry posted, int month, Zone zone, int sign)
    {
        foreach (var change in posted.Changes)
            facts.Vintage(merchantId, MonthNumber.Of(zone.DayOf(change.EarnedAt)), month, VintageOf(posted.CountsAs, change), sign);
    }

    private static VintageFact VintageOf(EntryKind kind, LotChange change) => kind switch
    {
        _ when change.Begun != 0 => new(Issued: change.Begun),
        EntryKind.Redeem or EntryKind.ContestEntry => new(Redeemed: change.Gone),
        EntryKind.Expire => new(Expired: change.Gone),
        EntryKind.TransferOut or EntryKind.MergeOut => new(Issued: -change.Gone),
        _ => new(Reversed: change.Gone), // a claw-back, a correction, a member who was forgotten, and whatever pays off a debt
    };

    internal static PointsFact FactOf(LedgerEntry entry) => FactOf(entry.Kind, entry.Source, entry.Points);

    /// <summary>As what an entry's points count.</summary>
    internal static PointsFact FactOf(EntryKind kind, EntrySource source, long points) => kind switch
    {
        EntryKind.EarnReversal => new(Reversed: -points),
        EntryKind.Redeem => new(Redeemed: -points),
        EntryKind.RedemptionReversal => new(Redeemed: -points),
        EntryKind.Expire => new(Expired: -points),
        _ when source == EntrySource.ImportUndo => new(Reversed: -points),
        _ when kind.IsCredit() && kind is not (EntryKind.TransferIn or EntryKind.MergeIn) => new(Issued: points),
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
