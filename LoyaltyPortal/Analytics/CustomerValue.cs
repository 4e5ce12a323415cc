using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>What members have brought in to date.</summary>
internal readonly record struct HistoricValue(long Members, decimal Net, long Purchases)
{
    public decimal? PerMember => Members == 0 ? null : Net / Members;

    public decimal? PurchasesEach => Members == 0 ? null : (decimal)Purchases / Members;
}

/// <summary>How members buy, from which an estimate follows.</summary>
/// <param name="Members">Who bought in the window.</param>
/// <param name="Purchases">Theirs, without those of nobody known.</param>
/// <param name="Active">Members active as the window began, and as it ended.</param>
internal readonly record struct BuyingHabits(long Members, long Purchases, decimal Net, ActiveCounts Active)
{
    /// <summary>Net sales per purchase.</summary>
    public decimal? Average => Purchases == 0 ? null : Net / Purchases;

    /// <summary>Purchases per member who bought; where the window is a year, per year.</summary>
    public decimal? Frequency => Members == 0 ? null : (decimal)Purchases / Members;

    /// <summary>In windows: 1 / churn. Null where nobody was active at the start, and where nobody was lost: then it has no end that could be told.</summary>
    public decimal? Lifespan => Active.Churn is > 0 and var churn ? 1 / churn : null;

    /// <summary>Average × frequency × lifespan: an estimate.</summary>
    public decimal? SimpleValue => Average * Frequency * Lifespan;
}

/// <summary>Customer lifetime value, from what is kept with each purchase.</summary>
internal static class CustomerValue
{
    /// <summary>By the month of the first purchase, earliest first. Their sum is all.</summary>
    public static async Task<List<(int Cohort, HistoricValue Value)>> HistoricAsync(ReportQuestion question, CancellationToken cancellation)
    {
        var isKept = question.Counting == Counting.Kept;
        if (question.Members is { } members)
        {
            // Of some members there is one row each, and the month of the first purchase in it.
            var facts = await question.Context.Set<MemberFacts>().Where(row => members.Contains(row.MemberId))
                .Select(row => new { Day = isKept ? row.KeptFirstPurchaseDay : row.FirstPurchaseDay, Purchases = isKept ? row.KeptPurchases : row.Purchases, Net = isKept ? row.KeptNetSales : row.NetSales })
                .Where(row => row.Day != null).GroupBy(row => row.Day!.Value).Select(day => new { Day = day.Key, Members = day.LongCount(), Purchases = day.Sum(row => row.Purchases), Net = day.Sum(row => row.Net) }).ToListAsync(cancellation);
            return [.. facts.GroupBy(day => MonthNumber.Of(day.Day)).OrderBy(month => month.Key).Select(month => (month.Key, new HistoricValue(month.Sum(day => day.Members), month.Sum(day => day.Net), month.Sum(day => day.Purchases))))];
        }

        var rows = await question.Context.Set<CohortMonth>().Select(row => new { row.Cohort, row.Month, Members = isKept ? row.KeptMembers : row.Members, Purchases = isKept ? row.KeptPurchases : row.Purchases, Net = isKept ? row.KeptNetSales : row.NetSales }).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.Cohort).OrderBy(group => group.Key)
            .Select(group => (group.Key, new HistoricValue(group.Where(row => row.Month == group.Key).Sum(row => row.Members), group.Sum(row => row.Net), group.Sum(row => row.Purchases)))).Where(cohort => cohort.Item2.Members > 0)];
    }

    public static HistoricValue Sum(IEnumerable<HistoricValue> values) =>
        values.Aggregate(default(HistoricValue), (sum, value) => new HistoricValue(sum.Members + value.Members, sum.Net + value.Net, sum.Purchases + value.Purchases));

    public static async Task<BuyingHabits> HabitsAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var orders = await OrderFigures.OfAsync(question, window, cancellation);
        var buyers = await new BuyerCounts(question.Context, question.Zone, question.Counting).OfAsync(window.From, window.To, question.StoreIds, cancellation, question.Members);
        var active = await new ActiveMembers(question.Context, question.Merchant.Settings.InactivityDays, question.Members).OfAsync([ActiveMembers.Until(window, question.Today)], cancellation);
        return new BuyingHabits(buyers.Members, orders.Sum(row => row.FirstOrders + row.ReturningOrders), orders.Sum(row => row.FirstNet + row.ReturningNet), active[0]);
    }

    /// <summary>The last twelve months that are over.</summary>
    public static ReportWindow Year(DateOnly today)
    {
        var month = MonthNumber.FirstDay(MonthNumber.Of(today));
        return new ReportWindow(month.AddMonths(-12), month.AddDays(-1));
    }
}
