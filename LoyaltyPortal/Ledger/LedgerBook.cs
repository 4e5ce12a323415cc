using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// The only writer of entries, lots and allocations, inside one run of the recording road. Every verb settles first what time
/// has brought (releases, expiries), so that nobody spends lapsed points or misses released ones, whether or not a job ran.
/// </summary>
public sealed class LedgerBook
{
    private static readonly RowQuery<Lot> LotsOfAccount = new RowQuery<Lot>().Where(nameof(Lot.AccountId)).OrderBy(nameof(Lot.Sequence));
    private static readonly RowQuery<Allocation> AllocationsOfEntry = new RowQuery<Allocation>()
        .Where(nameof(Allocation.AccountId)).Where(nameof(Allocation.Sequence)).OrderBy(nameof(Allocation.LotSequence));

    private static readonly RowQuery<LedgerEntry> RestorationsOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).Where(nameof(LedgerEntry.RestoresSequence)).OrderBy(nameof(LedgerEntry.Sequence));
    private static readonly RowQuery<Hold> OpenHolds = new RowQuery<Hold>().Where(nameof(Hold.AccountId)).Where(nameof(Hold.State)).OrderBy(nameof(Hold.ExpiresAt));

    private readonly Work _work;
    private readonly Dictionary<long, List<Lot>> _lots = [];
    private List<LedgerEntry> _posted = [];

    private LedgerBook(Work work) => _work = work;

    public static LedgerBook In(Work work) => work.Book(static work => new LedgerBook(work));

    /// <summary>The entries posted since this was last asked: for the aggregates and the wallet's signal.</summary>
    public IReadOnlyList<LedgerEntry> TakePosted()
    {
        var posted = _posted;
        _posted = [];
        return posted;
    }

    public PointsAccount Open(long memberId, int merchantId)
    {
        var account = PointsAccount.Open(memberId, merchantId, _work.Now);
        _work.Session.Insert(account);
        _lots.Add(memberId, []);
        return account;
    }

    /// <summary>The account with all that time has brought, or null when there is none at this merchant.</summary>
    public async ValueTask<PointsAccount?> AccountAsync(long accountId, int merchantId)
    {
        var account = await _work.Session.GetAsync<PointsAccount>(new RowKey(accountId));
        if (account is null || account.MerchantId != merchantId)
            return null;
        if (account.NextDueAt <= _work.Now)
            await SettleAsync(account);
        return account;
    }

    /// <summary>Writes one entry with its lots and allocations.</summary>
    /// <returns>The entry; or <c>points_not_enough</c>, <c>account_unknown</c>.</returns>
    public async ValueTask<Result<LedgerEntry>> PostAsync(int merchantId, Posting posting)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(posting.Points);
        if (await AccountAsync(posting.AccountId, merchantId) is not { } account)
            return LedgerErrors.AccountUnknown();
        return posting switch
        {
            { RestoresSequence: { } debit } => await RestoreAsync(account, posting, debit),
            { Kind: var kind } when kind.IsCredit() => Credit(account, posting),
            { Kind: var kind } when kind.IsDebit() => await DebitAsync(account, posting),
            _ => throw new ArgumentException($"{posting.Kind} is not posted by callers.", nameof(posting)),
        };
    }

    /// <summary>Reserves active points for a redemption until it is committed, released, or the hold expires.</summary>
    /// <returns>The hold; or <c>points_not_enough</c>, <c>account_unknown</c>.</returns>
    public async ValueTask<Result<Hold>> PlaceHoldAsync(int merchantId, long accountId, long points, EntrySource source, long sourceId, DateTime expiresAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        if (await AccountAsync(accountId, merchantId) is not { } account)
            return LedgerErrors.AccountUnknown();
        if (account.Active < points)
            return LedgerErrors.NotEnough(points, account.Active);
        var missing = points;
        var takes = new List<(Lot Lot, long Points)>();
        foreach (var lot in Spendable(await LotsAsync(account), first: null))
        {
            if (missing == 0)
                break;
            var part = Math.Min(missing, lot.Remaining);
            takes.Add((lot, part));
            missing -= part;
        }

        if (missing > 0)
            throw new LedgerBrokenException($"Account {account.Id} has {account.Active} active points, but its lots lack {missing}.");
        var entry = Write(account, StateOnly(account, EntryKind.HoldPlaced, source, sourceId, LedgerSteps.Held(points)), -points, 0, points);
        foreach (var (lot, part) in takes)
        {
            lot.Hold(part);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, part));
        }

        var hold = Hold.Of(_work.Ids.Next(), entry, points, expiresAt);
        _work.Session.Insert(hold);
        await RefreshDueAsync(account);
        return hold;
    }

    /// <summary>Spends what a hold reserved.</summary>
    /// <returns>The redemption's entry; or <c>hold_ended</c> when it was committed, released or has expired.</returns>
    public ValueTask<Result<LedgerEntry>> CommitHoldAsync(int merchantId, long holdId, Explanation explanation) =>
        EndHoldAsync(merchantId, holdId, HoldState.Committed, explanation);

    /// <summary>Gives back what a hold reserved, to the lots that it came from.</summary>
    /// <returns>The entry; or <c>hold_ended</c> when it was committed, released or has expired.</returns>
    public ValueTask<Result<LedgerEntry>> ReleaseHoldAsync(int merchantId, long holdId) =>
        EndHoldAsync(merchantId, holdId, HoldState.Released, null);

    private async ValueTask<Result<LedgerEntry>> EndHoldAsync(int merchantId, long holdId, HoldState state, Explanation? explanation)
    {
        if (await _work.Session.GetAsync<Hold>(new RowKey(holdId)) is not { } hold || hold.MerchantId != merchantId)
            return LedgerErrors.HoldEnded();
        var account = (await AccountAsync(hold.AccountId, merchantId))!;
        if (hold.State != HoldState.Open)
            return LedgerErrors.HoldEnded();
        var entry = await EndAsync(account, hold, state, explanation ?? new Explanation { Steps = [LedgerSteps.HoldGivenBack(hold.Points)] }, _work.Now);
        await RefreshDueAsync(account);
        return entry;
    }

    private async ValueTask<LedgerEntry> EndAsync(PointsAccount account, Hold hold, HoldState state, Explanation explanation, DateTime occurredAt)
    {
        var lots = (await LotsAsync(account)).ToDictionary(lot => lot.Sequence);
        var held = await _work.Session.ListAsync(AllocationsOfEntry, account.Id, hold.PlacedSequence);
        var spent = state == HoldState.Committed;
        var placed = (await _work.Session.GetAsync<LedgerEntry>(new RowKey(account.Id, hold.PlacedSequence)))!;
        var posting = StateOnly(account, spent ? EntryKind.Redeem : EntryKind.HoldReleased, placed.Source, placed.SourceId, null) with { Explanation = explanation, OccurredAt = occurredAt };
        var entry = Write(account, posting, spent ? 0 : hold.Points, 0, -hold.Points);
        foreach (var allocation in held)
        {
            var lot = lots[allocation.LotSequence];
            lot.Unhold(allocation.Points, backToRemaining: !spent);
            _work.Session.Update(lot);

            // Allocations of holds say where the points are held; only those of debits say that they are gone.
            _work.Session.Insert(Allocation.Of(entry, lot, spent ? allocation.Points : -allocation.Points));
        }

        hold.End(state, entry.Sequence);
        _work.Session.Update(hold);
        return entry;
    }

    private Posting StateOnly(PointsAccount account, EntryKind kind, EntrySource source, long sourceId, ExplanationStep? step) => new()
    {
        AccountId = account.Id,
        Kind = kind,
        Points = 0,
        Source = source,
        SourceId = sourceId,
        OccurredAt = _work.Now,
        Explanation = step is null ? new Explanation() : Explanation.Of(step),
    };

    private LedgerEntry Credit(PointsAccount account, Posting posting)
    {
        var availableFrom = posting.AvailableFrom is { } from && from > _work.Now ? from : _work.Now;
        var isPending = availableFrom > _work.Now;
        var entry = Write(account, posting, isPending ? 0 : posting.Points, isPending ? posting.Points : 0, 0, posting.Explanation);
        if (posting.Points == 0)
            return entry;
        var lot = Lot.Of(entry, isPending, availableFrom, posting.ExpiresAt);
        _work.Session.Insert(lot);
        if (_lots.TryGetValue(account.Id, out var lots))
            lots.Add(lot);
        if (lot.DueAt is { } due && (account.NextDueAt is null || due < account.NextDueAt))
            account.DueAt(due);
        return entry;
    }

    private async ValueTask<Result<LedgerEntry>> DebitAsync(PointsAccount account, Posting posting)
    {
        var takes = new List<(Lot Lot, long Points)>();
        var missing = posting.Points;
        foreach (var lot in Spendable(await LotsAsync(account), posting.FromLot))
        {
            if (missing == 0)
                break;
            var points = Math.Min(missing, lot.Remaining);
            takes.Add((lot, points));
            missing -= points;
        }

        if (missing > 0 && !posting.Clamp)
            return LedgerErrors.NotEnough(posting.Points, account.Active);

        var fromPending = takes.Where(take => take.Lot.IsPending).Sum(take => take.Points);
        var fromActive = takes.Where(take => !take.Lot.IsPending).Sum(take => take.Points);
        var explanation = missing == 0
            ? posting.Explanation
            : posting.Explanation with { Points = -(posting.Points - missing), Steps = [.. posting.Explanation.Steps, LedgerSteps.Shortfall(missing)] };
        var entry = Write(account, posting, -fromActive, -fromPending, 0, explanation);
        foreach (var (lot, points) in takes)
        {
            lot.Take(points);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, points));
        }

        AssertConserved(entry, takes.Sum(take => take.Points));
        await RefreshDueAsync(account);
        return entry;
    }

    /// <summary>Gives points back to the lots they came from, with their own dates; a lot that lapsed meanwhile lapses again at the next settling.</summary>
    private async ValueTask<Result<LedgerEntry>> RestoreAsync(PointsAccount account, Posting posting, long debit)
    {
        var given = await _work.Session.ListAsync(AllocationsOfEntry, account.Id, debit);
        var restored = await _work.Session.ListAsync(RestorationsOf, account.Id, debit);
        if (posting.Points > given.Sum(allocation => allocation.Points) - restored.Sum(entry => entry.Points))
            return LedgerErrors.NothingToRestore();
        var lots = (await LotsAsync(account)).ToDictionary(lot => lot.Sequence);
        var left = posting.Points;
        var gives = new List<(Lot Lot, long Points)>();
        foreach (var allocation in given.Where(allocation => allocation.Points > 0))
        {
            var lot = lots[allocation.LotSequence];
            var points = Math.Min(left, Math.Min(allocation.Points, lot.Points - lot.Remaining - lot.Held));
            if (points <= 0)
                continue;
            gives.Add((lot, points));
            left -= points;
        }

        if (left > 0)
            return LedgerErrors.NothingToRestore();
        var toPending = gives.Where(give => give.Lot.IsPending).Sum(give => give.Points);
        var entry = Write(account, posting, posting.Points - toPending, toPending, 0, posting.Explanation);
        foreach (var (lot, points) in gives)
        {
            lot.Restore(points);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, -points));
        }

        await RefreshDueAsync(account);
        return entry;
    }

    /// <summary>Releases pending lots whose window has ended and expires lapsed ones, oldest first, one entry a lot.</summary>
    private async ValueTask SettleAsync(PointsAccount account)
    {
        var lots = await LotsAsync(account);
        foreach (var lot in lots.Where(lot => lot.IsPending && lot.AvailableFrom <= _work.Now).OrderBy(lot => lot.AvailableFrom).ToList())
        {
            var released = lot.Remaining;
            lot.Release();
            _work.Session.Update(lot);
            if (released > 0)
                Write(account, Scheduled(account, EntryKind.PendingReleased, lot, lot.AvailableFrom, LedgerSteps.Released(released)), released, -released, 0);
        }

        // Before the expiries: what a hold gives back to a lapsed lot lapses with it.
        foreach (var hold in (await OpenHoldsAsync(account)).Where(hold => hold.ExpiresAt <= _work.Now))
            await EndAsync(account, hold, HoldState.Expired, new Explanation { Steps = [LedgerSteps.HoldGivenBack(hold.Points)] }, hold.ExpiresAt);

        foreach (var lot in lots.Where(lot => !lot.IsPending && lot.Remaining > 0 && lot.ExpiresAt <= _work.Now).OrderBy(lot => lot.ExpiresAt).ToList())
        {
            var lapsed = lot.Remaining;
            var entry = Write(account, Scheduled(account, EntryKind.Expire, lot, lot.ExpiresAt!.Value, LedgerSteps.Expired(lapsed)), -lapsed, 0, 0);
            lot.Take(lapsed);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, lapsed));
        }

        await RefreshDueAsync(account);
    }

    private static Posting Scheduled(PointsAccount account, EntryKind kind, Lot lot, DateTime due, ExplanationStep step) => new()
    {
        AccountId = account.Id,
        Kind = kind,
        Points = 0,
        Source = EntrySource.Schedule,
        SourceId = lot.Sequence,
        OccurredAt = due,
        Explanation = new Explanation { Steps = [step], Points = (long)step.Points! },
    };

    private LedgerEntry Write(PointsAccount account, Posting posting, long active, long pending, long held, Explanation? explanation = null)
    {
        var entry = LedgerEntry.After(account, posting, active, pending, held, (explanation ?? posting.Explanation).ToJson(), _work.Now);
        account.Apply(entry);
        _work.Session.Update(account);
        _work.Session.Insert(entry);
        _posted.Add(entry);
        return entry;
    }

    private async ValueTask<List<Lot>> LotsAsync(PointsAccount account)
    {
        if (_lots.TryGetValue(account.Id, out var known))
            return known;
        var lots = await _work.Session.ListAsync(LotsOfAccount, account.Id);
        _lots.Add(account.Id, lots);
        return lots;
    }

    /// <summary>The order of consumption: a named lot first, then by expiry with never-expiring last, then by when they were earned, then by sequence.</summary>
    private IEnumerable<Lot> Spendable(List<Lot> lots, long? first)
    {
        var open = lots.Where(lot => lot.Remaining > 0 && (!lot.IsPending || lot.Sequence == first) && (lot.ExpiresAt is null || lot.ExpiresAt > _work.Now || lot.Sequence == first));
        return open.OrderBy(lot => lot.Sequence == first ? 0 : 1)
            .ThenBy(lot => lot.ExpiresAt ?? DateTime.MaxValue)
            .ThenBy(lot => lot.EarnedAt)
            .ThenBy(lot => lot.Sequence);
    }

    private async ValueTask RefreshDueAsync(PointsAccount account)
    {
        var due = (await LotsAsync(account)).Min(lot => lot.DueAt);
        foreach (var hold in await OpenHoldsAsync(account))
        {
            if (due is null || hold.ExpiresAt < due)
                due = hold.ExpiresAt;
        }

        account.DueAt(due);
        _work.Session.Update(account);
    }

    private async ValueTask<IReadOnlyList<Hold>> OpenHoldsAsync(PointsAccount account) =>
        account.Held == 0 ? [] : await _work.Session.ListAsync(OpenHolds, account.Id, (long)HoldState.Open);

    private static void AssertConserved(LedgerEntry entry, long allocated)
    {
        if (-entry.Points != allocated)
            throw new LedgerBrokenException($"Entry {entry.Sequence} of account {entry.AccountId} takes {-entry.Points} points but allocates {allocated}.");
    }
}

/// <summary>The ledger's own steps in explanations.</summary>
internal static class LedgerSteps
{
    private const string Room = "Ledger";

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static ExplanationStep Shortfall(long missing) => new(Room, "step_shortfall", Points: missing) { Arguments = [Text(missing)] };

    public static ExplanationStep Held(long points) => new(Room, "step_held", Points: -points);

    public static ExplanationStep HoldGivenBack(long points) => new(Room, "step_hold_given_back", Points: points);

    public static ExplanationStep Released(long points) => new(Room, "step_released", Points: points);

    public static ExplanationStep Expired(long points) => new(Room, "step_expired", Points: -points);
}
