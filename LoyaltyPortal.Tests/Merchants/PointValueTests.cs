using System.Globalization;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Merchants;

public sealed class PointValueTests
{
    [Theory]
    [InlineData("0.04", "0.04")]
    [InlineData("0,04", "0.04")]
    [InlineData(" 2 ", "2")]
    public void Either_separator_stands_before_the_decimals(string typed, string value) =>
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), MerchantSettings.ReadPointValue(typed));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1.000,5")]
    [InlineData("1,2,3")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("free")]
    public void What_is_no_number_is_not_guessed(string? typed) => Assert.Null(MerchantSettings.ReadPointValue(typed));
}
