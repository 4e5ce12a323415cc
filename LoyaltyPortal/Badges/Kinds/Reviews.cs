using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Product reviews that a member wrote.</summary>
[Kind("reviews", "rate_review")]
public sealed class Reviews() : ActionCriterion<NoSettings>(NoSettings.Instance)
{
    public override IReadOnlyList<decimal> UsualTargets => [1, 5, 15];

    protected override string Action => "product_review";
}
