using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

public sealed record FirstPurchaseSettings(long Points = 100) : PurchaseRuleSettings;

/// <summary>Points on top of a member's first purchase.</summary>
[Kind("first_purchase", "waving_hand")]
public sealed class FirstPurchase() : BonusRule<FirstPurchaseSettings>(new FirstPurchaseSettings()), IForSomeMembers
{
    public override RuleSentence Sentence => new("First", Settings.Points, Said.PointsName);

    protected override IEnumerable<RuleProblem> OwnProblems()
    {
        if (PointsProblem(Settings.Points) is { } problem)
            yield return problem;
    }

    protected override void Apply(Basket basket, EarningSheet sheet)
    {
        if (basket.Member.Purchases == 0 && sheet.Basis > 0)
        {
            sheet.Add(Settings.Points);
            if (sheet.Explains)
                sheet.Fired(this, "step_first_purchase");
        }
        else if (sheet.Explains)
        {
            sheet.Silence(this, sheet.Basis > 0 ? "silent_not_first" : "silent_no_basis");
        }
    }
}
