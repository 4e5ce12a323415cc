using System.Globalization;

namespace LoyaltyPortal.Segments;

/// <summary>Conditions in an address, for pages that lead to the builder: <c>at-risk,store:3+4,tier:gold</c>.</summary>
public static class SegmentStart
{
    /// <summary>What can be read of it; what cannot is left out.</summary>
    public static IReadOnlyList<SegmentCondition> Read(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(SegmentDefinition.MostConditions).Select(ConditionOf).OfType<SegmentCondition>()];

    public static string Write(IEnumerable<string> kinds, IReadOnlyList<int> storeIds, string? tierKey) => string.Join(',', kinds
        .Concat(storeIds.Count > 0 ? ["store:" + string.Join('+', storeIds.Select(id => id.ToString(CultureInfo.InvariantCulture)))] : [])
        .Concat(tierKey is { } tier ? ["tier:" + tier] : []));

    private static SegmentCondition? ConditionOf(string word)
    {
        var (key, value) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? (word[..at], word[(at + 1)..]) : (word, null);
        if (ConditionKinds.Find(key) is not { } kind)
            return null;
        var start = kind.Start;
        if (value is not null && kind.Parts.HasFlag(ConditionParts.Stores))
            return start with { StoreIds = [.. value.Split('+').Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var store) ? store : 0).Where(store => store > 0).Distinct()] };
        return value is not null && (kind.Parts & (ConditionParts.Tiers | ConditionParts.Categories)) != ConditionParts.None ? start with { Words = [value] } : start;
    }
}
