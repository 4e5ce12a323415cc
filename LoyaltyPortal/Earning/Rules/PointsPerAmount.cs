using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="PointsPerUnit">Points for one unit of the currency.</param>
public sealed record PointsPerAmountSettings(decimal PointsPerUnit = 1);

/// <summary>Points for what is spent: net amount × points per unit, on every line that earns.</summary>
[Kind("points_per_amount")]
public sealed class PointsPerAmount() : EarningRule<PointsPerAmountSettings>(new PointsPerAmountSettings())
{
    public override Failure? Check() => Settings.PointsPerUnit is > 0 and <= 1_000 ? null : EarningErrors.Rate();

    public override void OnPurchase(Basket basket, EarningSheet sheet)
    {
        decimal basis = 0;
        for (var line = 0; line < basket.Lines.Count; line++)
        {
            if (!basket.Lines[line].EarnsPoints || basket.Lines[line].Net <= 0)
                continue;
            basis += basket.Lines[line].Net;
            sheet.Give(line, basket.Lines[line].Net * Settings.PointsPerUnit);
        }

        if (basis == 0)
            sheet.Silence(this, "silent_no_basis");
        else
            sheet.Note(new ExplanationStep(EarningSheet.Room, "step_points_per_amount", Name, basis * Settings.PointsPerUnit) { Arguments = [Say.Money(basis), basket.Currency, Say.Number(Settings.PointsPerUnit)] });
    }
}
