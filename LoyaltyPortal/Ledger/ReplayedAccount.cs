namespace LoyaltyPortal.Ledger;

/// <summary>Points of an account at one instant. <see cref="Active"/> is below zero by the debt.</summary>
public sealed record PointsAsOf(long Active, long Pending, long Held)
{
    public long Debt => Math.Max(0, -Active);
}

/// <summary>A lot as the entries tell it.</summary>
internal sealed class ReplayedLot
{
    public required long Sequence { get; init; }

    public required long Points { get; init; }

    public required DateTime From { get; init; }

    public required DateTime Earned { get; init; }

    public DateTime? Ends { get; set; }

    public bool Waits { get; set; }

    public long Free { get; set; }

    public long Reserved { get; set; }

    public bool IsOpen => Free > 0 || Reserved > 0;

    /// <summary>Whether it is spent before the other: what ends sooner, then what was earned sooner, then what was written sooner.</summary>
    public bool GoesBefore(ReplayedLot other)
    {
        if (Ends != other.Ends)
            return other.Ends is null || Ends < other.Ends;
        return Earned != other.Earned ? Earned < other.Earned : Sequence < other.Sequence;
    }
}

/// <summary>A hold as the entries tell it.</summary>
internal sealed class ReplayedHold
{
    public required DateTime? LapsesAt { get; init; }

    /// <summary>By lot; in this order they are given back.</summary>
    public required IReadOnlyList<(ReplayedLot Lot, long Points)> Parts { get; init; }

    public LedgerEntry? EndedBy { get; set; }
}

/// <summary>
/// The second path: an account worked out from nothing but its entries, one after the other, with code of its own for the order of consumption, for dates, for
/// debts and for restorations. Entries that were written before they carried their dates borrow those of the stored rows.
/// </summary>
internal sealed class ReplayedAccount(ILookup<long, Allocation> stored, IReadOnlyDictionary<long, Lot> storedLots, IReadOnlyDictionary<long, long> placedByEnd)
{
    private readonly Dictionary<long, long> _owed = [];
    private readonly Dictionary<(long Debit, long Lot), long> _givenBack = [];
    private readonly List<ReplayedLot> _open = [];
    private LedgerEntry? _entry;
    private string? _trouble;

    public long Active { get; private set; }

    public long Pending { get; private set; }

    public long Held { get; private set; }

    public SortedDictionary<long, ReplayedLot> Lots { get; } = [];

    public SortedDictionary<long, ReplayedHold> Holds { get; } = [];

    /// <summary>What each entry took from each lot; negative: gave back.</summary>
    public Dictionary<(long Entry, long Lot), long> Taken { get; } = [];

    private long Debt => Math.Max(0, -Active);

    /// <summary>Applies the next entry.</summary>
    /// <returns>What cannot be so, or null.</returns>
    public string? Apply(LedgerEntry entry)
    {
        (_entry, _trouble) = (entry, null);
        var debt = Debt;
        switch (entry.Kind)
        {
            case EntryKind.PendingReleased:
                Release(debt);
                break;
            case EntryKind.HoldPlaced:
                Place();
                break;
            case EntryKind.HoldReleased:
            case EntryKind.Redeem when entry.HeldChange < 0:
                EndHold(debt);
                break;
            case EntryKind.Expire:
                Expire();
                break;
            case var _ when entry.RestoresSequence is { } debit:
                Restore(debit, debt);
                break;
            case EntryKind.MergeOut when entry.Points > 0:
                Expect(entry.ActiveChange == debt && entry.PendingChange == 0, $"hands over a debt of {entry.ActiveChange}, but the debt is {debt}");
                break;
            case var _ when entry.Points > 0:
                Credit(debt);
                break;
            case var _ when entry.Points < 0:
                Debit();
                break;
        }

        if (entry.ExtendsTo is { } until)
        {
            foreach (var lot in _open.Where(lot => lot.IsOpen && lot.Ends < until))
                lot.Ends = until;
        }

        Active += entry.ActiveChange;
        Pending += entry.PendingChange;
        Held += entry.HeldChange;
        _open.RemoveAll(lot => !lot.IsOpen);
        return _trouble is null ? null : $"entry {entry.Sequence} {_trouble}";
    }

    /// <summary>The numbers at an instant after the last entry: with what time has brought until then, written or not.</summary>
    public PointsAsOf At(DateTime instant)
    {
        var (active, pending, held) = (Active, Pending, Held);
        var free = _open.ToDictionary(lot => lot, lot => lot.Free);
        foreach (var lot in _open.Where(lot => lot.Waits && lot.From <= instant).OrderBy(lot => lot.From))
        {
            free[lot] -= Math.Min(Math.Max(0, -active), lot.Free);
            (active, pending) = (active + lot.Free, pending - lot.Free);
        }

        foreach (var (lot, points) in Holds.Values.Where(hold => hold.EndedBy is null && hold.LapsesAt <= instant).OrderBy(hold => hold.LapsesAt).SelectMany(hold => hold.Parts))
        {
            free[lot] += points - Math.Min(Math.Max(0, -active), points);
            (active, held) = (active + points, held - points);
        }

        active -= free.Where(pair => pair.Key.Ends <= instant && (!pair.Key.Waits || pair.Key.From <= instant)).Sum(pair => pair.Value);
        return new PointsAsOf(active, pending, held);
    }

