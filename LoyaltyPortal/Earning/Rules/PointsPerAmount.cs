using System.Collections.Frozen;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="PointsPerUnit">Points for one unit of the currency.</param>
/// <param name="Categories">Only for lines of these; none means all. Rates add up: one for a category comes on top of one for everything.</param>
public sealed record PointsPerAmountSettings(
    decimal PointsPerUnit = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Categories = null) : PurchaseRuleSettings;

/// <summary>Points for what is spent: what counts of a line × points per unit, on every line that counts.</summary>
[Kind("points_per_amount", "payments")]
public sealed class PointsPerAmount() : PurchaseRule<PointsPerAmountSettings>(new PointsPerAmountSettings())
{
    private FrozenSet<string>? _categories;

    public override RulePhase Phase => RulePhase.Base;

    /// <summary>Whether it is for everything, everywhere and always.</summary>
    public bool IsForEverything => _categories is null && Settings is { Window: null or { IsAlways: true }, Scope: null or { IsEverywhere: true } };

    public override RuleSentence Sentence => (Settings.PointsPerUnit > 1, _categories is null) switch
    {
        (true, true) => new("PerUnit", Settings.PointsPerUnit, Said.PointsName, Said.Money(1)),
        (true, false) => new("PerUnitOn", Settings.PointsPerUnit, Said.PointsName, Said.Money(1), Said.List(Settings.Categories)),
        (false, true) => new("OnePer", Said.PointsName, Said.Money(Whole)),
        _ => new("OnePerOn", Said.PointsName, Said.Money(Whole), Said.List(Settings.Categories)),
    };

    private decimal Whole => Settings.PointsPerUnit > 0 ? 1 / Settings.PointsPerUnit : 0;

    protected override IEnumerable<RuleProblem> OwnProblems()
    {
        if (Settings.PointsPerUnit is not (> 0 and <= 1_000))
            yield return Wrong(nameof(Settings.PointsPerUnit), EarningErrors.Rate());
        if (Words.AreTooMany(Settings.Categories))
            yield return Wrong(nameof(Settings.Categories), EarningErrors.Words());
    }

    protected override void Compile()
    {
        base.Compile();
        _categories = Words.SetOf(Settings.Categories);
    }

    protected override void Apply(Basket basket, EarningSheet sheet)
    {
        decimal basis = 0;
        for (var line = 0; line < sheet.Lines; line++)
        {
            var amount = sheet.BasisOf(line);
            if (amount == 0 || _categories is not null && (basket.Lines[line].Category is not { } category || !_categories.Contains(category)))
                continue;
            basis += amount;
            sheet.Give(line, amount * Settings.PointsPerUnit);
        }

        if (!sheet.Explains)
            return;
        if (basis != 0)
            sheet.Fired(this, "step_points_per_amount", Say.Money(basis), basket.Currency, Say.Number(Settings.PointsPerUnit));
        else if (_categories is null || sheet.Basis == 0)
            sheet.Silence(this, "silent_no_basis");
        else
            sheet.Silence(this, "silent_category", string.Join(", ", Settings.Categories!));
    }
}
