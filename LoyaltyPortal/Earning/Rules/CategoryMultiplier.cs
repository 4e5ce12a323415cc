using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Factor">2 doubles the line's base points.</param>
public sealed record CategoryMultiplierSettings(string Category = "", decimal Factor = 2);

/// <summary>Multiplies the base points of lines of one category. Multipliers add up: ×2 and ×3 on one line give four times the base.</summary>
[Kind("category_multiplier")]
public sealed class CategoryMultiplier() : EarningRule<CategoryMultiplierSettings>(new CategoryMultiplierSettings())
{
    public override Failure? Check() =>
        string.IsNullOrWhiteSpace(Settings.Category) ? EarningErrors.Category() : Settings.Factor is > 1 and <= 100 ? null : EarningErrors.Factor();

    public override void OnPurchase(Basket basket, EarningSheet sheet)
    {
        decimal added = 0;
        for (var line = 0; line < basket.Lines.Count; line++)
        {
            if (!string.Equals(basket.Lines[line].Category, Settings.Category, StringComparison.OrdinalIgnoreCase))
                continue;
            var extra = sheet.PointsOf(line) * (Settings.Factor - 1);
            sheet.Add(line, extra);
            added += extra;
        }

        if (added == 0)
            sheet.Silence(this, "silent_category", Settings.Category);
        else
            sheet.Note(new ExplanationStep(EarningSheet.Room, "step_category_multiplier", Name, added) { Arguments = [Settings.Category, Say.Number(Settings.Factor)] });
    }
}
