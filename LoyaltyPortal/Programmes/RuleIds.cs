using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Programmes;

/// <summary>The ids by which a programme tells its rules apart. A rule that has none takes one from its place: programmes from before there were ids read the same way every time.</summary>
public static class RuleIds
{
    public static string New() => Guid.NewGuid().ToString("N")[..12];

    public static IReadOnlyList<string> Of(IReadOnlyList<EarningRule> rules)
    {
        var taken = rules.Select(rule => rule.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. rules.Select((rule, index) =>
        {
            if (rule.Id is { } id && seen.Add(id))
                return id;
            var free = index + 1;
            while (taken.Contains("r" + free))
                free++;
            taken.Add("r" + free);
            return "r" + free;
        })];
    }

    /// <summary>The same rules, each with its id from now on.</summary>
    internal static IReadOnlyList<EarningRule> Given(IReadOnlyList<EarningRule> rules)
    {
        foreach (var (rule, id) in rules.Zip(Of(rules)))
            rule.Id = id;
        return rules;
    }
}
