using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>Points that are reserved for a while.</summary>
public sealed partial class LedgerBook
{
    private static readonly RowQuery<Hold> OpenHolds = new RowQuery<Hold>().Where(nameof(Hold.AccountId)).Where(nameof(Hold.State)).OrderBy(nameof(Hold.ExpiresAt)).OrderBy(nameof(Hold.Id));

    /// <summary>Reserves active points for a redemption until it is committed, released, or the hold expires.</summary>
    /// <param name="worth">See <see cref="Hold.Worth"/>.</param>
    /// <returns>The hold; or <c>points_not_enough</c>, <c>account_unknown</c>.</returns>
    public async ValueTask<Result<Hold>> PlaceHoldAsync(int merchantId, long accountId, long points, EntrySource source, long sourceId, DateTime expiresAt, decimal? worth = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        if (await AccountAsync(accountId, merchantId) is not { } account)
            return LedgerErrors.AccountUnknown();
        if (account.Active < points)
            return LedgerErrors.NotEnough(points, account.Active);
        var (takes, missing) = Plan(await LotsAsync(account), points, first: null);
        if (missing > 0)
            throw new LedgerBrokenException($"Account {account.Id} has {account.Active} active points, but its lots lack {missing}.");
        var posting = StateOnly(account, EntryKind.HoldPlaced, source, sourceId, Explanation.Of(LedgerSteps.Held(points))) with { ExpiresAt = expiresAt };
        var entry = Write(account, posting, -points, 0, points);
        foreach (var (lot, part) in takes)
        {
            lot.Hold(part);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, part));
        }

        var hold = Hold.Of(_work.Ids.Next(), entry, worth);
        _work.Session.Insert(hold);
        await RefreshAsync(account);
        return hold;
    }

    /// <summary>Spends what a hold reserved.</summary>
    /// <param name="extendsTo">See <see cref="Posting.ExtendsTo"/>.</param>
    /// <returns>The redemption's entry; or <c>hold_ended</c> when it was committed, released or has expired.</returns>
    public ValueTask<Result<LedgerEntry>> CommitHoldAsync(int merchantId, long holdId, Explanation explanation, DateTime? extendsTo = null) =>
        EndHoldAsync(merchantId, holdId, HoldState.Committed, explanation, extendsTo);

    /// <summary>Gives back what a hold reserved, to the lots that it came from.</summary>
    /// <returns>The entry; or <c>hold_ended</c> when it was committed, released or has expired.</returns>
    public ValueTask<Result<LedgerEntry>> ReleaseHoldAsync(int merchantId, long holdId) =>
        EndHoldAsync(merchantId, holdId, HoldState.Released, null, null);

    private async ValueTask<Result<LedgerEntry>> EndHoldAsync(int merchantId, long holdId, HoldState state, Explanation? explanation, DateTime? extendsTo)
    {
        if (await _work.Session.GetAsync<Hold>(new RowKey(holdId)) is not { } hold || hold.MerchantId != merchantId)
            return LedgerErrors.HoldEnded();
        var account = (await AccountAsync(hold.AccountId, merchantId))!;
        if (hold.State != HoldState.Open)
            return LedgerErrors.HoldEnded();
        var entry = await EndAsync(account, hold, state, explanation ?? GivenBack(hold), _work.Now, extendsTo);
        await ExtendAsync(account, extendsTo);
        await CloseAsync(account);
        return entry;
    }

    /// <summary>
    /// What is taken back comes before what is only kept for a payment, or keeping points would save them from it: open holds end, the latest first, until
    /// so many points are free. Whoever was about to pay with them is told that the hold has ended.
    /// </summary>
    private async ValueTask EndHoldsForAsync(PointsAccount account, long missing)
    {
        foreach (var hold in (await OpenHoldsAsync(account)).Reverse())
        {
            if (missing <= 0)
                return;
            missing -= hold.Points;
            await EndAsync(account, hold, HoldState.Released, GivenBack(hold), _work.Now);
        }
    }

    private async ValueTask<LedgerEntry> EndAsync(PointsAccount account, Hold hold, HoldState state, Explanation explanation, DateTime occurredAt, DateTime? extendsTo = null)
    {
        var lots = (await LotsAsync(account)).ToDictionary(lot => lot.Sequence);
        var held = await _work.Session.ListAsync(AllocationsOfEntry, account.Id, hold.PlacedSequence);
        var spent = state == HoldState.Committed;
        var placed = (await _work.Session.GetAsync<LedgerEntry>(new RowKey(account.Id, hold.PlacedSequence)))!;
        var posting = StateOnly(account, spent ? EntryKind.Redeem : EntryKind.HoldReleased, placed.Source, placed.SourceId, explanation) with
        {
            OccurredAt = occurredAt,
            FromLot = hold.PlacedSequence,
            ExtendsTo = extendsTo,
        };
        var debt = account.Debt;
        var entry = Write(account, posting, spent ? 0 : hold.Points, 0, -hold.Points);
        foreach (var allocation in held)
        {
            var lot = lots[allocation.LotSequence];
            lot.Unhold(allocation.Points, backToRemaining: !spent);
            if (!spent)
            {
                GiveBack(entry, lot, allocation.Points, ref debt);
                Told(entry).Lost(lot, allocation.Points); // it comes back without having left
                continue;
            }

            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, allocation.Points));
            Told(entry).Lost(lot, allocation.Points);
        }

        hold.End(state, entry.Sequence);
        _work.Session.Update(hold);
        return entry;
    }

    private static Explanation GivenBack(Hold hold) => Explanation.Of(LedgerSteps.HoldGivenBack(hold.Points));

    private Posting StateOnly(PointsAccount account, EntryKind kind, EntrySource source, long sourceId, Explanation explanation) => new()
    {
        AccountId = account.Id,
        Kind = kind,
        Points = 0,
        Source = source,
        SourceId = sourceId,
        OccurredAt = _work.Now,
        Explanation = explanation,
    };

    private async ValueTask<IReadOnlyList<Hold>> OpenHoldsAsync(PointsAccount account) =>
        account.Held == 0 ? [] : await _work.Session.ListAsync(OpenHolds, account.Id, (long)HoldState.Open);
}
