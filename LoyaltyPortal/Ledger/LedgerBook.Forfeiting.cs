using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>A member who is forgotten leaves the points behind.</summary>
public sealed partial class LedgerBook
{
    /// <summary>Lifts every reservation and takes all points away, pending ones too. A debt stays what it is.</summary>
    /// <param name="erasureId">The erasure that they go with.</param>
    /// <returns>How many points went; or <c>account_unknown</c>.</returns>
    public async ValueTask<Result<long>> ForfeitAsync(int merchantId, long accountId, long erasureId)
    {
        if (await AccountAsync(accountId, merchantId) is not { } account)
            return LedgerErrors.AccountUnknown();
        foreach (var hold in await OpenHoldsAsync(account))
            await EndAsync(account, hold, HoldState.Released, GivenBack(hold), _work.Now);
        await CloseAsync(account);

        long gone = 0;
        foreach (var lot in (await LotsAsync(account)).Where(lot => lot.IsPending && lot.Remaining > 0).ToList())
        {
            if (!(await PostAsync(merchantId, Forfeit(accountId, lot.Remaining, lot.Sequence, erasureId))).Try(out var entry, out var failure))
                return failure;
            gone -= entry.Points;
        }

        if (account.Active <= 0)
            return gone;
        return (await PostAsync(merchantId, Forfeit(accountId, account.Active, null, erasureId))).Then<long>(entry => gone - entry.Points);
    }

    private Posting Forfeit(long accountId, long points, long? lot, long erasureId) => new()
    {
        AccountId = accountId,
        Kind = EntryKind.ErasureForfeit,
        Points = points,
        Source = EntrySource.Erasure,
        SourceId = erasureId,
        OccurredAt = _work.Now,
        FromLot = lot,
        Explanation = new Explanation { Points = -points, Steps = [LedgerSteps.Forfeited(points)] },
    };
}
