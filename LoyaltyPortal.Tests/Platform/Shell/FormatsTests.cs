using System.Globalization;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class FormatsTests : ComponentContext
{
    private static readonly DateTime Moment = new(2026, 3, 14, 22, 30, 15, DateTimeKind.Utc);

    [Theory]
    [InlineData("en-GB", "EUR", "€1,234.50")]
    [InlineData("en-GB", "JPY", "¥1,234")]
    [InlineData("tr-TR", "TRY", "₺1.234,50")]
    public void Money_takes_the_readers_separators_and_the_currencys_decimals(string culture, string currency, string shown)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        Assert.Equal(shown, Formats.Money(currency == "JPY" ? 1234m : 1234.5m, currency));
    }

    [Fact]
    public void Another_currency_shows_its_code() => Assert.Equal("CHF\u00a012.00", Formats.Money(12, "CHF"));

    [Fact]
    public void A_movement_carries_its_sign()
    {
        Assert.Equal("+1,200", Formats.PointsChange(1200));
        Assert.Equal("−40", Formats.PointsChange(-40));
        Assert.Equal("0", Formats.PointsChange(0));
        Assert.Equal("−£12.00", Formats.Money(-12, "GBP"));
    }

    [Fact]
    public void Days_and_times_are_those_of_the_merchants_zone()
    {
        Zone("Europe/Istanbul");

        Assert.Equal("15 Mar 2026", Formats.Date(Moment));
        Assert.Equal("15 March 2026, 01:30:15 (UTC+03:00)", Formats.Exact(Moment));
    }

    [Fact]
    public void An_unknown_zone_falls_back_to_universal_time()
    {
        Zone("Nowhere/Land");

        Assert.Equal("14 Mar 2026", Formats.Date(Moment));
    }

    [Theory]
    [InlineData(9_999, "9,999")]
    [InlineData(12_345, "12.3K")]
    [InlineData(999_949, "1000K")]
    [InlineData(1_284_300, "1.3M")]
    [InlineData(-2_500_000, "-2.5M")]
    public void Large_numbers_shrink(long value, string shown) => Assert.Equal(shown, Formats.Compact(value));

    private Formats Formats => Get<Formats>();

    private void Zone(string zone) =>
        Get<ShellContextProvider>().Set(ShellContext.Nobody with { Zone = zone });
}
