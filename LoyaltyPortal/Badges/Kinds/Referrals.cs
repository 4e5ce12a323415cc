using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Friends who came on a member's invitation and paid off.</summary>
[Kind("referrals", "group_add")]
public sealed class Referrals() : Criterion<NoSettings>(NoSettings.Instance)
{
    public override Fold Fold => Fold.Sum;

    public override IReadOnlyList<decimal> UsualTargets => [1, 3, 10];

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Kind == DeedKind.Referral)
            marks.Add(new("", deed.Count));
    }
}
