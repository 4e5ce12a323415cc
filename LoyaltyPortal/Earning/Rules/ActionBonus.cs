using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Most">A member is rewarded for the action at most so often per period; 0: as often as it happens.</param>
public sealed record ActionBonusSettings(string Action = MemberActions.SignUp, long Points = 50, int Most = 0, LimitPeriod Per = LimitPeriod.Year)
{
    /// <summary>The limit, or null without one.</summary>
    public ActionLimit? Limit() => Most > 0 ? new ActionLimit(Most, Per) : null;
}

/// <summary>Points for something a member does besides buying.</summary>
[Kind("action_bonus", "celebration")]
public sealed class ActionBonus() : EarningRule<ActionBonusSettings>(new ActionBonusSettings())
{
    public override RulePhase Phase => RulePhase.Action;

    public override RuleSentence Sentence => Settings.Limit() is { } limit
        ? new("ActionAtMost", new RuleSentence("Action." + Settings.Action, Settings.Points, Said.PointsName), limit.Most, new RuleSentence("Per." + limit.Per))
        : new("Action." + Settings.Action, Settings.Points, Said.PointsName);

    public override IEnumerable<RuleProblem> Problems()
    {
        if (!MemberActions.All.Contains(Settings.Action))
            yield return Wrong(nameof(Settings.Action), EarningErrors.Action());
        if (Settings.Points is not (> 0 and <= 100_000))
            yield return Wrong(nameof(Settings.Points), EarningErrors.BonusPoints());
        if (Settings.Most is not (>= 0 and <= 1_000))
            yield return Wrong(nameof(Settings.Most), EarningErrors.ActionLimit());
        if (!Enum.IsDefined(Settings.Per))
            yield return Wrong(nameof(Settings.Per), EarningErrors.ActionLimit());
    }

    public override void OnAction(ActionFact fact, ActionSheet sheet)
    {
        if (fact.Action != Settings.Action)
            return;
        if (Settings.Limit() is { } limit && fact.Before.Left(limit) == 0)
            sheet.Silence(this, $"step_action_limit_{limit.Per}", Say.Number(limit.Most));
        else
            sheet.Give(this, Settings.Points, "step_action_" + fact.Action);
    }
}
