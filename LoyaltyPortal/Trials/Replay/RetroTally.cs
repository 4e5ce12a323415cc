namespace LoyaltyPortal.Trials.Replay;

/// <summary>
/// What every purchase of a time would have to be corrected by. Corrections that were posted before count as given, so that looking at the same time
/// again proposes nothing twice.
/// </summary>
internal sealed class RetroTally
{
    private readonly Dictionary<long, (PurchaseEvent Purchase, long Then, long Draft, long PointsLeft, decimal NetLeft)> _changed = [];

    /// <param name="net">What was sold, or came back with a minus.</param>
    public void Add(PurchaseEvent purchase, long then, long draft, decimal net)
    {
        if (_changed.TryGetValue(purchase.Id, out var known))
            _changed[purchase.Id] = (purchase, known.Then + then, known.Draft + draft, known.PointsLeft + then, known.NetLeft + net);
        else if (then != draft || purchase.IsTouched || purchase.Corrected != 0)
            _changed.Add(purchase.Id, (purchase, then + purchase.Corrected, draft, then, net));
    }

    /// <summary>Members with something to correct, by id; purchases in the order of time.</summary>
    public IEnumerable<(long MemberId, IReadOnlyList<ProposalPart> Parts)> Members() => _changed.Values
        .Where(change => change.Then != change.Draft)
        .GroupBy(change => change.Purchase.MemberId).OrderBy(member => member.Key)
        .Select(member => (member.Key, (IReadOnlyList<ProposalPart>)[.. member.OrderBy(change => change.Purchase.OccurredAt).ThenBy(change => change.Purchase.Id)
            .Select(change => new ProposalPart(change.Purchase.Id, change.Purchase.Reference, change.Purchase.Day, change.Then, change.Draft - change.Then) { NetLeft = change.NetLeft, PointsLeft = change.PointsLeft })]));
}
