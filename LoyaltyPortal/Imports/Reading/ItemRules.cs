using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>The category of a product and whether it earns, remembered: a rule of a few hundred words is too slow for every row.</summary>
internal sealed class ItemRules(ColumnMapping mapping)
{
    /// <summary>More products than this, and it starts afresh: bounded, whatever a file holds.</summary>
    private const int MaxItems = 50_000;

    private readonly CategoryRule? rule = CategoryRule.Find(mapping.CategoryRule);
    private readonly Dictionary<(string? Sku, string? Name), (string? Category, bool EarnsPoints, LineKind Kind)> items = [];

    public (string? Category, bool EarnsPoints, LineKind Kind) Of(string? sku, string? name)
    {
        if (rule is null && mapping is { NonEarningSkus.Count: 0, ShippingSkus.Count: 0, GiftCardSkus.Count: 0 })
            return (null, true, LineKind.Goods);
        if (items.TryGetValue((sku, name), out var item))
            return item;
        if (items.Count == MaxItems)
            items.Clear();
        return items[(sku, name)] = (rule?.Categorise(sku, name), !IsOf(mapping.NonEarningSkus, sku), KindOf(sku));
    }

    private LineKind KindOf(string? sku)
    {
        if (IsOf(mapping.ShippingSkus, sku))
            return LineKind.Shipping;
        return IsOf(mapping.GiftCardSkus, sku) ? LineKind.GiftCard : LineKind.Goods;
    }

    private static bool IsOf(IReadOnlyList<string> patterns, string? sku)
    {
        if (sku is null)
            return false;
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*') ? sku.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : sku.Equals(pattern, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
