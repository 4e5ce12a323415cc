using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <param name="Category">Null: of lines that name none.</param>
/// <param name="Members">Who bought in it.</param>
internal sealed record CategorySales(string? Category, long Members, decimal Net);

/// <summary>
/// In how many categories members buy, by purchases as they were sold. Of all members in whole months it is counted from the rows that are kept with each purchase, at the same cost however many there are; in other
/// days, of some stores or members, or with what was returned, from the lines of the purchases in them.
/// </summary>
/// <param name="Members">How many members bought in so many categories, <see cref="BreadthMonth.Most"/> or more being one; those of whose lines none names a category are in none.</param>
/// <param name="Pairs">Members and their categories.</param>
internal sealed record Breadth(IReadOnlyDictionary<int, long> Members, long Pairs, IReadOnlyList<CategorySales> Categories)
{
    public long Known => Members.Values.Sum();

    /// <summary>Categories per member who bought in any; null where nobody did.</summary>
    public decimal? Mean => Known == 0 ? null : (decimal)Pairs / Known;

    public long With(int categories) => Members.GetValueOrDefault(categories);

    public static Task<Breadth> OfAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation) =>
        question is { Members: null, StoreIds: null, Counting: Counting.Kept } && window.IsMonths
            ? OfMonthsAsync(question, MonthNumber.Of(window.From), MonthNumber.Of(window.To), cancellation)
            : OfLinesAsync(question, window, cancellation);

    private static async Task<Breadth> OfMonthsAsync(ReportQuestion question, int from, int to, CancellationToken cancellation)
    {
        // Who has a category of that rank in the window has so many categories in it, or more.
        var ranks = await question.Context.Set<BreadthMonth>().Where(row => row.Month >= from && row.Month <= to && row.Latest >= from).GroupBy(row => row.Rank)
            .Select(rank => new { rank.Key, Members = rank.Sum(row => row.KeptMembers) }).ToDictionaryAsync(rank => rank.Key, rank => rank.Members, cancellation);
        var members = await question.Context.Set<CategoryArrival>().Where(row => row.Month >= from && row.Month <= to && row.Previous < from).GroupBy(row => row.Category)
            .Select(category => new { category.Key, Members = category.Sum(row => row.KeptMembers) }).Where(category => category.Members > 0).ToDictionaryAsync(category => category.Key, category => category.Members, cancellation);
        var sales = await question.Context.Set<CategoryMonth>().Where(row => row.Month >= from && row.Month <= to).GroupBy(row => row.Category)
            .Select(category => new { category.Key, Net = category.Sum(row => row.KeptNet) }).ToListAsync(cancellation);
        return new Breadth(
            Enumerable.Range(1, BreadthMonth.Most).ToDictionary(count => count, count => ranks.GetValueOrDefault(count) - ranks.GetValueOrDefault(count + 1)),
            members.Where(category => category.Key.Length > 0).Sum(category => category.Value),
            Sorted(sales.Where(category => members.ContainsKey(category.Key)).Select(category => new CategorySales(category.Key.Length == 0 ? null : category.Key, members[category.Key], category.Net))));
    }

    private static async Task<Breadth> OfLinesAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var bought = new BuyerCounts(question.Context, question.Zone, question.Counting).Bought(window.From, window.To, question.StoreIds, question.Members);

        // One row for each member and category is what both answers are made of.
        var pairs = await bought.Join(question.Context.Set<PurchaseLine>(), purchase => purchase.Id, line => line.PurchaseId, (purchase, line) => new { MemberId = purchase.MemberId!.Value, Category = line.Category == "" ? null : line.Category, line.Net })
            .GroupBy(row => new { row.MemberId, row.Category }).Select(group => new { group.Key.MemberId, group.Key.Category, Net = group.Sum(row => row.Net) }).ToListAsync(cancellation);
        var named = pairs.Where(pair => pair.Category is not null).GroupBy(pair => pair.MemberId).Select(member => member.Count()).ToList();
        return new Breadth(
            named.GroupBy(count => Math.Min(count, BreadthMonth.Most)).ToDictionary(group => group.Key, group => group.LongCount()),
            named.Sum(),
            Sorted(pairs.GroupBy(pair => pair.Category).Select(group => new CategorySales(group.Key, group.LongCount(), group.Sum(pair => pair.Net)))));
    }

    private static IReadOnlyList<CategorySales> Sorted(IEnumerable<CategorySales> categories) => [.. categories.OrderByDescending(row => row.Net).ThenBy(row => row.Category, StringComparer.Ordinal)];
}
