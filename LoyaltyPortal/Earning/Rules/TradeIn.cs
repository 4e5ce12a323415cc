using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="PointsPerUnit">Points for one unit of the currency of what a used thing is taken back for.</param>
public sealed record TradeInSettings(decimal PointsPerUnit = 1);

/// <summary>Points for used things that a member brings back, at a rate of its own.</summary>
[Kind("trade_in", "assignment_return")]
public sealed class TradeIn() : EarningRule<TradeInSettings>(new TradeInSettings())
{
    public override RulePhase Phase => RulePhase.Action;

    public override RuleSentence Sentence => Settings.PointsPerUnit > 1
        ? new("TradeIn", Settings.PointsPerUnit, Said.PointsName, Said.Money(1))
        : new("TradeInOnePer", Said.PointsName, Said.Money(Settings.PointsPerUnit > 0 ? 1 / Settings.PointsPerUnit : 0));

    public override IEnumerable<RuleProblem> Problems()
    {
        if (Settings.PointsPerUnit is not (> 0 and <= 1_000))
            yield return Wrong(nameof(Settings.PointsPerUnit), EarningErrors.Rate());
    }

    public override void OnAction(ActionFact fact, ActionSheet sheet)
    {
        if (fact.Action == MemberActions.TradeIn && fact.Amount > 0)
            sheet.Give(this, fact.Amount * Settings.PointsPerUnit, "step_trade_in", Say.Money(fact.Amount), fact.Currency ?? "", Say.Number(Settings.PointsPerUnit));
    }
}
