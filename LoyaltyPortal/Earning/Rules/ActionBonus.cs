namespace LoyaltyPortal.Earning.Rules;

public sealed record ActionBonusSettings(string Action = MemberActions.SignUp, long Points = 50);

/// <summary>Points for something a member does besides buying.</summary>
[Kind("action_bonus", "celebration")]
public sealed class ActionBonus() : EarningRule<ActionBonusSettings>(new ActionBonusSettings())
{
    public override RulePhase Phase => RulePhase.Action;

    public override RuleSentence Sentence => new("Action." + Settings.Action, Settings.Points, Said.PointsName);

    public override IEnumerable<RuleProblem> Problems()
    {
        if (!MemberActions.All.Contains(Settings.Action))
            yield return Wrong(nameof(Settings.Action), EarningErrors.Action());
        if (Settings.Points is not (> 0 and <= 100_000))
            yield return Wrong(nameof(Settings.Points), EarningErrors.BonusPoints());
    }

    public override void OnAction(ActionFact fact, ActionSheet sheet)
    {
        if (fact.Action == Settings.Action)
            sheet.Give(this, Settings.Points, "step_action_" + fact.Action);
    }
}
