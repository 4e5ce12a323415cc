using System.Globalization;
using LoyaltyPortal.Till;

namespace LoyaltyPortal.Tests.Till;

public sealed class TillAmountTests
{
    [Theory]
    [InlineData("12", "12")]
    [InlineData("12.5", "12.5")]
    [InlineData("12,50", "12.5")]
    [InlineData("1.234,50", "1234.5")]
    [InlineData("1,234.50", "1234.5")]
    [InlineData("1,234", "1234")]
    [InlineData("1.234.567", "1234567")]
    [InlineData(" 1 234,5 ", "1234.5")]
    [InlineData(".99", "0.99")]
    [InlineData("7.", "7")]
    [InlineData("0", "0")]
    public void Amounts_are_read_as_people_type_them(string typed, string amount)
    {
        Assert.True(TillAmount.TryParse(typed, out var read));
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-5")]
    [InlineData("abc")]
    [InlineData("1.2345")]
    [InlineData("12.345")]
    [InlineData("12,34,56")]
    [InlineData("1e5")]
    [InlineData("0.500")]
    [InlineData("0,500")]
    [InlineData("1.234,567")]
    [InlineData("1,234.567,50")]
    [InlineData(".")]
    [InlineData("12345678901234567")]
    public void What_is_no_amount_is_refused(string? typed) => Assert.False(TillAmount.TryParse(typed, out _));
}
