using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>A row of an aggregate that is not as it should be.</summary>
/// <param name="Expected">The figures that it should have, by the columns' names.</param>
/// <param name="IsMissing">There is no such row.</param>
internal sealed record WrongRow<TKey>(TKey Key, object Expected, BookDifference Difference, bool IsMissing);

/// <summary>Holds the stored aggregates against what they should say, in the order of their keys.</summary>
internal static class AggregateComparison
{
    public static async Task<IReadOnlyList<WrongRow<long>>> MemberFactsAsync(LoyaltyDbContext context, BooksPage page, MemberAggregates expected, CancellationToken cancellation) =>
        Compare("MemberFacts", expected.Facts,
            await context.Set<MemberFacts>().AsNoTracking().Where(row => row.MemberId > page.After && row.MemberId <= page.Last).ToDictionaryAsync(row => row.MemberId, MemberFigures.Of, cancellation),
            member => Text($"member {member}"), member => member);

    public static async Task<IReadOnlyList<WrongRow<(long MemberId, int Month)>>> MonthsAsync(LoyaltyDbContext context, BooksPage page, MemberAggregates expected, CancellationToken cancellation) =>
        Compare("MemberMonths", expected.Months,
            await context.Set<MemberMonth>().AsNoTracking().Where(row => row.MemberId > page.After && row.MemberId <= page.Last).ToDictionaryAsync(row => (row.MemberId, row.Month), MonthFigures.Of, cancellation),
            key => Text($"member {key.MemberId}, {MonthNumber(key.Month)}"), key => key.MemberId);

    public static async Task<IReadOnlyList<WrongRow<(long MemberId, DateOnly Day)>>> DaysAsync(LoyaltyDbContext context, BooksPage page, MemberAggregates expected, CancellationToken cancellation) =>
        Compare("MemberDays", expected.Days,
            await context.Set<MemberDay>().AsNoTracking().Where(row => row.MemberId > page.After && row.MemberId <= page.Last).ToDictionaryAsync(row => (row.MemberId, row.Day), DayFigures.Of, cancellation),
            key => Text($"member {key.MemberId}, {key.Day:yyyy-MM-dd}"), key => key.MemberId);

    public static async Task<IReadOnlyList<WrongRow<(DateOnly Day, int StoreId)>>> StoreDaysAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("StoreDays", expected.StoreDays,
            await context.Set<StoreDay>().AsNoTracking().ToDictionaryAsync(row => (row.Day, row.StoreId), StoreDayFigures.Of, cancellation),
            key => Text($"{key.Day:yyyy-MM-dd}, store {key.StoreId}"));

    public static async Task<IReadOnlyList<WrongRow<(int Cohort, int Month)>>> CohortsAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("CohortMonths", expected.Cohorts,
            await context.Set<CohortMonth>().AsNoTracking().ToDictionaryAsync(row => (row.Cohort, row.Month), CohortFigures.Of, cancellation),
            key => Text($"cohort {MonthNumber(key.Cohort)}, {MonthNumber(key.Month)}"));

    public static async Task<IReadOnlyList<WrongRow<(int Month, long Way)>>> ArrivalsAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("MonthArrivals", expected.Arrivals,
            await context.Set<MonthArrival>().AsNoTracking().ToDictionaryAsync(row => (row.Month, row.Way), ArrivalFigures.Of, cancellation),
            key => Text($"{MonthNumber(key.Month)}, way {key.Way}"));

    public static async Task<IReadOnlyList<WrongRow<(DateOnly Day, DateOnly Previous)>>> DayArrivalsAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("DayArrivals", expected.DayArrivals,
            await context.Set<DayArrival>().AsNoTracking().ToDictionaryAsync(row => (row.Day, row.Previous), DayArrivalFigures.Of, cancellation),
            key => key.Previous == DayArrival.Never ? Text($"{key.Day:yyyy-MM-dd}, for the first time") : Text($"{key.Day:yyyy-MM-dd}, after {key.Previous:yyyy-MM-dd}"));

    public static async Task<IReadOnlyList<WrongRow<(string Category, int Month)>>> CategoriesAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("CategoryMonths", expected.Categories,
            await context.Set<CategoryMonth>().AsNoTracking().ToDictionaryAsync(row => (row.Category, row.Month), CategoryFigures.Of, cancellation),
            key => Text($"“{key.Category}”, {MonthNumber(key.Month)}"));

    public static async Task<IReadOnlyList<WrongRow<(string Category, int Month, int Previous)>>> CategoryArrivalsAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("CategoryArrivals", expected.CategoryArrivals,
            await context.Set<CategoryArrival>().AsNoTracking().ToDictionaryAsync(row => (row.Category, row.Month, row.Previous), CategoryArrivalFigures.Of, cancellation),
            key => key.Previous == 0 ? Text($"“{key.Category}”, {MonthNumber(key.Month)}, for the first time") : Text($"“{key.Category}”, {MonthNumber(key.Month)}, after {MonthNumber(key.Previous)}"));

    public static async Task<IReadOnlyList<WrongRow<(int Month, int Place)>>> BreadthAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("BreadthMonths", expected.Breadth,
            await context.Set<BreadthMonth>().AsNoTracking().ToDictionaryAsync(row => (row.Month, row.Place), BreadthFigures.Of, cancellation),
            key => Text($"{MonthNumber(key.Month)}, category {key.Place / 1_000_000} of the latest, last bought in {MonthNumber(key.Place % 1_000_000)}"));

    public static async Task<IReadOnlyList<WrongRow<(int Earned, int Month)>>> VintagesAsync(LoyaltyDbContext context, AggregatesFromBooks expected, CancellationToken cancellation) =>
        Compare("PointVintages", expected.Vintages,
            await context.Set<PointVintage>().AsNoTracking().ToDictionaryAsync(row => (row.Earned, row.Month), VintageFigures.Of, cancellation),
            key => Text($"earned {MonthNumber(key.Earned)}, {MonthNumber(key.Month)}"));

    private static List<WrongRow<TKey>> Compare<TKey, TFigures>(
        string table, IReadOnlyDictionary<TKey, TFigures> expected, Dictionary<TKey, TFigures> found, Func<TKey, string> say, Func<TKey, long>? member = null)
        where TKey : notnull where TFigures : struct
    {
        var wrong = new List<WrongRow<TKey>>();
        foreach (var key in expected.Keys.Union(found.Keys).Order())
        {
            var (should, does) = (expected.GetValueOrDefault(key), found.GetValueOrDefault(key));
            if (should.Equals(does))
                continue;
            var column = typeof(TFigures).GetProperties().First(property => !Equals(property.GetValue(should), property.GetValue(does)));
            wrong.Add(new WrongRow<TKey>(key, should, new BookDifference(
                BookPart.Aggregate, table, say(key), column.Name, Figure(column, should), Figure(column, does), member?.Invoke(key)), !found.ContainsKey(key)));
        }

        return wrong;
    }

    private static string Figure(System.Reflection.PropertyInfo column, object figures) => column.GetValue(figures) switch
    {
        null => "nothing",
        int days when column.Name == nameof(MemberMonth.KeptDays) => days == 0 ? "none" : string.Join(", ", Enumerable.Range(1, 31).Where(day => (days & (1 << (day - 1))) != 0)),
        decimal money => money.ToString("0.####", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string MonthNumber(int month) => Text($"{month / 100:0000}-{month % 100:00}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
