namespace LoyaltyPortal.Ledger;

/// <summary>Holds an account's stored rows against what <see cref="ReplayedAccount"/> makes of its entries alone.</summary>
public static class LedgerReplay
{
    /// <summary>The first difference between the entries and what is stored, or null when they agree.</summary>
    /// <param name="entries">All entries of the account, by sequence.</param>
    public static string? FirstDifference(PointsAccount account, IReadOnlyList<LedgerEntry> entries, IReadOnlyList<Lot> lots, IReadOnlyList<Allocation> allocations, IReadOnlyList<Hold> holds)
    {
        var replay = Begin(lots, allocations, holds);
        var previous = new byte[LedgerHash.Length];
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            if (entry.Sequence != index + 1)
                return $"entry {index + 1} is missing";
            if (!entry.PreviousHash.AsSpan().SequenceEqual(previous) || !LedgerHash.Of(entry).AsSpan().SequenceEqual(entry.Hash))
                return $"entry {entry.Sequence} does not carry the hash of its content";
            if (entry.Points != entry.ActiveChange + entry.PendingChange + entry.HeldChange)
                return $"entry {entry.Sequence} is not the sum of its changes";
            if (replay.Apply(entry) is { } trouble)
                return trouble;
            if ((replay.Active, replay.Pending, replay.Held) != (entry.ActiveAfter, entry.PendingAfter, entry.HeldAfter))
                return $"entry {entry.Sequence} says {entry.ActiveAfter} active, {entry.PendingAfter} pending, {entry.HeldAfter} held; the replay has {replay.Active}, {replay.Pending}, {replay.Held}";
            previous = entry.Hash;
        }

