using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Purchases;

/// <summary>Where and when an entry of the ledger counts: what <see cref="Aftermath"/> was told when it was posted.</summary>
internal static class EntryPlace
{
    /// <param name="happened">Where and on which day the purchase, the return or the action happened that it comes from; null: it comes from none.</param>
    public static (int StoreId, DateOnly Day) Of(EntryKind kind, EntrySource source, DateTime occurredAt, DateTime recordedAt, (int StoreId, DateOnly Day)? happened, Zone zone) => (source, happened) switch
    {
        _ when source == EntrySource.Schedule || kind == EntryKind.HoldReleased => (StoreDay.NoStore, zone.DayOf(occurredAt)),
        (EntrySource.Purchase or EntrySource.Return or EntrySource.Action, { } known) => known,
        (EntrySource.ImportUndo, { } known) => (known.StoreId, zone.DayOf(recordedAt)),
        _ => (StoreDay.NoStore, zone.DayOf(recordedAt)),
    };
}
