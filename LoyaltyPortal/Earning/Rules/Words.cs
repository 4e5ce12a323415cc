using System.Collections.Frozen;

namespace LoyaltyPortal.Earning.Rules;

/// <summary>Names that a merchant typed, to look up in any case.</summary>
internal static class Words
{
    /// <summary>Null for none.</summary>
    public static FrozenSet<string>? SetOf(IReadOnlyList<string>? words)
    {
        var set = (words ?? []).Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => word.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        return set.Count == 0 ? null : set;
    }
}
