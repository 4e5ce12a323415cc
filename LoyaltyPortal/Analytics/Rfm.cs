namespace LoyaltyPortal.Analytics;

/// <summary>Groups of members by how lately, how often and for how much they buy.</summary>
public enum RfmSegment
{
    Champions,
    Loyal,
    Promising,
    AtRisk,
    Hibernating,
    Lost,
}

/// <summary>Scores from 1 to 5 (5 is best) by the fifth of the members that a value falls into (A. M. Hughes, "Strategic Database Marketing", 1994).</summary>
public static class Rfm
{
    public const int Best = 5;

    /// <summary>
    /// The score of each value: 1 + ⌊5 · (how many are smaller) / (how many there are)⌋. Equal values have equal scores, whatever their order, so that the fifths need not be of one size.
    /// </summary>
    public static IReadOnlyDictionary<T, int> Scores<T>(IReadOnlyCollection<T> values) where T : notnull, IComparable<T>
    {
        var scores = new Dictionary<T, int>();
        var smaller = 0;
        foreach (var same in values.GroupBy(value => value).OrderBy(group => group.Key))
        {
            scores[same.Key] = 1 + (int)((long)Best * smaller / values.Count);
            smaller += same.Count();
        }

        return scores;
    }

    /// <summary>Frequency and money in one score: their mean, a half rounded up.</summary>
    public static int Value(int frequency, int monetary) => (frequency + monetary + 1) / 2;

    /// <summary>
    /// By recency r and value v: Champions r ≥ 4 and v ≥ 4; else Loyal r ≥ 3 and v ≥ 3; Promising r ≥ 3; At risk r ≤ 2 and v ≥ 3; Hibernating r = 2; Lost r = 1.
    /// </summary>
    public static RfmSegment SegmentOf(int recency, int value) => (recency, value) switch
    {
        ( >= 4, >= 4) => RfmSegment.Champions,
        ( >= 3, >= 3) => RfmSegment.Loyal,
        ( >= 3, _) => RfmSegment.Promising,
        (_, >= 3) => RfmSegment.AtRisk,
        (2, _) => RfmSegment.Hibernating,
        _ => RfmSegment.Lost,
    };
}
