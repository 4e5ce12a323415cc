using System.Collections.Frozen;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Skus">The products, by their SKU, in any case.</param>
/// <param name="Factor">2 doubles the line's base points.</param>
public sealed record ProductMultiplierSettings(IReadOnlyList<string>? Skus = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of some products.</summary>
[Kind("product_multiplier", "barcode")]
public sealed class ProductMultiplier() : MultiplierRule<ProductMultiplierSettings>(new ProductMultiplierSettings())
{
    private FrozenSet<string> _skus = FrozenSet<string>.Empty;

    public override RuleSentence Sentence => new("Products", Settings.Factor, Said.List(Settings.Skus), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (_skus.Count == 0)
            yield return Wrong(nameof(Settings.Skus), EarningErrors.Skus());
        if (Words.AreTooMany(Settings.Skus))
            yield return Wrong(nameof(Settings.Skus), EarningErrors.Words());
    }

    protected override void Compile()
    {
        base.Compile();
        _skus = Words.SetOf(Settings.Skus) ?? FrozenSet<string>.Empty;
    }

    protected override bool Takes(in BasketLine line) => line.Sku is { } sku && _skus.Contains(sku);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_product_multiplier", [Say.Number(Settings.Factor)]);

    protected override (string Code, string[] Arguments) FoundNothing() => ("silent_product", []);
}
