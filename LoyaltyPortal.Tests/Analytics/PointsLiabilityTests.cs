using LoyaltyPortal.Analytics;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>IFRS 15, illustrative example 52 (IE267 to IE270), and cases worked out by hand beside it.</summary>
public sealed class PointsLiabilityTests
{
    private static readonly EstimateInForce From2026 = new(202601, 0.95m, 1);

    private static VintageRow Sold(int month, long points, decimal net) => new(month, month, Issued: points, SoldPoints: points, NetSales: net);

    [Fact]
    public void The_standards_own_example_comes_out()
    {
        var standAlone = PointsLiability.StandAlone(10_000, 1, 0.95m);
        var allocation = PointsLiability.Allocation(100_000, standAlone);
        Assert.Equal((9_500m, 8_675.80m), (standAlone, allocation));
        Assert.Equal(8_676, decimal.Round(allocation));

        var first = PointsLiability.Recognised(allocation, 10_000, 4_500, 5_500, 0.95m);
        var both = PointsLiability.Recognised(allocation, 10_000, 8_500, 1_500, 0.97m);
        Assert.Equal((4_110, 3_493, 1_073), (decimal.Round(first), decimal.Round(both - first), decimal.Round(allocation - both)));
    }

    public static TheoryData<decimal, decimal, decimal> Prices => new()
    {
        { 0, 9_500, 0 }, // no sales, nothing to allocate
        { -20, 9_500, 0 }, // more came back than was sold
        { 100, 0, 0 },
        { 100, 100, 50 },
        { 10, 5, 3.33m }, // 10 * 5 / 15
        { 0.03m, 0.03m, 0.02m }, // 0.015: half goes away from zero
    };

    [Theory]
    [MemberData(nameof(Prices))]
    public void The_price_is_allocated_by_relative_prices(decimal net, decimal standAlone, decimal allocation) => Assert.Equal(allocation, PointsLiability.Allocation(net, standAlone));

    public static TheoryData<long, long, long, decimal, decimal> Redemptions => new()
    {
        { 1_000, 0, 1_000, 0.8m, 0 }, // nothing redeemed
        { 1_000, 400, 600, 0.8m, 50 }, // 100 * 400 / 800
        { 1_000, 800, 200, 0.8m, 100 }, // all that was expected
        { 1_000, 900, 100, 0.8m, 100 }, // more than was expected: never more than the allocation
        { 1_000, 400, 0, 0.8m, 100 }, // the others have lapsed: the rest is revenue
        { 1_000, 0, 0, 0.8m, 100 }, // all have lapsed
        { 1_000, 400, 200, 0.8m, 66.67m }, // 400 have lapsed: no more than 600 can be redeemed, whatever was expected
        { 900, 300, 600, 0.5m, 66.67m }, // 100 * 300 / 450
    };

    [Theory]
    [MemberData(nameof(Redemptions))]
    public void Revenue_follows_redemption(long points, long redeemed, long outstanding, decimal rate, decimal recognised) => Assert.Equal(recognised, PointsLiability.Recognised(100, points, redeemed, outstanding, rate));

    [Fact]
    public void A_later_estimate_changes_recognition_and_never_the_allocation()
    {
        VintageRow[] rows = [Sold(202601, 10_000, 100_000), new(202601, 202602, Redeemed: 4_500), new(202601, 202603, Redeemed: 4_000)];

        var months = new LiabilitySchedule(rows, [From2026, new(202603, 0.97m, 2)]).Months(202601, 202603).ToList();

        Assert.Equal(
        [
            new LiabilityMonth(202601, 0, 8_675.80m, 0),
            new LiabilityMonth(202602, 8_675.80m, 0, 4_109.59m),
            new LiabilityMonth(202603, 4_566.21m, 0, 3_492.92m),
        ], months);
        Assert.Equal(1_073.29m, months[^1].Closing);
    }

    [Fact]
    public void A_return_takes_its_part_off_in_the_month_it_comes_back()
    {
        VintageRow[] rows = [Sold(202601, 200, 100), new(202601, 202602, Reversed: 100, SoldPoints: -100, NetSales: -50)];

        // 200 points at 0.5 and all expected: 100 to 100, so 50. Half of both: 25.
        Assert.Equal([50m, -25m], new LiabilitySchedule(rows, [new(202601, 1, 0.5m)]).Months(202601, 202602).Select(month => month.Deferred));
    }

