using System.Globalization;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>In how many different stores a member has bought something that was kept.</summary>
[Kind("stores", "storefront")]
public sealed class StoresVisited() : Criterion<NoSettings>(NoSettings.Instance)
{
    public override Fold Fold => Fold.Different;

    public override IReadOnlyList<decimal> UsualTargets => [2, 3, 5];

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed is { Kind: DeedKind.Purchase, Count: not 0 })
            marks.Add(new(deed.StoreId.ToString(CultureInfo.InvariantCulture), deed.Count));
    }
}
