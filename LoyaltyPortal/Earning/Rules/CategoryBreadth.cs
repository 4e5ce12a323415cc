using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Categories">So many different categories, or more.</param>
public sealed record CategoryBreadthSettings(int Categories = 3, long Points = 20) : PurchaseRuleSettings;

/// <summary>Points on top of a purchase from several categories.</summary>
[Kind("category_breadth", "category")]
public sealed class CategoryBreadth() : BonusRule<CategoryBreadthSettings>(new CategoryBreadthSettings())
{
    public override RuleSentence Sentence => new("Breadth", Settings.Categories, Settings.Points, Said.PointsName);

    protected override IEnumerable<RuleProblem> OwnProblems()
    {
        if (Settings.Categories is not (>= 2 and <= 50))
            yield return Wrong(nameof(Settings.Categories), EarningErrors.Breadth());
        if (PointsProblem(Settings.Points) is { } problem)
            yield return problem;
    }

    protected override void Apply(Basket basket, EarningSheet sheet)
    {
        var different = Different(basket, sheet);
        if (different > 0 && different >= Settings.Categories)
        {
            sheet.Add(Settings.Points);
            if (sheet.Explains)
                sheet.Fired(this, "step_breadth", Say.Number(different));
        }
        else if (sheet.Explains)
        {
            sheet.Silence(this, "silent_breadth", Say.Number(different), Say.Number(Settings.Categories));
        }
    }

    /// <summary>Categories of what counts. Baskets are short: to look back costs less than a set.</summary>
    private static int Different(Basket basket, EarningSheet sheet)
    {
        var different = 0;
        for (var line = 0; line < sheet.Lines; line++)
        {
            if (sheet.BasisOf(line) == 0 || basket.Lines[line].Category is not { Length: > 0 } category)
                continue;
            var isNew = true;
            for (var earlier = 0; earlier < line && isNew; earlier++)
                isNew = sheet.BasisOf(earlier) == 0 || !category.Equals(basket.Lines[earlier].Category, StringComparison.OrdinalIgnoreCase);
            different += isNew ? 1 : 0;
        }

        return different;
    }
}
