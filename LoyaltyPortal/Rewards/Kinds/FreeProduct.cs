using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Product">What it is called: "a coffee of your choice".</param>
/// <param name="Sku">The article that comes free when it is in the basket; empty: it is handed over beside the sale.</param>
public sealed record FreeProductSettings(string Product = "", string Sku = "");

/// <summary>A thing from the shelf.</summary>
[Kind("free_product", "redeem")]
public sealed class FreeProduct() : RewardKind<FreeProductSettings>(new FreeProductSettings())
{
    public override RewardSentence Sentence => new("free_product", Settings.Product);

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Product.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Product), RewardErrors.Setting("reward_product"));
        if (Settings.Sku.Length > 60)
            yield return Wrong(nameof(Settings.Sku), RewardErrors.Setting("reward_text"));
    }

    /// <summary>One piece of the article: the dearest line of it.</summary>
    public override VoucherDiscount Discount(IReadOnlyList<VoucherLine> lines)
    {
        if (Settings.Sku.Length == 0 || !lines.Any(line => line.Sku == Settings.Sku && line.Quantity > 0))
            return VoucherDiscount.None;
        var one = lines.Where(line => line.Sku == Settings.Sku && line.Quantity > 0).MaxBy(line => line.Cost / Math.Max(1, line.Quantity));
        var at = lines.ToList().IndexOf(one);
        var off = Math.Round(one.Cost / Math.Max(1, one.Quantity), 2, MidpointRounding.ToZero);
        return off > 0 ? new VoucherDiscount(off, [.. lines.Select((_, index) => index == at)]) : VoucherDiscount.None;
    }
}
