using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="StoreIds">These stores; none means any.</param>
/// <param name="Channel">This channel; null means any.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record StoreMultiplierSettings(IReadOnlyList<int>? StoreIds = null, Channel? Channel = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of purchases in some stores or one channel.</summary>
[Kind("store_multiplier", "storefront")]
public sealed class StoreMultiplier() : MultiplierRule<StoreMultiplierSettings>(new StoreMultiplierSettings())
{
    public override RuleParts Parts => RuleParts.All & ~RuleParts.Scope;

    public override RuleSentence Sentence => new("Purchases", Settings.Factor, Said.Where(Place), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    private RuleScope Place => new(Settings.StoreIds, Settings.Channel);

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (Place.IsEverywhere)
            yield return Wrong(nameof(Settings.StoreIds), EarningErrors.Stores());
    }

    private protected override RuleGate GateOf(StoreMultiplierSettings settings) => RuleGate.Of(settings.Window, Place);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_store_multiplier", [basket.StoreName, Say.Number(Settings.Factor)]);
}
