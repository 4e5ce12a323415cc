using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>Used things that a member handed in.</summary>
[Kind("trade_ins", "currency_exchange")]
public sealed class TradeIns() : ActionCriterion<NoSettings>(NoSettings.Instance)
{
    public override IReadOnlyList<decimal> UsualTargets => [1, 5, 15];

    protected override string Action => "trade_in";
}
