namespace LoyaltyPortal.Imports.Reading;

/// <summary>The category of a product and whether it earns, remembered: a rule of a few hundred words is too slow for every row.</summary>
internal sealed class ItemRules(ColumnMapping mapping)
{
    /// <summary>More products than this, and it starts afresh: bounded, whatever a file holds.</summary>
    private const int MaxItems = 50_000;

    private readonly CategoryRule? rule = CategoryRule.Find(mapping.CategoryRule);
    private readonly Dictionary<(string? Sku, string? Name), (string? Category, bool EarnsPoints)> items = [];

    public (string? Category, bool EarnsPoints) Of(string? sku, string? name)
    {
        if (rule is null && mapping.NonEarningSkus.Count == 0)
            return (null, true);
        if (items.TryGetValue((sku, name), out var item))
            return item;
        if (items.Count == MaxItems)
            items.Clear();
        return items[(sku, name)] = (rule?.Categorise(sku, name), Earns(sku));
    }

    private bool Earns(string? sku)
    {
        if (sku is null)
            return true;
        foreach (var pattern in mapping.NonEarningSkus)
        {
            if (pattern.EndsWith('*') ? sku.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : sku.Equals(pattern, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
