using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>What happened in one month to the points of one vintage: a row of the aggregate.</summary>
public readonly record struct VintageRow(int Earned, int Month, long Issued = 0, long Redeemed = 0, long Expired = 0, long Reversed = 0, long SoldPoints = 0, decimal NetSales = 0);

/// <summary>What has become of the points of one vintage until the end of a month.</summary>
/// <param name="SoldPoints">Earned by purchases, less what returns took back.</param>
/// <param name="NetSales">Of those purchases, less what came back.</param>
public readonly record struct VintageBalance(int Earned, long Issued, long Redeemed, long Expired, long Reversed, long SoldPoints, decimal NetSales)
{
    /// <summary>Still to be redeemed or to lapse: active, pending and held.</summary>
    public long Outstanding => Issued - Redeemed - Expired - Reversed;

    internal static VintageBalance Of(int earned, IEnumerable<VintageRow> rows) => rows.Aggregate(new VintageBalance(earned, 0, 0, 0, 0, 0, 0), static (sum, row) => new VintageBalance(
        sum.Earned, sum.Issued + row.Issued, sum.Redeemed + row.Redeemed, sum.Expired + row.Expired, sum.Reversed + row.Reversed, sum.SoldPoints + row.SoldPoints, sum.NetSales + row.NetSales));
}

/// <summary>Reads the vintages: a row for each month in which something happened to each month's points, however many purchases there are.</summary>
internal static class VintageRows
{
    public static async Task<List<VintageRow>> OfAsync(LoyaltyDbContext context, CancellationToken cancellation) =>
        await context.Set<PointVintage>().OrderBy(row => row.Earned).ThenBy(row => row.Month)
            .Where(row => row.Issued != 0 || row.Redeemed != 0 || row.Expired != 0 || row.Reversed != 0 || row.SoldPoints != 0 || row.NetSales != 0)
            .Select(row => new VintageRow(row.Earned, row.Month, row.Issued, row.Redeemed, row.Expired, row.Reversed, row.SoldPoints, row.NetSales)).ToListAsync(cancellation);

    /// <summary>As they stand now, in order.</summary>
    public static IEnumerable<VintageBalance> Balances(IEnumerable<VintageRow> rows) => rows.GroupBy(row => row.Earned).OrderBy(group => group.Key).Select(group => VintageBalance.Of(group.Key, group));

    /// <summary>Those whose month is over and of which no point is left.</summary>
    public static IEnumerable<VintageBalance> Closed(IEnumerable<VintageRow> rows, int thisMonth) => Balances(rows).Where(vintage => IsClosed(vintage, thisMonth));

    public static bool IsClosed(VintageBalance vintage, int thisMonth) => vintage.Earned < thisMonth && vintage.Issued > 0 && vintage.Outstanding <= 0;
}
