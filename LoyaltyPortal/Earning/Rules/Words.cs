using System.Collections.Frozen;

namespace LoyaltyPortal.Earning.Rules;

/// <summary>Names that a merchant typed, to look up in any case.</summary>
internal static class Words
{
    /// <summary>Names in one list: explanations repeat them on every purchase.</summary>
    public const int Most = 100;

    /// <summary>Letters of one name.</summary>
    public const int Length = 80;

    public static bool AreTooMany(IReadOnlyList<string>? words) => words is not null && (words.Count > Most || words.Any(word => word is { Length: > Length }));

    /// <summary>Null for none.</summary>
    public static FrozenSet<string>? SetOf(IReadOnlyList<string>? words)
    {
        var set = (words ?? []).Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => word.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        return set.Count == 0 ? null : set;
    }
}
