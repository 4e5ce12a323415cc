namespace LoyaltyPortal.Ledger;

/// <summary>
/// What a debit took, in the order in which it is given back: from its lots by sequence, then the debt that it made. Knows how much of each part has been
/// given back already, so that no point comes back twice.
/// </summary>
internal sealed class DebitParts
{
    /// <summary>The part that came from no lot.</summary>
    public const long Debt = 0;

    private readonly List<(long Lot, long Left)> _parts;

    /// <param name="taken">The debit's allocations.</param>
    /// <param name="restorations">The entries that gave some of it back, by sequence.</param>
    public DebitParts(LedgerEntry debit, IEnumerable<Allocation> taken, IEnumerable<LedgerEntry> restorations)
    {
        _parts = [.. taken.Where(allocation => allocation.Points > 0).OrderBy(allocation => allocation.LotSequence).Select(allocation => (allocation.LotSequence, allocation.Points))];
        _parts.Add((Debt, -debit.Points - _parts.Sum(part => part.Left)));
        foreach (var restoration in restorations)
            Give(restoration.Points, restoration.RefersTo is > 0 ? restoration.RefersTo : null);
    }

    /// <summary>Gives back so many points.</summary>
    /// <param name="only">This lot's part only; null all.</param>
    /// <returns>How much to which lot (0: the debt); null when there is not so much left to give back.</returns>
    public IReadOnlyList<(long Lot, long Points)>? Give(long points, long? only)
    {
        var gives = new List<(long Lot, long Points)>();
        for (var index = 0; index < _parts.Count && points > 0; index++)
        {
            var (lot, left) = _parts[index];
            var part = Math.Min(points, left);
            if (part == 0 || (only is not null && lot != only))
                continue;
            gives.Add((lot, part));
            _parts[index] = (lot, left - part);
            points -= part;
        }

        return points == 0 ? gives : null;
    }
}
