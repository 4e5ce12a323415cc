using System.Text.Json;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Programmes;

public enum ProgrammePart
{
    Rules = 1,
    AddingUp = 2,
    Points = 3,
    Tiers = 4,
}

public enum ChangeKind
{
    Added = 1,
    Removed = 2,
    Changed = 3,
}

/// <summary>One field that differs; a missing value is null.</summary>
/// <param name="Field">The property's name; its label is a text of the room it belongs to.</param>
public sealed record FieldChange(string Field, object? Before, object? After);

/// <summary>One thing that differs between two programmes: a rule, a tier, or the fields of a part.</summary>
public sealed record ProgrammeChange(ProgrammePart Part, ChangeKind Kind)
{
    public EarningRule? RuleBefore { get; init; }

    public EarningRule? RuleAfter { get; init; }

    public Tier? TierBefore { get; init; }

    public Tier? TierAfter { get; init; }

    /// <summary>What changed of the rule, the tier or the part.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];
}

/// <summary>
/// What differs between two programmes, part by part. Where rules stand in the list decides nothing and so is no difference; tiers stand in the
/// order of their thresholds.
/// </summary>
public static class ProgrammeDifference
{
    public static IReadOnlyList<ProgrammeChange> Between(ProgrammeContent before, ProgrammeContent after) =>
    [
        .. Rules(before.Rules, after.Rules),
        .. Part(ProgrammePart.AddingUp, [.. Field("Stacking", before.Stacking, after.Stacking), .. Fields(before.Basis, after.Basis)]),
        .. Part(ProgrammePart.Points, Points(before.Points, after.Points)),
        .. Tiers(before.Ladder, after.Ladder),
    ];

    private static IEnumerable<ProgrammeChange> Rules(IReadOnlyList<EarningRule> before, IReadOnlyList<EarningRule> after)
    {
        var old = Named(before);
        var now = Named(after);
        foreach (var (id, rule) in now)
        {
            if (!IsIn(old, id, rule))
                yield return new ProgrammeChange(ProgrammePart.Rules, ChangeKind.Added) { RuleAfter = rule };
        }

        foreach (var (id, rule) in now)
        {
            if (!IsIn(old, id, rule))
                continue;
            var was = old[id];
            if (Field(nameof(EarningRule.Name), was.Name.Trim(), rule.Name.Trim()).Concat(Fields(was.SettingsValue, rule.SettingsValue)).ToList() is { Count: > 0 } fields)
                yield return new ProgrammeChange(ProgrammePart.Rules, ChangeKind.Changed) { RuleBefore = was, RuleAfter = rule, Fields = fields };
        }

        foreach (var (id, rule) in old)
        {
            if (!IsIn(now, id, rule))
                yield return new ProgrammeChange(ProgrammePart.Rules, ChangeKind.Removed) { RuleBefore = rule };
        }
    }

    /// <summary>A rule of another kind in the same place is another rule.</summary>
    private static bool IsIn(Dictionary<string, EarningRule> rules, string id, EarningRule rule) => rules.TryGetValue(id, out var same) && same.Kind == rule.Kind;

    private static IEnumerable<ProgrammeChange> Tiers(Ladder before, Ladder after)
    {
        var settings = Field(nameof(Ladder.Measure), before.Measure, after.Measure)
            .Concat(Field(nameof(Ladder.Window), before.Window, after.Window))
            .Concat(Field(nameof(Ladder.Downgrade), before.Downgrade, after.Downgrade))
            .Concat(Field(nameof(Ladder.GraceDays), before.GraceDays, after.GraceDays));
        if (before.Tiers.Count > 0 && after.Tiers.Count > 0)
        {
            foreach (var change in Part(ProgrammePart.Tiers, settings))
                yield return change;
        }

        var old = before.Tiers.ToDictionary(tier => tier.Key, StringComparer.Ordinal);
        foreach (var tier in after.Tiers)
        {
            if (!old.Remove(tier.Key, out var was))
                yield return new ProgrammeChange(ProgrammePart.Tiers, ChangeKind.Added) { TierAfter = tier };
            else if (Fields(was, tier, nameof(Tier.Key)).ToList() is { Count: > 0 } fields)
                yield return new ProgrammeChange(ProgrammePart.Tiers, ChangeKind.Changed) { TierBefore = was, TierAfter = tier, Fields = fields };
        }

        foreach (var tier in before.Tiers.Where(tier => old.ContainsKey(tier.Key)))
            yield return new ProgrammeChange(ProgrammePart.Tiers, ChangeKind.Removed) { TierBefore = tier };
    }

    /// <summary>When points lapse is one thing, said in one sentence; the fields that the kind does not use say nothing.</summary>
    private static IEnumerable<FieldChange> Points(PointsPolicy before, PointsPolicy after)
    {
        var lapse = Lapse(before) == Lapse(after) ? [] : new[] { new FieldChange(nameof(PointsPolicy.Expiry), before, after) };
        string[] told = [nameof(PointsPolicy.Expiry), nameof(PointsPolicy.ExpiryMonths), nameof(PointsPolicy.ExpiryMonth), nameof(PointsPolicy.ExpiryDay)];
        return lapse.Concat(Fields(before, after, told));
    }

    private static (ExpiryKind, int, int, int) Lapse(PointsPolicy points) => points.Expiry switch
    {
        ExpiryKind.Never => (points.Expiry, 0, 0, 0),
        ExpiryKind.FixedDate => (points.Expiry, points.ExpiryMonths, points.ExpiryMonth, points.ExpiryDay),
        _ => (points.Expiry, points.ExpiryMonths, 0, 0),
    };

    private static IEnumerable<ProgrammeChange> Part(ProgrammePart part, IEnumerable<FieldChange> fields) =>
        fields.ToList() is { Count: > 0 } some ? [new ProgrammeChange(part, ChangeKind.Changed) { Fields = some }] : [];

    private static Dictionary<string, EarningRule> Named(IReadOnlyList<EarningRule> rules) => RuleIds.Of(rules).Zip(rules).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    private static IEnumerable<FieldChange> Fields<T>(T before, T after, params string[] except) where T : notnull =>
        before.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract" && !except.Contains(property.Name))
            .SelectMany(property => Field(property.Name, property.GetValue(before), property.GetValue(after)));

    private static IEnumerable<FieldChange> Field(string name, object? before, object? after) => Same(before, after) ? [] : [new FieldChange(name, before, after)];

    /// <summary>By what is stored: lists in settings are equal when what is in them is, and an empty one says as much as none.</summary>
    private static bool Same(object? before, object? after) => Equals(before, after) || Stored(before) == Stored(after);

    private static string Stored(object? value) => value is not null && JsonSerializer.Serialize(value, value.GetType(), RuleJson.Options) is var json and not ("[]" or "{}") ? json : "";
}
