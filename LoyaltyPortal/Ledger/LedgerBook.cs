using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// The only writer of entries, lots and allocations, inside one run of the recording road. Every verb settles first what time
/// has brought (releases, expiries), so that nobody spends lapsed points or misses released ones, whether or not a job ran.
/// </summary>
public sealed partial class LedgerBook : ISettledBook
{
    private static readonly RowQuery<Lot> OpenLots = new RowQuery<Lot>()
        .Where(nameof(Lot.AccountId)).AtLeast(nameof(Lot.Sequence)).Where(nameof(Lot.IsUsedUp)).OrderBy(nameof(Lot.Sequence));

    private static readonly RowQuery<Allocation> AllocationsOfEntry = new RowQuery<Allocation>()
        .Where(nameof(Allocation.AccountId)).Where(nameof(Allocation.Sequence)).OrderBy(nameof(Allocation.LotSequence));

    private static readonly RowQuery<LedgerEntry> RestorationsOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).Where(nameof(LedgerEntry.RestoresSequence)).OrderBy(nameof(LedgerEntry.Sequence));

    private readonly Work _work;
    private readonly Dictionary<long, List<Lot>> _lots = [];
    private List<PostedEntry> _posted = [];

    private LedgerBook(Work work) => _work = work;

    public static LedgerBook In(Work work) => work.Book(static work => new LedgerBook(work));

    /// <summary>Whether the aggregates and the wallets have been told of every entry: by <see cref="TakePosted"/>.</summary>
    public bool IsSettled => _posted.Count == 0;

    /// <summary>The entries posted since this was last asked: for the aggregates and the wallet's signal.</summary>
    public IReadOnlyList<PostedEntry> TakePosted()
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
        if (posting.AllowDebt && !posting.Kind.MayOwe())
            throw new ArgumentException($"{posting.Kind} never takes more than there is.", nameof(posting));
        return posting switch
        {
            { RestoresSequence: { } debit } => await RestoreAsync(account, posting, debit),
            { Kind: var kind } when kind.IsCredit() => await CreditAsync(account, posting),
            { Kind: var kind } when kind.IsDebit() => await DebitAsync(account, posting),
            _ => throw new ArgumentException($"{posting.Kind} is not posted by callers.", nameof(posting)),
        };
    }

    private async ValueTask<LedgerEntry> CreditAsync(PointsAccount account, Posting posting)
    {
        var availableFrom = posting.AvailableFrom is { } from && from > _work.Now ? from : _work.Now;
        var isPending = availableFrom > _work.Now;
        var debt = account.Debt;
        var entry = Write(account, posting with { AvailableFrom = availableFrom, FromLot = null }, isPending ? 0 : posting.Points, isPending ? posting.Points : 0, 0);
        if (posting.Points > 0)
        {
            var lot = AddLot(entry, posting.Points);
            if (!isPending)
                PayOff(entry, lot, ref debt);
            if (lot.DueAt is { } due && (account.NextDueAt is null || due < account.NextDueAt))
                account.DueAt(due);
        }

        await ExtendAsync(account, posting.ExtendsTo);
        return entry;
    }

    private async ValueTask<Result<LedgerEntry>> DebitAsync(PointsAccount account, Posting posting)
    {
        var (takes, missing) = Plan(await LotsAsync(account), posting.Points, posting.FromLot);
        if (missing > 0 && !posting.Clamp && !posting.AllowDebt)
            return LedgerErrors.NotEnough(posting.Points, account.Active);
        if (missing > 0 && !posting.AllowDebt && account.Held > 0)
        {
            await EndHoldsForAsync(account, missing);
            (takes, missing) = Plan(await LotsAsync(account), posting.Points, posting.FromLot);
        }

        var debt = posting.AllowDebt ? missing : 0;
        var explanation = (missing, debt) switch
        {
            (0, _) => posting.Explanation,
            (_, 0) => posting.Explanation with { Points = -(posting.Points - missing), Steps = [.. posting.Explanation.Steps, LedgerSteps.Shortfall(missing)] },
            _ => posting.Explanation with { Steps = [.. posting.Explanation.Steps, LedgerSteps.Debt(debt)] },
        };
        var fromPending = takes.Where(take => take.Lot.IsPending).Sum(take => take.Points);
        var fromActive = takes.Where(take => !take.Lot.IsPending).Sum(take => take.Points) + debt;
        var entry = Write(account, posting with { AvailableFrom = null }, -fromActive, -fromPending, 0, explanation);
        TakeFrom(takes, entry);
        AssertConserved(entry, takes.Sum(take => take.Points) + debt);
        await ExtendAsync(account, posting.ExtendsTo);
        await CloseAsync(account);
        return entry;
    }

    /// <summary>Gives points back to the lots they came from, with their own dates, and the days of grace where those have passed; then to the debt that was made.</summary>
    private async ValueTask<Result<LedgerEntry>> RestoreAsync(PointsAccount account, Posting posting, long sequence)
    {
        if (await _work.Session.GetAsync<LedgerEntry>(new RowKey(account.Id, sequence)) is not { Points: < 0 } debit)
            return LedgerErrors.NothingToRestore();
        var parts = new DebitParts(debit, await _work.Session.ListAsync(AllocationsOfEntry, account.Id, sequence), await _work.Session.ListAsync(RestorationsOf, account.Id, sequence));
        if (parts.Give(posting.Points, posting.FromLot) is not { } gives)
            return LedgerErrors.NothingToRestore();

        var lots = new List<(Lot Lot, long Points)>();
        foreach (var (lot, points) in gives.Where(give => give.Lot != DebitParts.Debt))
            lots.Add((await LotAsync(account, lot), points));
        var fromDebt = posting.Points - lots.Sum(give => give.Points);
        var toPending = lots.Where(give => give.Lot.IsPending).Sum(give => give.Points);
        var debt = account.Debt;
        var entry = Write(account, posting with { AvailableFrom = null }, posting.Points - toPending, toPending, 0, countsAs: debit.Kind);
        var paid = Math.Min(debt, fromDebt);
        debt -= paid;
        if (fromDebt > paid)
            AddLot(entry, fromDebt - paid);
        foreach (var (lot, points) in lots)
        {
            lot.Restore(points);
            if (posting.GraceUntil is { } grace && (lot.ExpiresAt <= _work.Now || posting.Kind == EntryKind.MergeIn))
                lot.LiveUntil(grace);
            GiveBack(entry, lot, points, ref debt);
        }

        await ExtendAsync(account, posting.ExtendsTo);
        await CloseAsync(account);
        return entry;
    }

    /// <summary>Which lots a debit of so many points takes from.</summary>
    private static (List<(Lot Lot, long Points)> Takes, long Missing) Plan(List<Lot> lots, long points, long? first)
    {
        var takes = new List<(Lot Lot, long Points)>();
        foreach (var lot in Spendable(lots, first))
        {
            if (points == 0)
                break;
            var part = Math.Min(points, lot.Remaining);
            takes.Add((lot, part));
            points -= part;
        }

        return (takes, points);
    }

    /// <summary>The order of consumption: a named lot first, then by expiry with never-expiring last, then by when they were earned, then by sequence. Nothing lapsed is left here: every verb settles first.</summary>
    private static IEnumerable<Lot> Spendable(List<Lot> lots, long? first) => lots
        .Where(lot => lot.Remaining > 0 && (!lot.IsPending || lot.Sequence == first))
        .OrderBy(lot => lot.Sequence == first ? 0 : 1)
        .ThenBy(lot => lot.ExpiresAt ?? DateTime.MaxValue)
        .ThenBy(lot => lot.EarnedAt)
        .ThenBy(lot => lot.Sequence);

    private void TakeFrom(List<(Lot Lot, long Points)> takes, LedgerEntry entry)
    {
        foreach (var (lot, points) in takes)
        {
            lot.Take(points);
            _work.Session.Update(lot);
            _work.Session.Insert(Allocation.Of(entry, lot, points));
            Told(entry).Lost(lot, points);
        }
    }

    /// <summary>Points have become active in a lot: what pays off the debt goes from it at once, under the same entry.</summary>
    private void PayOff(LedgerEntry entry, Lot lot, ref long debt) => GiveBack(entry, lot, 0, ref debt);

    /// <summary>Points came back to a lot, which may pay off debt. The allocation is the difference.</summary>
    private void GiveBack(LedgerEntry entry, Lot lot, long points, ref long debt)
    {
        var paid = lot.IsPending ? 0 : Math.Min(debt, lot.Remaining);
        if (paid > 0)
            lot.Take(paid);
        debt -= paid;
        _work.Session.Update(lot);
        if (points != paid)
            _work.Session.Insert(Allocation.Of(entry, lot, paid - points));
        Told(entry).Lost(lot, paid - points);
    }

    private Lot AddLot(LedgerEntry entry, long points)
    {
        var lot = Lot.Of(entry, points);
        _work.Session.Insert(lot);
        Told(entry).Began(lot);
        if (_lots.TryGetValue(lot.AccountId, out var lots))
            lots.Add(lot);
        return lot;
    }

    /// <summary>Lets all open lots live at least until then.</summary>
    private async ValueTask ExtendAsync(PointsAccount account, DateTime? end)
    {
        if (end is not { } until)
            return;
        foreach (var lot in (await LotsAsync(account)).Where(lot => lot.IsOpen && lot.LiveUntil(until)))
            _work.Session.Update(lot);
        await RefreshAsync(account);
    }

    private LedgerEntry Write(PointsAccount account, Posting posting, long active, long pending, long held, Explanation? explanation = null, EntryKind? countsAs = null)
    {
        var entry = LedgerEntry.After(account, posting, active, pending, held, (explanation ?? posting.Explanation).ToJson(), _work.Now);
        account.Apply(entry);
        _work.Session.Update(account);
        _work.Session.Insert(entry);
        _posted.Add(new PostedEntry(entry, countsAs ?? entry.Kind));
        return entry;
    }

    /// <summary>What will be told of an entry that was just written.</summary>
    private PostedEntry Told(LedgerEntry entry) => _posted.FindLast(posted => ReferenceEquals(posted.Entry, entry))!;

    /// <summary>The account's open lots, by sequence, and those that were used up in this run.</summary>
    private async ValueTask<List<Lot>> LotsAsync(PointsAccount account)
    {
        if (_lots.TryGetValue(account.Id, out var known))
            return known;
        var lots = await _work.Session.ListAsync(OpenLots, account.Id, account.OpenFrom, false);
        _lots.Add(account.Id, lots);
        return lots;
    }

    /// <summary>One lot, open or not, to be given something back: it is among the open ones from now on, and pending only if its time has not come.</summary>
    private async ValueTask<Lot> LotAsync(PointsAccount account, long sequence)
    {
        var lots = await LotsAsync(account);
        if (lots.Find(lot => lot.Sequence == sequence) is not { } lot)
        {
            lot = (await _work.Session.GetAsync<Lot>(new RowKey(account.Id, sequence)))!;
            lots.Insert(lots.FindIndex(other => other.Sequence > sequence) is var index and >= 0 ? index : lots.Count, lot);
        }

        if (lot.IsPending && lot.AvailableFrom <= _work.Now)
            lot.Release();
        return lot;
    }

    /// <summary>The end of a verb that may have given something back: what came back to a lapsed lot lapses with it, as part of the same command.</summary>
    private async ValueTask CloseAsync(PointsAccount account)
    {
        await RefreshAsync(account);
        if (account.NextDueAt <= _work.Now)
            await SettleAsync(account);
    }

    /// <summary>Brings up to date what the account says of its open lots, and asserts that they agree with it.</summary>
    private async ValueTask RefreshAsync(PointsAccount account)
    {
        DateTime? due = null;
        long active = 0, pending = 0, openFrom = account.Version + 1;
        foreach (var lot in (await LotsAsync(account)).Where(lot => lot.IsOpen))
        {
            openFrom = Math.Min(openFrom, lot.Sequence);
            if (lot.IsPending)
                pending += lot.Remaining;
            else
                active += lot.Remaining;
            if (lot.DueAt is { } at && (due is null || at < due))
                due = at;
        }

        foreach (var hold in await OpenHoldsAsync(account))
        {
            if (due is null || hold.ExpiresAt < due)
                due = hold.ExpiresAt;
        }

        if ((active, pending) != (Math.Max(0, account.Active), account.Pending))
            throw new LedgerBrokenException($"Account {account.Id} has {account.Active} active and {account.Pending} pending points, but its lots have {active} and {pending}.");
        account.DueAt(due);
        account.OpensAt(openFrom);
        _work.Session.Update(account);
    }

    private static void AssertConserved(LedgerEntry entry, long allocated)
    {
        if (-entry.Points != allocated)
            throw new LedgerBrokenException($"Entry {entry.Sequence} of account {entry.AccountId} takes {-entry.Points} points but allocates {allocated}.");
    }
}
