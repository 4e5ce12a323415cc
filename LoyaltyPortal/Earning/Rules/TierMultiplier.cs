using System.Collections.Frozen;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="TierKeys">The tiers, by their stable keys.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record TierMultiplierSettings(IReadOnlyList<string>? TierKeys = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of members in some tiers, besides what the tier itself multiplies by.</summary>
[Kind("tier_multiplier", "military_tech")]
public sealed class TierMultiplier() : MultiplierRule<TierMultiplierSettings>(new TierMultiplierSettings()), IForSomeMembers
{
    private FrozenSet<string> _tiers = FrozenSet<string>.Empty;

    public override RuleSentence Sentence => new("Tiers", Settings.Factor, Said.Tiers(Settings.TierKeys), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (_tiers.Count == 0)
            yield return Wrong(nameof(Settings.TierKeys), EarningErrors.Tiers());
    }

    protected override void Compile()
    {
        base.Compile();
        _tiers = (Settings.TierKeys ?? []).ToFrozenSet(StringComparer.Ordinal);
    }

    protected override bool Concerns(Basket basket, EarningSheet sheet)
    {
        if (basket.Member.TierKey is { } key && _tiers.Contains(key))
            return true;
        if (sheet.Explains)
            sheet.Silence(this, basket.Member.TierKey is null ? "silent_no_tier" : "silent_other_tier", basket.Member.TierName is { } name ? [name] : []);
        return false;
    }

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_tier_multiplier", [basket.Member.TierName ?? "", Say.Number(Settings.Factor)]);
}
