using System.Collections.Frozen;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Facts;

/// <summary>
/// Keeps the months of a member, and what follows from them for all: cohorts, and who came when, to a month, to a day, to a category. The version of the member's <see cref="MemberFacts"/>
/// guards them.
/// </summary>
internal sealed class MonthsOfMembers(WriteSession session)
{
    private static readonly RowQuery<MemberMonth> MonthsOfMember = new RowQuery<MemberMonth>().Where(nameof(MemberMonth.MemberId)).OrderBy(nameof(MemberMonth.Month));

    /// <summary>The member's first purchase is of another month now: it goes on in that cohort.</summary>
    public async ValueTask MoveAsync(Counting counting, MemberFacts facts, int from, int to)
    {
        if (from == to)
            return;
        foreach (var month in await session.ListAsync(MonthsOfMember, facts.MemberId))
        {
            if (month.Count(counting) == 0)
                continue;
            CountCohort(counting, facts.MerchantId, from, month.Month, -1, -month.Count(counting), -month.Net(counting));
            CountCohort(counting, facts.MerchantId, to, month.Month, 1, month.Count(counting), month.Net(counting));
        }
    }

    /// <summary>A purchase comes into its month, or leaves it.</summary>
    /// <param name="left">The member's purchases without one that leaves.</param>
    public async ValueTask CountAsync(Counting[] countings, MemberFacts facts, PurchaseFact purchase, int sign, Func<ValueTask<IReadOnlyList<PurchaseFact>>> left)
    {
        var month = MonthNumber.Of(purchase.Day);
        var row = await session.GetAsync<MemberMonth>(new RowKey(facts.MemberId, month));
        if (row is null)
        {
            row = MemberMonth.Of(facts.MemberId, month, facts.MerchantId);
            session.Insert(row);
        }

        List<(Counting Counting, long Before)>? arrivals = null;
        foreach (var counting in countings)
        {
            var before = row.Count(counting);
            row.Add(counting, sign, sign * purchase.Net);
            var now = row.Count(counting);
            CountCohort(counting, facts.MerchantId, MonthNumber.Of(facts.First(counting)!.Value.Day), month, before == 0 ? 1 : now == 0 ? -1 : 0, sign, sign * purchase.Net);
            if (Math.Min(before, 2) != Math.Min(now, 2))
                (arrivals ??= []).Add((counting, before));
        }

        var isKept = countings.Contains(Counting.Kept);
        IReadOnlyList<PurchaseFact> others = isKept && sign < 0 && row.KeptPurchases > 0 ? [.. (await left()).Where(other => !other.IsReturned && MonthNumber.Of(other.Day) == month)] : [];

        // Whether the day is now one on which something is kept, or is one no more.
        var isTurned = isKept && (sign > 0 ? !row.HasDay(purchase.Day) : !others.Any(other => other.Day == purchase.Day));
        if (isTurned)
            row.CameOn(purchase.Day, sign > 0);
        var categories = isKept ? row.Categories() : FrozenSet<string>.Empty;
        var isAnother = false;
        if (isKept)
        {
            var sales = await purchase.Sales();
            foreach (var sale in sales)
                session.Add(new CategoryMonth { MerchantId = facts.MerchantId, Category = sale.Category, Month = month, KeptNet = sign * sale.Net });
            var stay = sign > 0 ? null : await CategoriesAsync(others);
            isAnother = sales.Any(sale => stay is null ? !categories.Contains(sale.Category) : !stay.Contains(sale.Category));
            if (isAnother)
                row.CategoriesAre(stay ?? categories.Union(sales.Select(sale => sale.Category)));
        }

        session.Update(row);
        var months = arrivals is null && !isAnother ? null : await session.ListAsync(MonthsOfMember, facts.MemberId);
        foreach (var (counting, before) in arrivals ?? [])
        {
            CountArrivals(counting, facts.MerchantId, [.. months!.Select(other => (other.Month, Count: other.Month == month ? before : other.Count(counting))).Where(other => other.Count > 0)], month, -1);
            CountArrivals(counting, facts.MerchantId, [.. months!.Select(other => (other.Month, Count: other.Count(counting))).Where(other => other.Count > 0)], month, 1);
        }

        if (isTurned)
            await CountDayAsync(facts, row, months, purchase.Day, sign, isLatest: sign > 0 && facts.Last(Counting.Kept) == purchase.OccurredAt && MonthNumber.Of(purchase.Day.AddDays(2)) == month); // a day is that of the zone at the time: with another one, the month after may hold an earlier purchase
        if (isAnother)
            CountBreadth(facts.MerchantId, months!, month, categories);
    }