    private LedgerEntry Entry => _entry!;

    private bool Expect(bool holds, string otherwise)
    {
        if (!holds)
            _trouble ??= otherwise;
        return holds;
    }

    private ReplayedLot? LotOf(long sequence)
    {
        Expect(Lots.ContainsKey(sequence), $"speaks of lot {sequence}, which no entry made");
        return Lots.GetValueOrDefault(sequence);
    }

    private void Note(ReplayedLot lot, long points)
    {
        if (points != 0)
            Taken[(Entry.Sequence, lot.Sequence)] = Taken.GetValueOrDefault((Entry.Sequence, lot.Sequence)) + points;
    }

    private void Take(ReplayedLot lot, long points)
    {
        Expect(points <= lot.Free, $"takes {points} from lot {lot.Sequence}, which has {lot.Free}");
        lot.Free -= points;
        Note(lot, points);
    }

    /// <summary>Points have become spendable in this lot; the debt takes its part at once.</summary>
    private void PayOff(ReplayedLot lot, long points, ref long debt)
    {
        var part = Math.Min(points, debt);
        debt -= part;
        if (part > 0)
            Take(lot, part);
    }

    private void Add(long points, DateTime from, DateTime earned, DateTime? ends, ref long debt)
    {
        var lot = new ReplayedLot { Sequence = Entry.Sequence, Points = points, From = from, Earned = earned, Ends = ends, Waits = from > Entry.RecordedAt, Free = points };
        Lots.Add(lot.Sequence, lot);
        _open.Add(lot);
        if (!lot.Waits)
            PayOff(lot, points, ref debt);
    }

    private void Credit(long debt)
    {
        if (Entry.AvailableFrom is { } from)
            Add(Entry.Points, from, Entry.EarnedAt ?? Entry.OccurredAt, Entry.ExpiresAt, ref debt);
        else if (Expect(storedLots.TryGetValue(Entry.Sequence, out var old), "gave points, but no lot is stored for them"))
            Add(Entry.Points, old!.AvailableFrom, Entry.OccurredAt, old.ExpiresAt, ref debt);
        if (Lots.TryGetValue(Entry.Sequence, out var lot))
            Expect(lot.Waits == (Entry.PendingChange > 0) && Entry.HeldChange == 0, $"gave {Entry.ActiveChange} active and {Entry.PendingChange} pending points against its own dates");
    }

    private void Release(long debt)
    {
        if (LotOf(Entry.RefersTo ?? Entry.SourceId) is not { } lot)
            return;
        Expect(lot.Waits && lot.From <= Entry.RecordedAt, $"releases lot {lot.Sequence}, whose time had not come");
        Expect(Entry.ActiveChange == lot.Free && Entry.PendingChange == -lot.Free, $"releases {Entry.ActiveChange} points of lot {lot.Sequence}, which has {lot.Free}");
        lot.Waits = false;
        PayOff(lot, lot.Free, ref debt);
    }

    private void Expire()
    {
        if (LotOf(Entry.RefersTo ?? Entry.SourceId) is not { } lot)
            return;
        Expect(!lot.Waits && lot.Ends <= Entry.RecordedAt, $"lets lot {lot.Sequence} lapse, which was good until {lot.Ends:O}");
        Expect(-Entry.ActiveChange == lot.Free, $"lets {-Entry.ActiveChange} points of lot {lot.Sequence} lapse, which had {lot.Free}");
        Take(lot, lot.Free);
    }

    private void Place()
    {
        var (turn, missing) = InTurn(Entry.HeldChange, null);
        foreach (var (lot, points) in turn)
        {
            Take(lot, points);
            lot.Reserved += points;
        }

        Expect(missing == 0, $"reserves {missing} points more than there were");
        Holds.Add(Entry.Sequence, new ReplayedHold { LapsesAt = Entry.ExpiresAt, Parts = [.. turn.OrderBy(part => part.Lot.Sequence)] });
    }

    private void EndHold(long debt)
    {
        var placed = Entry.RefersTo ?? placedByEnd.GetValueOrDefault(Entry.Sequence);
        if (!Expect(Holds.TryGetValue(placed, out var hold) && hold.EndedBy is null, $"ends the hold of entry {placed}, which was not open"))
            return;
        hold!.EndedBy = Entry;
        Expect(-Entry.HeldChange == hold.Parts.Sum(part => part.Points), $"ends a hold of {hold.Parts.Sum(part => part.Points)} points with {-Entry.HeldChange}");
        foreach (var (lot, points) in hold.Parts)
        {
            lot.Reserved -= points;
            if (Entry.Kind == EntryKind.Redeem)
            {
                Note(lot, points);
                continue;
            }

            lot.Free += points;
            Note(lot, -points);
            PayOff(lot, points, ref debt);
        }
    }

