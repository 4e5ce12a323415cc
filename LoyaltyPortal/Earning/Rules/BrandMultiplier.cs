using System.Collections.Frozen;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Brands">In any case.</param>
/// <param name="Factor">2 doubles the line's base points.</param>
public sealed record BrandMultiplierSettings(IReadOnlyList<string>? Brands = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of some brands.</summary>
[Kind("brand_multiplier", "verified")]
public sealed class BrandMultiplier() : MultiplierRule<BrandMultiplierSettings>(new BrandMultiplierSettings())
{
    private FrozenSet<string> _brands = FrozenSet<string>.Empty;

    public override RuleSentence Sentence => new("Brands", Settings.Factor, Said.List(Settings.Brands), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (_brands.Count == 0)
            yield return Wrong(nameof(Settings.Brands), EarningErrors.Brands());
        if (Words.AreTooMany(Settings.Brands))
            yield return Wrong(nameof(Settings.Brands), EarningErrors.Words());
    }

    protected override void Compile()
    {
        base.Compile();
        _brands = Words.SetOf(Settings.Brands) ?? FrozenSet<string>.Empty;
    }

    protected override bool Takes(in BasketLine line) => line.Brand is { } brand && _brands.Contains(brand);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_brand_multiplier", [string.Join(", ", Settings.Brands!), Say.Number(Settings.Factor)]);

    protected override (string Code, string[] Arguments) FoundNothing() => ("silent_brand", [string.Join(", ", Settings.Brands ?? [])]);
}
