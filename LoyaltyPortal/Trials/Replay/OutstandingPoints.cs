using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>
/// How many of the points given in the window have neither been taken back nor lapsed, if nobody had spent any: what the merchant would owe for them.
/// Only the sums by expiry are kept.
/// </summary>
internal sealed class OutstandingPoints(PointsPolicy policy, Zone zone)
{
    private readonly SortedList<DateTime, long> _lots = [];
    private Dictionary<long, DateTime>? _touched;

    public void Credit(long sourceId, long points, DateTime occurredAt, DateTime recordedAt, bool isTouched)
    {
        if (policy.Expiry == ExpiryKind.Inactivity)
            Prolong(occurredAt);
        var expires = policy.ExpiryOf(zone, occurredAt, recordedAt) ?? DateTime.MaxValue;
        if (points != 0)
            Add(expires, points);
        if (isTouched)
            (_touched ??= [])[sourceId] = expires;
    }

    public void TakeBack(long sourceId, long points)
    {
        if (_touched?.TryGetValue(sourceId, out var expires) == true)
            Add(policy.Expiry == ExpiryKind.Inactivity && _lots.Count > 0 ? _lots.Keys[^1] : expires, -points);
    }

    public long At(DateTime now)
    {
        long left = 0;
        foreach (var (expires, points) in _lots)
        {
            if (expires > now)
                left += points;
        }

        return left;
    }

    /// <summary>Every purchase gives all points that still live the same new term.</summary>
    private void Prolong(DateTime occurredAt)
    {
        long living = 0;
        for (var index = _lots.Count - 1; index >= 0 && _lots.Keys[index] > occurredAt; index--)
        {
            living += _lots.Values[index];
            _lots.RemoveAt(index);
        }

        if (living != 0)
            Add(policy.ExpiryOf(zone, occurredAt, occurredAt) ?? DateTime.MaxValue, living);
    }

    private void Add(DateTime expires, long points) => _lots[expires] = _lots.GetValueOrDefault(expires) + points;
}
