namespace LoyaltyPortal.Ledger;

/// <summary>The second path: an account's numbers worked out from nothing but its entries, lots and allocations.</summary>
public static class LedgerReplay
{
    /// <summary>The first difference between the books and the account, or null when they agree.</summary>
    /// <param name="entries">All entries of the account, by sequence.</param>
    public static string? FirstDifference(PointsAccount account, IReadOnlyList<LedgerEntry> entries, IReadOnlyList<Lot> lots, IReadOnlyList<Allocation> allocations)
    {
        long active = 0, pending = 0, held = 0;
        var previous = new byte[LedgerHash.Length];
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            if (entry.Sequence != index + 1)
                return $"entry {index + 1} is missing";
            if (!entry.PreviousHash.AsSpan().SequenceEqual(previous) || !LedgerHash.Of(entry).AsSpan().SequenceEqual(entry.Hash))
                return $"entry {entry.Sequence} does not carry the hash of its content";
            active += entry.ActiveChange;
            pending += entry.PendingChange;
            held += entry.HeldChange;
            if (entry.Points != entry.ActiveChange + entry.PendingChange + entry.HeldChange)
                return $"entry {entry.Sequence} is not the sum of its changes";
            if ((active, pending, held) != (entry.ActiveAfter, entry.PendingAfter, entry.HeldAfter))
                return $"entry {entry.Sequence} says {entry.ActiveAfter} active, {entry.PendingAfter} pending, {entry.HeldAfter} held; the replay has {active}, {pending}, {held}";
            if (active < 0 || pending < 0 || held < 0)
                return $"entry {entry.Sequence} leaves less than nothing";
            if (entry.Kind.IsDebit())
            {
                var taken = allocations.Where(allocation => allocation.Sequence == entry.Sequence).Sum(allocation => allocation.Points);
                if (taken != -entry.Points)
                    return $"entry {entry.Sequence} takes {-entry.Points} but its allocations are {taken}";
            }

            previous = entry.Hash;
        }

        if ((active, pending, held) != (account.Active, account.Pending, account.Held))
            return $"the account says {account.Active} active, {account.Pending} pending, {account.Held} held; the replay has {active}, {pending}, {held}";
        if (account.Version != entries.Count || !account.HeadHash.AsSpan().SequenceEqual(previous))
            return "the account's head is not its newest entry";
        foreach (var lot in lots)
        {
            var own = allocations.Where(allocation => allocation.LotSequence == lot.Sequence).ToLookup(allocation => IsHolding(entries[(int)allocation.Sequence - 1].Kind), allocation => allocation.Points);
            var used = own[false].Sum();
            if (lot.Remaining < 0 || lot.Remaining + lot.Held + used != lot.Points)
                return $"lot {lot.Sequence} has {lot.Remaining} left of {lot.Points}, but {used} were allocated";
        }

        var reserved = lots.Sum(lot => lot.Held);
        if (reserved != held)
            return $"the lots hold {reserved} for open redemptions; the replay has {held}";
        var open = lots.Where(lot => !lot.IsPending).Sum(lot => lot.Remaining);
        var waiting = lots.Where(lot => lot.IsPending).Sum(lot => lot.Remaining);
        return (open, waiting) == (active, pending) ? null : $"the lots hold {open} active and {waiting} pending; the replay has {active} and {pending}";
    }

    private static bool IsHolding(EntryKind kind) => kind is EntryKind.HoldPlaced or EntryKind.HoldReleased;
}
