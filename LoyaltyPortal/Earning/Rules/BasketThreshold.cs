using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Amount">In the merchant's currency, of what counts for points.</param>
/// <param name="EveryTime">For every full amount instead of once.</param>
public sealed record BasketThresholdSettings(decimal Amount = 50, long Points = 25, bool EveryTime = false) : PurchaseRuleSettings;

/// <summary>Points on top of a purchase from an amount.</summary>
[Kind("basket_threshold", "shopping_bag")]
public sealed class BasketThreshold() : BonusRule<BasketThresholdSettings>(new BasketThresholdSettings())
{
    public override RuleSentence Sentence => new(Settings.EveryTime ? "Every" : "Threshold", Said.Money(Settings.Amount), Settings.Points, Said.PointsName);

    protected override IEnumerable<RuleProblem> OwnProblems()
    {
        if (Settings.Amount is not (>= 1 and <= 1_000_000))
            yield return Wrong(nameof(Settings.Amount), EarningErrors.Threshold());
        if (PointsProblem(Settings.Points) is { } problem)
            yield return problem;
    }

    protected override void Apply(Basket basket, EarningSheet sheet)
    {
        if (sheet.Basis < Settings.Amount || sheet.Basis <= 0)
        {
            if (sheet.Explains)
                sheet.Silence(this, "silent_threshold", Say.Money(sheet.Basis), basket.Currency, Say.Money(Settings.Amount), basket.Currency);
            return;
        }

        var times = Settings.EveryTime && Settings.Amount > 0 ? (long)decimal.Truncate(sheet.Basis / Settings.Amount) : 1;
        sheet.Add(times * Settings.Points);
        if (!sheet.Explains)
            return;
        if (Settings.EveryTime)
            sheet.Fired(this, "step_threshold_every", Say.Number(times), Say.Number(Settings.Points));
        else
            sheet.Fired(this, "step_threshold", Say.Money(Settings.Amount), basket.Currency);
    }
}
