using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics;

/// <summary>An estimate in force from a month on.</summary>
public sealed record EstimateInForce(int FromMonth, decimal RedemptionRate, decimal PointValue);

/// <summary>
/// Points that purchases earned are a promise of its own (IFRS 15 B39 to B42, illustrative example 52; ASC 606-10-55-41 to 45): a part of the price waits for their redemption. All amounts are rounded to
/// the hundredth, half away from zero, and only where they are cumulative: what falls into a period is the difference of two such amounts, so that parts always add up.
/// </summary>
public static class PointsLiability
{
    /// <summary>What the points would cost on their own: so many of them, at their value, as far as they are expected to be redeemed.</summary>
    public static decimal StandAlone(long points, decimal pointValue, decimal redemptionRate) => Math.Max(0, points) * pointValue * redemptionRate;

    /// <summary>The points' part of the price, by relative stand-alone selling prices: the goods' is what they were sold for.</summary>
    public static decimal Allocation(decimal netSales, decimal standAlone) => netSales <= 0 || standAlone <= 0 ? 0 : Cents(netSales * standAlone / (netSales + standAlone));

    /// <summary>How much of the allocation is revenue by now: the points redeemed as a share of all that are expected to be.</summary>
    /// <param name="points">Of the vintage, less what was taken back.</param>
    /// <param name="outstanding">What can still be redeemed: no more than that is expected, and nothing where nothing is left.</param>
    /// <param name="redemptionRate">As it is expected now.</param>
    public static decimal Recognised(decimal allocation, long points, long redeemed, long outstanding, decimal redemptionRate)
    {
        if (outstanding <= 0)
            return allocation;
        var done = Math.Max(0, redeemed);
        var expected = Math.Min(points * redemptionRate, done + outstanding);
        return expected <= done ? (done > 0 ? allocation : 0) : Cents(allocation * done / expected);
    }

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
}

/// <summary>One vintage at the end of a month.</summary>
/// <param name="Deferred">Allocated by the estimate that was in force when the points were earned; null where there was none.</param>
/// <param name="Recognised">Of that, by the estimate that is in force at the end of the month.</param>
public sealed record VintageLiability(VintageBalance Balance, decimal? Deferred, decimal Recognised)
{
    public decimal Owed => (Deferred ?? 0) - Recognised;
}

/// <summary>What was owed, and how it moved, in one month.</summary>
public sealed record LiabilityMonth(int Month, decimal Opening, decimal Deferred, decimal Recognised)
{
    public decimal Closing => Opening + Deferred - Recognised;
}

/// <summary>The liability of a merchant's points, by vintage and by month.</summary>
public sealed class LiabilitySchedule(IReadOnlyCollection<VintageRow> rows, IEnumerable<EstimateInForce> estimates)
{
    // Of several for one month the one that was said last.
    private readonly List<EstimateInForce> _estimates = [.. estimates.Select((estimate, index) => (estimate, index)).OrderBy(pair => pair.estimate.FromMonth).ThenBy(pair => pair.index).Select(pair => pair.estimate)];
    private readonly List<IGrouping<int, VintageRow>> _vintages = [.. rows.GroupBy(row => row.Earned).OrderBy(group => group.Key)];

    public EstimateInForce? InForce(int month) => _estimates.FindLast(estimate => estimate.FromMonth <= month);

    /// <summary>Every vintage as it stood at the end of a month.</summary>
    public IReadOnlyList<VintageLiability> At(int month) => [.. _vintages.Where(vintage => vintage.Key <= month).Select(vintage => Of(VintageBalance.Of(vintage.Key, vintage.Where(row => row.Month <= month)), InForce(month)))];

    /// <summary>How it moved, month by month, both included.</summary>
    public IEnumerable<LiabilityMonth> Months(int from, int to)
    {
        var before = Sum(MonthNumber.Add(from, -1));
        for (var month = from; month <= to; month = MonthNumber.Add(month, 1))
        {
            var now = Sum(month);
            yield return new LiabilityMonth(month, before.Deferred - before.Recognised, now.Deferred - before.Deferred, now.Recognised - before.Recognised);
            before = now;
        }
    }

    private (decimal Deferred, decimal Recognised) Sum(int month)
    {
        var vintages = At(month);
        return (vintages.Sum(vintage => vintage.Deferred ?? 0), vintages.Sum(vintage => vintage.Recognised));
    }

    private VintageLiability Of(VintageBalance balance, EstimateInForce? now)
    {
        if (InForce(balance.Earned) is not { } then || now is null)
            return new VintageLiability(balance, null, 0);
        var deferred = PointsLiability.Allocation(balance.NetSales, PointsLiability.StandAlone(balance.SoldPoints, then.PointValue, then.RedemptionRate));
        return new VintageLiability(balance, deferred, PointsLiability.Recognised(deferred, balance.Issued - balance.Reversed, balance.Redeemed, balance.Outstanding, now.RedemptionRate));
    }
}
