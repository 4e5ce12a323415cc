using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <param name="Category">Null: of lines that name none.</param>
/// <param name="Members">Who bought in it.</param>
internal sealed record CategoryFigures(string? Category, long Members, decimal Net);

/// <summary>In how many categories members buy: from the lines of the purchases in the window, as they were sold. It takes longer with more of them.</summary>
/// <param name="Members">How many members bought in so many categories; those of whose lines none names a category are in none.</param>
internal sealed record Breadth(IReadOnlyDictionary<int, long> Members, IReadOnlyList<CategoryFigures> Categories)
{
    public long Known => Members.Values.Sum();

    public long Pairs => Members.Sum(row => row.Key * row.Value);

    /// <summary>Categories per member who bought in any; null where nobody did.</summary>
    public decimal? Mean => Known == 0 ? null : (decimal)Pairs / Known;

    /// <param name="atLeast">The last group holds those with more too.</param>
    public long With(int categories, bool atLeast = false) => Members.Where(row => row.Key == categories || (atLeast && row.Key > categories)).Sum(row => row.Value);

    public static async Task<Breadth> OfAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var bought = new BuyerCounts(question.Context, question.Zone, question.Counting).Bought(window.From, window.To, question.StoreIds, question.Members);

        // One row for each member and category is what both answers are made of.
        var pairs = await bought.Join(question.Context.Set<PurchaseLine>(), purchase => purchase.Id, line => line.PurchaseId, (purchase, line) => new { MemberId = purchase.MemberId!.Value, line.Category, line.Net })
            .GroupBy(row => new { row.MemberId, row.Category }).Select(group => new { group.Key.MemberId, group.Key.Category, Net = group.Sum(row => row.Net) }).ToListAsync(cancellation);
        return new Breadth(
            pairs.Where(pair => pair.Category is not null).GroupBy(pair => pair.MemberId).GroupBy(member => member.Count()).ToDictionary(group => group.Key, group => group.LongCount()),
            [.. pairs.GroupBy(pair => pair.Category).Select(group => new CategoryFigures(group.Key, group.LongCount(), group.Sum(pair => pair.Net))).OrderByDescending(row => row.Net).ThenBy(row => row.Category, StringComparer.Ordinal)]);
    }
}