    [Fact]
    public void Points_without_a_sale_are_outstanding_but_defer_nothing()
    {
        var vintage = Assert.Single(new LiabilitySchedule([new VintageRow(202601, 202601, Issued: 500)], [From2026]).At(202601));

        Assert.Equal((500L, 0m, 0m), (vintage.Balance.Outstanding, vintage.Deferred, vintage.Owed));
    }

    [Fact]
    public void What_was_sold_before_the_first_estimate_defers_nothing()
    {
        var schedule = new LiabilitySchedule([Sold(202512, 100, 100), Sold(202601, 100, 100)], [From2026]);

        Assert.Equal([null, 48.72m], schedule.At(202601).Select(vintage => vintage.Deferred)); // 100 * 95 / 195
        Assert.Null(schedule.InForce(202512));
    }

    [Fact]
    public void Of_two_estimates_for_a_month_the_later_one_holds() =>
        Assert.Equal(0.8m, new LiabilitySchedule([], [From2026, new(202601, 0.8m, 1)]).InForce(202607)!.RedemptionRate);

    /// <summary>However awkward the amounts: months and vintages add up to the hundredth, and when nothing is left nothing is owed.</summary>
    [Fact]
    public void Parts_add_up_and_end_at_nothing()
    {
        var rows = new List<VintageRow>();
        for (var number = 0; number < 24; number++)
        {
            var month = MonthNumber.Add(202601, number);
            rows.AddRange([Sold(month, 997 + number, 333.33m + number), new(month, MonthNumber.Add(month, 1), Redeemed: 331), new(month, MonthNumber.Add(month, 3), Redeemed: 97), new(month, MonthNumber.Add(month, 6), Expired: 569 + number)]);
        }

        var schedule = new LiabilitySchedule(rows, [new(202601, 0.7m, 0.0137m), new(202609, 0.61m, 0.02m)]);
        var months = schedule.Months(202601, 202806).ToList();

        Assert.All(months.Zip(months.Skip(1)), pair => Assert.Equal(pair.First.Closing, pair.Second.Opening));
        Assert.All(months, month => Assert.Equal(schedule.At(month.Month).Sum(vintage => vintage.Owed), month.Closing));
        Assert.All(months, month => Assert.Equal(decimal.Round(month.Recognised, 2), month.Recognised));
        Assert.Equal(months.Sum(month => month.Deferred), months.Sum(month => month.Recognised));
        Assert.Equal(0, months[^1].Closing);
        Assert.True(months.Max(month => month.Closing) > 5);
    }

    [Fact]
    public void Breakage_is_realised_in_closed_vintages_only()
    {
        VintageRow[] rows =
        [
            new(202601, 202601, Issued: 1_000), new(202601, 202605, Redeemed: 600), new(202601, 202606, Expired: 300, Reversed: 100),
            new(202602, 202602, Issued: 1_000), new(202602, 202606, Expired: 999), // one point is left
            new(202606, 202606, Issued: 50, Redeemed: 50), // its month is not over
        ];

        var realised = RealisedRate.Of(VintageRows.Closed(rows, 202606));

        Assert.Equal((1, 0.3m, 600m / 900), (realised.Vintages, realised.Breakage, realised.Redemption));
        Assert.Null(RealisedRate.Of([]).Breakage);
    }

    public static TheoryData<decimal, decimal, int, bool, string?> Inputs => new()
    {
        { 0.95m, 1, 202601, true, null },
        { 1, 0.0001m, 202606, true, null },
        { 0.95m, 1, 202606, false, null },
        { 0.95m, 1, 202706, false, null },
        { 0, 1, 202606, false, "estimate_rate" },
        { 1.01m, 1, 202606, false, "estimate_rate" },
        { 0.12345m, 1, 202606, false, "estimate_rate" },
        { 0.95m, 0, 202606, false, "estimate_value" },
        { 0.95m, 1_001, 202606, false, "estimate_value" },
        { 0.95m, 1, 202607, true, "estimate_month" },
        { 0.95m, 1, 202707, false, "estimate_month" },
        { 0.95m, 1, 202613, false, "estimate_month" },
        { 0.95m, 1, 0, true, "estimate_month" },
        { 0.95m, 1, 202605, false, "estimate_month_over" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void An_estimate_is_a_share_a_value_and_a_month_that_is_not_over(decimal rate, decimal value, int from, bool isFirst, string? code) =>
        Assert.Equal(code, new EstimateInput(rate, value, from).Problems(isFirst, 202606).FirstOrDefault()?.Code);
}
