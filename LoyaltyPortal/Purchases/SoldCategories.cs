using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Purchases;

/// <summary>What purchases sold of each category. That never changes: lines are read once in a group of commands, however often somebody asks.</summary>
internal sealed class SoldCategories
{
    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));
    private readonly Dictionary<long, IReadOnlyList<CategorySale>> _known = [];
    private readonly Work _work;

    private SoldCategories(Work work) => _work = work;

    public static SoldCategories In(Work work) => work.Book(static work => new SoldCategories(work));

    public static IReadOnlyList<CategorySale> Of(IEnumerable<(string? Category, decimal Net)> lines) =>
        [.. lines.GroupBy(static line => line.Category ?? "", StringComparer.Ordinal).Select(static group => new CategorySale(group.Key, group.Sum(static line => line.Net)))];

    public async ValueTask<IReadOnlyList<CategorySale>> OfAsync(long purchaseId)
    {
        if (_known.TryGetValue(purchaseId, out var known))
            return known;
        var sales = Of((await _work.Session.ListAsync(LinesOf, purchaseId)).Select(static line => (line.Category, line.Net)));
        _known.Add(purchaseId, sales);
        return sales;
    }
}
