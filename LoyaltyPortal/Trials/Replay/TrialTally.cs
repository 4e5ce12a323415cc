using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>Adds up what a trial finds.</summary>
internal sealed class TrialTally(Zone zone, Ladder ladder)
{
    private const int Most = 50;
    private readonly SortedDictionary<int, (long Then, long Draft)> _months = [];
    private readonly Dictionary<string, (decimal Points, long Purchases)> _rules = new(StringComparer.Ordinal);

    public void Add(HistoryEvent happened, ReplayStep step)
    {
        var day = happened switch
        {
            PurchaseEvent purchase => purchase.Day,
            ReturnEvent back => back.Day,
            ActionEvent action => action.Day,
            _ => zone.DayOf(happened.OccurredAt),
        };
        var month = MonthNumber.Of(day);
        var (then, draft) = _months.GetValueOrDefault(month);
        _months[month] = (then + step.Then, draft + step.Draft);
        if (step.Earned is null)
            return;
        foreach (var fired in step.Earned.Explanation.Steps)
        {
            if (fired.Points is not { } points || points == 0)
                continue;
            var (sum, count) = _rules.GetValueOrDefault(fired.Name ?? "");
            _rules[fired.Name ?? ""] = (sum + points, count + 1);
        }
    }

    /// <param name="tiersNow">The tier that each member really holds; who was never assessed stands where somebody new would.</param>
    /// <param name="compared">The ladder that really holds.</param>
    public TrialResult Result(IEnumerable<MemberReplay> members, IReadOnlyDictionary<long, string?> tiersNow, Ladder compared, DateTime now, decimal pointValue)
    {
        var today = zone.DayOf(now);
        var seen = members.Where(member => member.IsInWindow).ToList();
        var start = compared.At(compared.ReachedBy(0))?.Key;
        var moves = seen.GroupBy(member => (From: tiersNow.TryGetValue(member.MemberId, out var held) ? compared.Find(held)?.Key : start, To: member.TierAtEnd(today)))
            .Select(group => new TierMoveCount(group.Key.From, group.Key.To, group.LongCount(), ladder.PlaceOf(group.Key.To) - ladder.PlaceOf(group.Key.From)))
            .OrderBy(move => compared.PlaceOf(move.From)).ThenBy(move => ladder.PlaceOf(move.To)).ThenBy(move => move.From, StringComparer.Ordinal);
        return new TrialResult
        {
            Purchases = seen.Sum(member => member.Purchases),
            Members = seen.Count,
            Better = seen.Count(member => member.Change > 0),
            Worse = seen.Count(member => member.Change < 0),
            Then = seen.Sum(member => member.Then),
            Draft = seen.Sum(member => member.Draft),
            ThenOutstanding = seen.Sum(member => member.ThenOutstanding(now)),
            DraftOutstanding = seen.Sum(member => member.DraftOutstanding(now)),
            PointValue = pointValue,
            Months = [.. _months.Select(month => new TrialMonth(month.Key, month.Value.Then, month.Value.Draft))],
            Rules = [.. _rules.Select(rule => new TrialRule(rule.Key, rule.Value.Points, rule.Value.Purchases)).OrderByDescending(rule => rule.Points).ThenBy(rule => rule.Name, StringComparer.Ordinal)],
            Bands = TrialBands.Of([.. seen.Select(member => member.Change)]),
            Tiers = ladder.Tiers.Count + compared.Tiers.Count == 0 ? [] : [.. moves],
            Winners = [.. seen.Where(member => member.Change > 0).OrderByDescending(member => member.Change).ThenBy(member => member.MemberId).Take(Most).Select(Row)],
            Losers = [.. seen.Where(member => member.Change < 0).OrderBy(member => member.Change).ThenBy(member => member.MemberId).Take(Most).Select(Row)],
        };
    }

    private static TrialMember Row(MemberReplay member) => new(member.MemberId, member.Then, member.Draft, member.Purchases);
}

/// <summary>How a change spreads over members: bands of one round width on both sides of nobody's change.</summary>
internal static class TrialBands
{
    private const int Side = 5;

    public static IReadOnlyList<TrialBand> Of(IReadOnlyList<long> changes)
    {
        if (changes.Count == 0)
            return [];
        var width = Width([.. changes.Select(Math.Abs).Where(change => change > 0).Order()]);
        var bands = new (long Members, long Points)[2 * Side + 3];
        foreach (var change in changes)
        {
            // 1 … width is the first band beside the middle; the outermost takes all that is beyond.
            var steps = change == 0 ? 0 : (int)Math.Min(Side + 1, (Math.Abs(change) + width - 1) / width);
            var place = Side + 1 + Math.Sign(change) * steps;
            bands[place] = (bands[place].Members + 1, bands[place].Points + change);
        }

        return [.. bands.Select((band, place) => Band(place - Side - 1, width, band.Members, band.Points))];
    }

    private static TrialBand Band(int steps, long width, long members, long points) => steps switch
    {
        0 => new TrialBand(0, 0, members, points),
        > Side => new TrialBand(Side * width + 1, null, members, points),
        < -Side => new TrialBand(null, -Side * width - 1, members, points),
        > 0 => new TrialBand((steps - 1) * width + 1, steps * width, members, points),
        _ => new TrialBand(steps * width, (steps + 1) * width - 1, members, points),
    };

    /// <summary>1, 2 or 5 times a power of ten, so that most members fall into the inner bands.</summary>
    private static long Width(List<long> sizes)
    {
        if (sizes.Count == 0)
            return 1;
        var usual = sizes[(int)((sizes.Count - 1) * 0.9)];
        long width = 1;
        foreach (var factor in Enumerable.Repeat<long[]>([2, 5, 10], 17).SelectMany((steps, power) => steps.Select(step => step * (long)Math.Pow(10, power))))
        {
            if (width * Side >= usual)
                break;
            width = factor;
        }

        return width;
    }
}