    private static async ValueTask<HashSet<string>> CategoriesAsync(IReadOnlyList<PurchaseFact> purchases)
    {
        var categories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var purchase in purchases)
            categories.UnionWith((await purchase.Sales()).Select(sale => sale.Category));
        return categories;
    }

    /// <summary>Counts how the member came to each category of a month and of the later ones, which look back on it, and how the latest categories moved.</summary>
    /// <param name="before">The month's categories up to now.</param>
    private void CountBreadth(int merchantId, List<MemberMonth> months, int month, IReadOnlySet<string> before)
    {
        var (was, isNow) = (CategoryHistory.Of(months, other => other.Month == month ? before : other.Categories()), CategoryHistory.Of(months, static other => other.Categories()));
        foreach (var (arrival, count) in Difference(was.Arrivals(month), isNow.Arrivals(month)))
            session.Add(new CategoryArrival { MerchantId = merchantId, Category = arrival.Category, Month = arrival.Month, Previous = arrival.Previous, KeptMembers = count });
        foreach (var ((on, place), count) in was.Moves(month).Select(move => (Key: (move.Month, move.Place), -move.Count)).Concat(isNow.Moves(month).Select(move => (Key: (move.Month, move.Place), move.Count)))
            .GroupBy(move => move.Key).Select(group => (group.Key, group.Sum(move => move.Item2))).Where(move => move.Item2 != 0))
        {
            var row = BreadthMonth.Of(merchantId, on, place);
            row.KeptMembers = count;
            session.Add(row);
        }
    }

    private static IEnumerable<(T Row, int Count)> Difference<T>(IEnumerable<T> before, IEnumerable<T> now) where T : notnull =>
        before.Select(row => (Row: row, Count: -1)).Concat(now.Select(row => (Row: row, Count: 1))).GroupBy(row => row.Row).Select(group => (group.Key, group.Sum(row => row.Count))).Where(row => row.Item2 != 0);

    /// <summary>Counts how a member came to a day, and to the next one, which looks back on it.</summary>
    /// <param name="months">All of the member's; null: not read yet.</param>
    /// <param name="isLatest">Nothing is kept of a later day.</param>
    private async ValueTask CountDayAsync(MemberFacts facts, MemberMonth month, List<MemberMonth>? months, DateOnly day, int sign, bool isLatest)
    {
        var (previous, next) = (month.LastBefore(day), month.FirstAfter(day));
        if (previous is null || (next is null && !isLatest))
        {
            months ??= await session.ListAsync(MonthsOfMember, facts.MemberId);
            previous ??= months.Max(other => other.LastBefore(day));
            next ??= months.Min(other => other.FirstAfter(day));
        }

        Came(day, previous, sign);
        if (next is { } after)
        {
            Came(after, previous, -sign);
            Came(after, day, sign);
        }

        void Came(DateOnly on, DateOnly? before, int count) => session.Add(new DayArrival { MerchantId = facts.MerchantId, Day = on, Previous = before ?? DayArrival.Never, KeptMembers = count });
    }

    /// <summary>Counts how a member came to a month, and to the two after it, which look back on it.</summary>
    private void CountArrivals(Counting counting, int merchantId, List<(int Month, long Count)> active, int month, int sign)
    {
        var first = active.FindIndex(other => other.Month >= month);
        if (first < 0)
            return;
        var last = Math.Min(active.Count - 1, first + (active[first].Month == month ? 2 : 1));
        for (var index = first; index <= last; index++)
        {
            var (previous, before) = (index > 0 ? active[index - 1] : default, index > 1 ? active[index - 2] : default);
            var row = MonthArrival.Of(merchantId, active[index].Month, MonthArrival.WayOf(active[index].Count > 1, previous.Month, previous.Count > 1, before.Month));
            if (counting == Counting.Recorded)
                row.Members = sign;
            else
                row.KeptMembers = sign;
            session.Add(row);
        }
    }

    private void CountCohort(Counting counting, int merchantId, int cohort, int month, long members, long purchases, decimal net) => session.Add(counting == Counting.Recorded
        ? new CohortMonth { MerchantId = merchantId, Cohort = cohort, Month = month, Members = members, Purchases = purchases, NetSales = net }
        : new CohortMonth { MerchantId = merchantId, Cohort = cohort, Month = month, KeptMembers = members, KeptPurchases = purchases, KeptNetSales = net });
}
