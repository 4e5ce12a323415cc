namespace LoyaltyPortal.Ledger;

/// <summary>What an entry did to points that were earned at one time.</summary>
/// <param name="Begun">Points of a lot that it made.</param>
/// <param name="Gone">Points that left a lot by it; negative: came back. What a hold reserves leaves only when it is spent.</param>
public readonly record struct LotChange(DateTime EarnedAt, long Begun, long Gone);

/// <summary>An entry with what it did to which lots.</summary>
/// <param name="countsAs">The kind that says what became of the points: a restoration undoes the debit that it gives back.</param>
public sealed class PostedEntry(LedgerEntry entry, EntryKind countsAs)
{
    private readonly List<LotChange> _changes = [];

    public LedgerEntry Entry { get; } = entry;

    public EntryKind CountsAs { get; } = countsAs;

    /// <summary>Several may be of one lot.</summary>
    public IReadOnlyList<LotChange> Changes => _changes;

    internal void Began(Lot lot) => _changes.Add(new LotChange(lot.EarnedAt, lot.Points, 0));

    internal void Lost(Lot lot, long points)
    {
        if (points != 0)
            _changes.Add(new LotChange(lot.EarnedAt, 0, points));
    }

    /// <summary>The same of entries that were posted long ago, from the rows of their account.</summary>
    internal static IEnumerable<PostedEntry> OfAccount(IReadOnlyCollection<LedgerEntry> entries, IEnumerable<Lot> lots, IEnumerable<Allocation> allocations, IEnumerable<Hold> holds)
    {
        var lotOf = lots.ToDictionary(lot => lot.Sequence);
        var allocated = allocations.ToLookup(allocation => allocation.Sequence);
        var placedBy = holds.Where(hold => hold.EndedSequence is not null).ToDictionary(hold => hold.EndedSequence!.Value, hold => hold.PlacedSequence);
        var kinds = entries.Where(entry => entry.Points < 0).ToDictionary(entry => entry.Sequence, entry => entry.Kind);
        foreach (var entry in entries)
        {
            var posted = new PostedEntry(entry, entry.RestoresSequence is { } debit ? kinds[debit] : entry.Kind);
            if (lotOf.TryGetValue(entry.Sequence, out var own))
                posted.Began(own);
            if (entry.Kind != EntryKind.HoldPlaced)
            {
                foreach (var allocation in allocated[entry.Sequence])
                    posted.Lost(lotOf[allocation.LotSequence], allocation.Points);
            }

            if (entry.Kind == EntryKind.HoldReleased && placedBy.TryGetValue(entry.Sequence, out var placed))
            {
                foreach (var allocation in allocated[placed])
                    posted.Lost(lotOf[allocation.LotSequence], allocation.Points); // it had not left: what is left out of this paid off a debt
            }

            yield return posted;
        }
    }
}
