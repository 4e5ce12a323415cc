using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Programmes;

/// <summary>Everything that a programme decides: what a version publishes and a draft edits. Immutable.</summary>
public sealed record ProgrammeContent
{
    /// <summary>Nobody earns anything.</summary>
    public static readonly ProgrammeContent Empty = new();

    public IReadOnlyList<EarningRule> Rules { get; init; } = [];

    public Stacking Stacking { get; init; } = Stacking.Add;

    public EarningBasis Basis { get; init; } = new();

    public PointsPolicy Points { get; init; } = new();

    public Ladder Ladder { get; init; } = Ladder.None;

    public static ProgrammeContent Of(IReadOnlyList<EarningRule> rules, PointsPolicy? points = null) => new() { Rules = rules, Points = points ?? new PointsPolicy() };

    /// <summary>The first thing that keeps it from being published, or null.</summary>
    public Failure? Check() => RuleSet.Check(Rules) ?? Points.Check() ?? Ladder.Check();

    /// <summary>As it is stored. Equal contents give equal texts.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Stored(
        [.. Rules.Zip(RuleIds.Of(Rules), (rule, id) => new StoredRule(id, rule.Kind, rule.Name, JsonSerializer.SerializeToElement(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options)))],
        Stacking, Basis, Points, Ladder), RuleJson.Options);

    public static ProgrammeContent FromJson(string json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json, RuleJson.Options)!;
        return new ProgrammeContent
        {
            Rules = RuleIds.Given([.. (stored.Rules ?? []).Select(Bind)]),
            Stacking = stored.Stacking ?? Stacking.Add,
            Basis = stored.Basis ?? new EarningBasis(),
            Points = stored.Points ?? new PointsPolicy(),
            Ladder = stored.Ladder ?? Ladder.None,
        };
    }

    /// <summary>
    /// What an editor wants, over what somebody else has saved meanwhile: what the editor did not touch takes the other's value; rules and tiers
    /// are matched by their ids, not by their names or places.
    /// </summary>
    /// <param name="start">What the editor began with.</param>
    public ProgrammeContent Over(ProgrammeContent start, ProgrammeContent saved) =>
        FromJson(ThreeWay.Merge(JsonNode.Parse(start.ToJson()), JsonNode.Parse(ToJson()), JsonNode.Parse(saved.ToJson()))!.ToJsonString());

    /// <summary>Another rule with the same kind, name and settings, and no id yet.</summary>
    public static EarningRule Copy(EarningRule rule) => Bind(new StoredRule(null, rule.Kind, rule.Name, JsonSerializer.SerializeToElement(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options)));

    private static EarningRule Bind(StoredRule stored)
    {
        var rule = EarningKinds.Create(stored.Kind);
        rule.Id = stored.Id;
        rule.Name = stored.Name;
        rule.Bind(stored.Settings);
        return rule;
    }

    public bool Equals(ProgrammeContent? other) => other is not null && (ReferenceEquals(this, other) || ToJson() == other.ToJson());

    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    private sealed record Stored(IReadOnlyList<StoredRule>? Rules, Stacking? Stacking, EarningBasis? Basis, PointsPolicy? Points, Ladder? Ladder);

    private sealed record StoredRule(string? Id, string Kind, string Name, JsonElement Settings);
}