        if (account.Version != entries.Count || !account.HeadHash.AsSpan().SequenceEqual(previous))
            return "the account's head is not its newest entry";
        return OfAccount(account, entries, replay) ?? OfLots(account, lots, replay) ?? OfAllocations(allocations, replay) ?? OfHolds(holds, replay);
    }

    /// <summary>The points at an instant: what the account would have shown then. Entries recorded by then count, and with them what time had brought by then.</summary>
    /// <returns>Null when the entries contradict each other.</returns>
    internal static PointsAsOf? At(DateTime instant, IEnumerable<LedgerEntry> entries, IReadOnlyList<Lot> lots, IReadOnlyList<Allocation> allocations, IReadOnlyList<Hold> holds)
    {
        var replay = Begin(lots, allocations, holds);
        foreach (var entry in UpTo(instant, [.. entries]))
        {
            if (replay.Apply(entry) is not null)
                return null;
        }

        return replay.At(instant);
    }

    /// <summary>Up to the last one that was recorded by then: two portals' clocks may differ by a little, and the sequence is the order that holds.</summary>
    private static List<LedgerEntry> UpTo(DateTime instant, List<LedgerEntry> entries) => entries[..(entries.FindLastIndex(entry => entry.RecordedAt <= instant) + 1)];

    private static ReplayedAccount Begin(IReadOnlyList<Lot> lots, IReadOnlyList<Allocation> allocations, IReadOnlyList<Hold> holds) => new(
        allocations.ToLookup(allocation => allocation.Sequence),
        lots.ToDictionary(lot => lot.Sequence),
        holds.Where(hold => hold.EndedSequence is not null).ToDictionary(hold => hold.EndedSequence!.Value, hold => hold.PlacedSequence));

    private static string? OfAccount(PointsAccount account, IReadOnlyList<LedgerEntry> entries, ReplayedAccount replay)
    {
        if ((replay.Active, replay.Pending, replay.Held) != (account.Active, account.Pending, account.Held))
            return $"the account says {account.Active} active, {account.Pending} pending, {account.Held} held; the replay has {replay.Active}, {replay.Pending}, {replay.Held}";
        var expired = -entries.Where(entry => entry.Kind == EntryKind.Expire).Sum(entry => entry.Points);
        var redeemed = -entries.Where(entry => entry.Kind is EntryKind.Redeem or EntryKind.RedemptionReversal).Sum(entry => entry.Points);
        var earned = entries.Where(entry => entry.Kind.IsEarning() || entry.Kind == EntryKind.EarnReversal || entry.Source == EntrySource.ImportUndo).Sum(entry => entry.Points);
        return (earned, redeemed, expired) == (account.LifetimeEarned, account.LifetimeRedeemed, account.LifetimeExpired)
            ? null
            : $"the account says {account.LifetimeEarned} earned, {account.LifetimeRedeemed} redeemed, {account.LifetimeExpired} expired; the replay has {earned}, {redeemed}, {expired}";
    }

    private static string? OfLots(PointsAccount account, IReadOnlyList<Lot> lots, ReplayedAccount replay)
    {
        foreach (var lot in lots)
        {
            if (!replay.Lots.TryGetValue(lot.Sequence, out var told))
                return $"lot {lot.Sequence} follows from no entry";
            if ((lot.Points, lot.Remaining, lot.Held) != (told.Points, told.Free, told.Reserved))
                return $"lot {lot.Sequence} has {lot.Remaining} left and {lot.Held} held of {lot.Points}; the replay has {told.Free} and {told.Reserved} of {told.Points}";
            if ((lot.ExpiresAt, lot.AvailableFrom, lot.EarnedAt) != (told.Ends, told.From, told.Earned))
                return $"lot {lot.Sequence} was earned {lot.EarnedAt:O}, is available from {lot.AvailableFrom:O} until {lot.ExpiresAt:O}; the replay has {told.Earned:O}, {told.From:O}, {told.Ends:O}";
            if (told.IsOpen && (lot.IsUsedUp || lot.Sequence < account.OpenFrom || lot.IsPending != told.Waits))
                return $"lot {lot.Sequence} is open, but the books would pass it over or take it for {(lot.IsPending ? "pending" : "active")}";
        }

        if (replay.Lots.Keys.Except(lots.Select(lot => lot.Sequence)).Select(lot => (long?)lot).FirstOrDefault() is { } missing)
            return $"lot {missing} is missing";
        var open = lots.Where(lot => !lot.IsPending).Sum(lot => lot.Remaining);
        var waiting = lots.Where(lot => lot.IsPending).Sum(lot => lot.Remaining);
        var due = replay.Lots.Values.Where(lot => lot.IsOpen).Select(lot => lot.Waits ? lot.From : lot.Free > 0 ? lot.Ends : null)
            .Concat(replay.Holds.Values.Where(hold => hold.EndedBy is null).Select(hold => hold.LapsesAt)).Min();
        if ((open, waiting) != (Math.Max(0, account.Active), account.Pending))
            return $"the lots hold {open} active and {waiting} pending; the account has {account.Active} and {account.Pending}";
        return due == account.NextDueAt ? null : $"the account is next due at {account.NextDueAt:O}; the replay has {due:O}";
    }

    private static string? OfAllocations(IReadOnlyList<Allocation> allocations, ReplayedAccount replay)
    {
        var known = allocations.ToDictionary(allocation => (allocation.Sequence, allocation.LotSequence), allocation => allocation.Points);
        foreach (var (entry, lot) in replay.Taken.Keys.Union(known.Keys).Order())
        {
            var (told, stored) = (replay.Taken.GetValueOrDefault((entry, lot)), known.GetValueOrDefault((entry, lot)));
            if (told != stored)
                return $"entry {entry} took {told} from lot {lot}, but {stored} are allocated";
        }

        return null;
    }

    private static string? OfHolds(IReadOnlyList<Hold> holds, ReplayedAccount replay)
    {
        foreach (var hold in holds)
        {
            if (!replay.Holds.TryGetValue(hold.PlacedSequence, out var told))
                return $"hold {hold.Id} follows from no entry";
            var (points, state) = (told.Parts.Sum(part => part.Points), (hold.State, told.EndedBy?.Kind));
            if (hold.Points != points || hold.ExpiresAt != (told.LapsesAt ?? hold.ExpiresAt) || hold.EndedSequence != told.EndedBy?.Sequence
                || state is not ((HoldState.Open, null) or (HoldState.Committed, EntryKind.Redeem) or (HoldState.Released or HoldState.Expired, EntryKind.HoldReleased)))
                return $"hold {hold.Id} of {hold.Points} points is {hold.State} by entry {hold.EndedSequence}; the replay has {points} points, ended by entry {told.EndedBy?.Sequence}";
        }

        return replay.Holds.Count == holds.Count ? null : "a hold is missing";
    }
}
