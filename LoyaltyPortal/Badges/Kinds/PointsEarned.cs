using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Points that a member's purchases and actions earned, less what returns took back; prizes of challenges are not among them.</summary>
[Kind("points", "stars")]
public sealed class PointsEarned() : Criterion<NoSettings>(NoSettings.Instance)
{
    public override Fold Fold => Fold.Sum;

    public override GoalUnit Unit => GoalUnit.Points;

    public override IReadOnlyList<decimal> UsualTargets => [500, 2_000, 5_000];

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Points != 0)
            marks.Add(new("", deed.Points));
    }
}
