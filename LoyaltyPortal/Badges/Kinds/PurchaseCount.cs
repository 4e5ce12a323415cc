using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <param name="StoreIds">In these stores; none means any.</param>
public sealed record PurchaseCountSettings(IReadOnlyList<int>? StoreIds = null);

/// <summary>How often a member bought; what was wholly returned does not count.</summary>
[Kind("purchases", "shopping_bag")]
public sealed class PurchaseCount() : Criterion<PurchaseCountSettings>(new PurchaseCountSettings())
{
    public override Fold Fold => Fold.Sum;

    public override IReadOnlyList<decimal> UsualTargets => [5, 20, 50];

    public override CriterionSentence Sentence => new(Kind) { StoreIds = Settings.StoreIds };

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed is { Kind: DeedKind.Purchase, Count: not 0 } && (Settings.StoreIds is not { Count: > 0 } stores || stores.Contains(deed.StoreId)))
            marks.Add(new("", deed.Count));
    }
}
