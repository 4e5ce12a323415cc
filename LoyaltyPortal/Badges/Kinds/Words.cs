using System.Collections.Frozen;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Names that a merchant typed, to look up in any case.</summary>
internal static class Words
{
    private const int Most = 50;
    private const int Length = 80;

    public static IEnumerable<SettingProblem> Problems(string field, IReadOnlyList<string>? words) =>
        words is not null && (words.Count > Most || words.Any(word => word is not { Length: <= Length })) ? [new(field, BadgeErrors.Words())] : [];

    /// <summary>Null for none.</summary>
    public static FrozenSet<string>? SetOf(IReadOnlyList<string>? words)
    {
        var set = (words ?? []).Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => word.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        return set.Count == 0 ? null : set;
    }
}
