using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning.Rules;

public sealed record ActionBonusSettings(string Action = MemberActions.SignUp, long Points = 50);

/// <summary>Points for something a member does besides buying.</summary>
[Kind("action_bonus")]
public sealed class ActionBonus() : EarningRule<ActionBonusSettings>(new ActionBonusSettings())
{
    public override Failure? Check() =>
        !MemberActions.All.Contains(Settings.Action) ? EarningErrors.Action() : Settings.Points is > 0 and <= 100_000 ? null : EarningErrors.BonusPoints();

    public override void OnAction(ActionFact fact, ActionSheet sheet)
    {
        if (fact.Action == Settings.Action)
            sheet.Give(this, Settings.Points, "step_action_" + fact.Action);
    }
}
