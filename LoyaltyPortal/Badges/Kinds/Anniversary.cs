using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Whole years since a member joined.</summary>
[Kind("anniversary", "cake")]
public sealed class Anniversary() : Criterion<NoSettings>(NoSettings.Instance)
{
    public override Fold Fold => Fold.Years;

    public override GoalUnit Unit => GoalUnit.Years;

    public override bool SuitsChallenges => false;

    public override IReadOnlyList<decimal> UsualTargets => [1, 3, 5];

    public override void Mark(Deed deed, List<Mark> marks)
    {
    }
}
