using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>An order to move points from one account to another of the same merchant.</summary>
public sealed record Move
{
    public required long FromAccountId { get; init; }

    public required long ToAccountId { get; init; }

    /// <summary>So many active points; null everything: active, pending, and a debt.</summary>
    public required long? Points { get; init; }

    /// <summary><see cref="EntryKind.TransferOut"/> or <see cref="EntryKind.MergeOut"/>.</summary>
    public required EntryKind OutKind { get; init; }

    /// <summary><see cref="EntryKind.TransferIn"/> or <see cref="EntryKind.MergeIn"/>.</summary>
    public required EntryKind InKind { get; init; }

    public required EntrySource Source { get; init; }

    public required long SourceId { get; init; }

    public required DateTime OccurredAt { get; init; }

    /// <summary>The explanation of an entry that moves so many points, signed as they change the account.</summary>
    public required Func<long, Explanation> Explain { get; init; }
}

/// <summary>What a move did.</summary>
/// <param name="OutSequence">The entry that took the points; null when there were none.</param>
/// <param name="Debt">The debt that went over.</param>
/// <param name="DebtSequence">The receiving account's entry for that debt; null when there was none.</param>
public sealed record Moved(long? OutSequence, IReadOnlyList<MovedLot> Lots, long Debt, long? DebtSequence)
{
    public long Points => Lots.Sum(lot => lot.Points);
}

/// <summary>So many points of one lot, and the lot that they are in now.</summary>
public sealed record MovedLot(long FromLot, long ToLot, long Points);

/// <summary>Moving points between accounts, lot by lot, each with its own dates.</summary>
public sealed partial class LedgerBook
{
    /// <summary>
    /// Moves points in the order of consumption, each lot's part into a lot of its own with the same dates; pending stays pending. All or nothing. A debt of the
    /// receiving account is paid off by what comes in active.
    /// </summary>
    /// <returns>What went where; or <c>points_not_enough</c>, <c>account_unknown</c>, and <c>points_held</c> when everything was to move while some is reserved.</returns>
    public async ValueTask<Result<Moved>> MoveAsync(int merchantId, Move move)
    {
        if (move.FromAccountId == move.ToAccountId || move.Points is <= 0)
            throw new ArgumentException("Points move between two accounts.", nameof(move));
        if (!(await BothAsync(merchantId, move)).Try(out var accounts, out var failure))
            return failure;
        var (from, to) = accounts;
        if (move.Points is { } wanted && wanted > from.Active)
            return LedgerErrors.NotEnough(wanted, from.Active);
        if (move.Points is null && from.Held > 0)
            return LedgerErrors.PointsHeld(from.Held);

        var (debt, debtSequence) = (0L, (long?)null);
        if (move.Points is null && from.Debt > 0)
        {
            debt = from.Debt;
            Write(from, PartOf(move, from, move.OutKind, debt), debt, 0, 0);
            debtSequence = (await DebitAsync(to, PartOf(move, to, move.InKind, -debt) with { AllowDebt = true })).Value.Sequence;
        }

        var lots = await LotsAsync(from);
        var takes = move.Points is { } points ? Plan(lots, points, first: null).Takes : [.. InOrder(lots).Select(lot => (lot, lot.Remaining))];
        if (takes.Count == 0)
            return new Moved(null, [], debt, debtSequence);
        var pending = takes.Where(take => take.Lot.IsPending).Sum(take => take.Points);
        var active = takes.Sum(take => take.Points) - pending;
        var taken = Write(from, PartOf(move, from, move.OutKind, -active - pending), -active, -pending, 0);
        TakeFrom(takes, taken);
        await RefreshAsync(from);

        var moved = new List<MovedLot>();
        foreach (var (lot, part) in takes)
        {
            var given = await CreditAsync(to, PartOf(move, to, move.InKind, part) with { AvailableFrom = lot.AvailableFrom, ExpiresAt = lot.ExpiresAt, EarnedAt = lot.EarnedAt });
            moved.Add(new MovedLot(lot.Sequence, given.Sequence, part));
        }

        return new Moved(taken.Sequence, moved, debt, debtSequence);
    }

    /// <summary>Gives an account a debt back that had moved away from it.</summary>
    /// <returns>The entry; or <c>account_unknown</c>.</returns>
    public async ValueTask<Result<LedgerEntry>> OweAsync(int merchantId, Posting debt) =>
        await AccountAsync(debt.AccountId, merchantId) is { } account ? await DebitAsync(account, debt with { AllowDebt = true }) : LedgerErrors.AccountUnknown();

    /// <summary>Both accounts with what time has brought, touched in the order of their ids so that two portals lock alike.</summary>
    private async ValueTask<Result<(PointsAccount From, PointsAccount To)>> BothAsync(int merchantId, Move move)
    {
        var first = await AccountAsync(Math.Min(move.FromAccountId, move.ToAccountId), merchantId);
        var second = await AccountAsync(Math.Max(move.FromAccountId, move.ToAccountId), merchantId);
        if (first is null || second is null)
            return LedgerErrors.AccountUnknown();
        return first.Id == move.FromAccountId ? (first, second) : (second, first);
    }

    /// <summary>Active lots in the order of consumption, then pending ones in the order in which they would become active.</summary>
    private static IEnumerable<Lot> InOrder(List<Lot> lots) =>
        Spendable(lots, first: null).Concat(lots.Where(lot => lot.IsPending && lot.Remaining > 0).OrderBy(lot => lot.AvailableFrom).ThenBy(lot => lot.Sequence));

    private static Posting PartOf(Move move, PointsAccount account, EntryKind kind, long change) => new()
    {
        AccountId = account.Id,
        Kind = kind,
        Points = Math.Abs(change),
        Source = move.Source,
        SourceId = move.SourceId,
        OccurredAt = move.OccurredAt,
        Explanation = move.Explain(change),
    };
}
