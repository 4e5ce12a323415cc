using LoyaltyPortal.Analytics;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Analytics;

public sealed class ReportAddressTests
{
    private static readonly DateOnly Today = new(2026, 3, 14);

    [Theory]
    [InlineData(null, "2025-04-01", "2026-03-31")]
    [InlineData("last30days", "2026-02-13", "2026-03-14")]
    [InlineData("last90days", "2025-12-15", "2026-03-14")]
    [InlineData("thismonth", "2026-03-01", "2026-03-31")]
    [InlineData("lastmonth", "2026-02-01", "2026-02-28")]
    [InlineData("thisyear", "2026-01-01", "2026-03-31")]
    [InlineData("lastyear", "2025-01-01", "2025-12-31")]
    [InlineData("all", "2024-12-01", "2026-03-31")]
    [InlineData("nonsense", "2025-04-01", "2026-03-31")]
    public void A_period_is_these_days(string? period, string from, string to) =>
        Assert.Equal(new ReportWindow(DateOnly.ParseExact(from, "yyyy-MM-dd"), DateOnly.ParseExact(to, "yyyy-MM-dd")),
            ReportAddress.Of("shop", "repeat", period, null, null, null, null, null, null).Window(Today, new DateOnly(2024, 12, 9)));

    [Fact]
    public void The_period_before_has_as_many_months_or_days_and_the_year_before_the_same_ones()
    {
        Assert.Equal(new ReportWindow(new(2025, 12, 1), new(2026, 1, 31)), new ReportWindow(new(2026, 2, 1), new(2026, 3, 31)).Previous);
        Assert.Equal(new ReportWindow(new(2026, 2, 1), new(2026, 2, 10)), new ReportWindow(new(2026, 2, 11), new(2026, 2, 20)).Previous);
        Assert.Equal(new ReportWindow(new(2023, 2, 1), new(2023, 2, 28)), new ReportWindow(new(2024, 2, 1), new(2024, 2, 29)).YearBefore);
    }

    [Fact]
    public void Every_filter_is_in_the_address_and_comes_back_from_it()
    {
        var address = new ReportAddress("shop", "repeat", ReportPeriod.Custom, new(2026, 1, 5), new(2026, 2, 6), ReportComparison.Year, 3, Channel.Online, true, "top tier", 77);

        Assert.Equal("/m/shop/reports/repeat?period=custom&from=2026-01-05&to=2026-02-06&compare=year&store=3&channel=online&tier=top%20tier&segment=77&returned=1", address.Href());
        Assert.Equal(address, ReportAddress.Of("shop", "repeat", "custom", "2026-01-05", "2026-02-06", "year", 3, "online", "1", "top tier", 77));
        Assert.Equal("", ReportAddress.Of("shop", "repeat", null, null, null, null, null, null, null, "-").Tier);
        Assert.EndsWith("?tier=-", (address with { Period = ReportPeriod.Last12Months, From = null, To = null, Comparison = ReportComparison.Previous, Store = null, Channel = null, Returned = false, Segment = null, Tier = "" }).Href(), StringComparison.Ordinal);
        Assert.Equal("/m/shop/reports/repeat", ReportAddress.Of("shop", "repeat", "custom", "2026-02-06", "2026-01-05", null, null, null, null).Href());
    }

    [Fact]
    public void The_parts_of_a_period_are_all_of_it()
    {
        var window = new ReportWindow(new(2026, 1, 5), new(2026, 3, 7));

        Assert.Equal([new(new(2026, 1, 5), new(2026, 1, 31)), new(new(2026, 2, 1), new(2026, 2, 28)), new ReportWindow(new(2026, 3, 1), new(2026, 3, 7))], window.Intervals());
        Assert.Equal(10, new ReportWindow(new(2026, 1, 5), new(2026, 1, 14)).Intervals().Count());
    }
}
