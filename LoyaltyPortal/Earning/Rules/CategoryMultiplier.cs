using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Factor">2 doubles the line's base points.</param>
public sealed record CategoryMultiplierSettings(string Category = "", decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of lines of one category.</summary>
[Kind("category_multiplier", "sell")]
public sealed class CategoryMultiplier() : MultiplierRule<CategoryMultiplierSettings>(new CategoryMultiplierSettings())
{
    public override RuleSentence Sentence => new("Category", Settings.Factor, Settings.Category, Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (string.IsNullOrWhiteSpace(Settings.Category))
            yield return Wrong(nameof(Settings.Category), EarningErrors.Category());
        if (Words.AreTooMany([Settings.Category]))
            yield return Wrong(nameof(Settings.Category), EarningErrors.Words());
    }

    protected override bool Takes(in BasketLine line) => string.Equals(line.Category, Settings.Category, StringComparison.OrdinalIgnoreCase);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_category_multiplier", [Settings.Category, Say.Number(Settings.Factor)]);

    protected override (string Code, string[] Arguments) FoundNothing() => ("silent_category", [Settings.Category]);
}
