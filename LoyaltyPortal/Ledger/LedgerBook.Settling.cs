namespace LoyaltyPortal.Ledger;

/// <summary>What time brings.</summary>
public sealed partial class LedgerBook
{
    /// <summary>Releases pending lots whose window has ended, ends lapsed holds, and expires lapsed lots, oldest first, one entry each.</summary>
    private async ValueTask SettleAsync(PointsAccount account)
    {
        var lots = await LotsAsync(account);
        foreach (var lot in lots.Where(lot => lot.IsPending && lot.IsOpen && lot.AvailableFrom <= _work.Now).OrderBy(lot => lot.AvailableFrom).ToList())
        {
            var debt = account.Debt;
            lot.Release();
            var entry = Write(account, Scheduled(account, EntryKind.PendingReleased, lot, lot.AvailableFrom, LedgerSteps.Released(lot.Remaining)), lot.Remaining, -lot.Remaining, 0);
            PayOff(entry, lot, ref debt);
        }

        // Before the expiries: what a hold gives back to a lapsed lot lapses with it.
        foreach (var hold in (await OpenHoldsAsync(account)).Where(hold => hold.ExpiresAt <= _work.Now))
            await EndAsync(account, hold, HoldState.Expired, GivenBack(hold), hold.ExpiresAt);

        foreach (var lot in lots.Where(lot => !lot.IsPending && lot.Remaining > 0 && lot.ExpiresAt <= _work.Now).OrderBy(lot => lot.ExpiresAt).ToList())
        {
            var lapsed = lot.Remaining;
            var entry = Write(account, Scheduled(account, EntryKind.Expire, lot, lot.ExpiresAt!.Value, LedgerSteps.Expired(lapsed)), -lapsed, 0, 0);
            TakeFrom([(lot, lapsed)], entry);
        }

        await RefreshAsync(account);
    }

    private static Posting Scheduled(PointsAccount account, EntryKind kind, Lot lot, DateTime due, ExplanationStep step) => new()
    {
        AccountId = account.Id,
        Kind = kind,
        Points = 0,
        Source = EntrySource.Schedule,
        SourceId = lot.Sequence,
        FromLot = lot.Sequence,
        OccurredAt = due,
        Explanation = new Explanation { Steps = [step], Points = (long)step.Points! },
    };
}