    private void Debit()
    {
        if (Entry.RefersTo is not { } named)
        {
            foreach (var allocation in stored[Entry.Sequence])
            {
                if (LotOf(allocation.LotSequence) is { } lot)
                    Take(lot, allocation.Points);
            }

            return;
        }

        var first = named == 0 ? null : LotOf(named);
        var (fromActive, fromPending) = (-Entry.ActiveChange, -Entry.PendingChange);
        if (first is { Waits: true })
        {
            Expect(fromPending == Math.Min(fromActive + fromPending, first.Free), $"takes {fromPending} from pending lot {named}, which has {first.Free}");
            Take(first, fromPending);
        }
        else if (fromPending > 0)
        {
            var waiting = _open.Where(lot => lot.Waits).ToList();
            Expect(fromPending == waiting.Sum(lot => lot.Free), $"takes {fromPending} pending points, but {waiting.Sum(lot => lot.Free)} are pending");
            foreach (var lot in waiting)
                Take(lot, lot.Free);
        }

        var (turn, owed) = InTurn(fromActive, first);
        foreach (var (lot, points) in turn)
            Take(lot, points);
        Expect(owed == 0 || Entry.Kind is EntryKind.EarnReversal or EntryKind.MergeIn, $"takes {owed} points more than there were");
        _owed[Entry.Sequence] = owed;
    }

    /// <summary>The lots that so many active points come from, the named one first.</summary>
    private (List<(ReplayedLot Lot, long Points)> Turn, long Missing) InTurn(long points, ReplayedLot? first)
    {
        var parts = new List<(ReplayedLot, long)>();
        var left = _open.Where(lot => !lot.Waits && lot.Free > 0).ToList();
        while (points > 0 && left.Count > 0)
        {
            var next = first is not null && left.Contains(first) ? first : left.Aggregate((best, lot) => lot.GoesBefore(best) ? lot : best);
            left.Remove(next);
            parts.Add((next, Math.Min(points, next.Free)));
            points -= Math.Min(points, next.Free);
        }

        return (parts, points);
    }

    private void Restore(long debit, long debt)
    {
        var (left, toPending) = (Entry.Points, 0L);
        var lots = new List<(ReplayedLot Lot, long Points)>();
        foreach (var (lot, points) in PartsOf(debit))
        {
            var before = Entry.RefersTo is null ? 0 : _givenBack.GetValueOrDefault((debit, lot.Sequence));
            var part = Math.Min(left, points - before);
            if (part <= 0 || (Entry.RefersTo is > 0 and var only && lot.Sequence != only))
                continue;
            _givenBack[(debit, lot.Sequence)] = _givenBack.GetValueOrDefault((debit, lot.Sequence)) + part;
            lots.Add((lot, part));
            left -= part;
        }

        var owed = _owed.GetValueOrDefault(debit) - _givenBack.GetValueOrDefault((debit, 0L));
        Expect(left <= (Entry.RefersTo is > 0 ? 0 : owed), $"gives back {left} points that entry {debit} did not take");
        _givenBack[(debit, 0L)] = _givenBack.GetValueOrDefault((debit, 0L)) + left;
        var paid = Math.Min(left, debt);
        debt -= paid;
        if (left > paid)
            Add(left - paid, Entry.RecordedAt, Entry.OccurredAt, Entry.ExpiresAt, ref debt);
        foreach (var (lot, points) in lots)
        {
            if (!lot.IsOpen)
                _open.Add(lot);
            lot.Free += points;
            Expect(lot.Free + lot.Reserved <= lot.Points, $"gives lot {lot.Sequence} back more than it ever had");
            Note(lot, -points);
            if (lot.Ends < Entry.GraceUntil && (lot.Ends <= Entry.RecordedAt || Entry.Kind == EntryKind.MergeIn))
                lot.Ends = Entry.GraceUntil;
            lot.Waits &= lot.From > Entry.RecordedAt;
            if (lot.Waits)
                toPending += points;
            else
                PayOff(lot, points, ref debt);
        }

        Expect(toPending == Entry.PendingChange, $"gives {Entry.PendingChange} points back as pending, but {toPending} are");
    }

    private IEnumerable<(ReplayedLot Lot, long Points)> PartsOf(long debit)
    {
        var parts = Entry.RefersTo is null
            ? stored[Entry.Sequence].Select(allocation => (Lot: allocation.LotSequence, Points: -allocation.Points))
            : Lots.Keys.Select(lot => (Lot: lot, Points: Taken.GetValueOrDefault((debit, lot))));
        foreach (var (sequence, points) in parts.Where(part => part.Points > 0).OrderBy(part => part.Lot).ToList())
        {
            if (LotOf(sequence) is { } lot)
                yield return (lot, points);
        }
    }
}
