using System.Globalization;
using LoyaltyPortal.Imports.Reading;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class NumberAndDateTextTests
{
    [Theory]
    [InlineData("0", '.', "0")]
    [InlineData("2.55", '.', "2.55")]
    [InlineData("2,55", ',', "2.55")]
    [InlineData("-80995", '.', "-80995")]
    [InlineData("+5", '.', "5")]
    [InlineData("5-", '.', "-5")]
    [InlineData("−5", '.', "-5")]
    [InlineData("(3.00)", '.', "-3.00")]
    [InlineData("£2.55", '.', "2.55")]
    [InlineData("-£2.55", '.', "-2.55")]
    [InlineData("£-2.55", '.', "-2.55")]
    [InlineData("2,55 €", ',', "2.55")]
    [InlineData("₺1.234,50", ',', "1234.50")]
    [InlineData("1,234.50", '.', "1234.50")]
    [InlineData("1 234,50", ',', "1234.50")]
    [InlineData("1\u00A0234\u00A0567,5", ',', "1234567.5")]
    [InlineData("1'234.50", '.', "1234.50")]
    [InlineData("1.234", ',', "1234")]
    [InlineData("1.234", '.', "1.234")]
    [InlineData(".5", '.', "0.5")]
    [InlineData("5.", '.', "5")]
    [InlineData("000017.10", '.', "17.10")]
    [InlineData("123456789012345678901.25", '.', "123456789012345678901.25")]
    [InlineData("0.1000000000000000055511151231", '.', "0.1000000000000000055511151231")]
    public void Numbers_are_read_as_written(string text, char separator, string expected)
    {
        Assert.True(NumberText.TryParse(text, separator, out var value));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("", '.')]
    [InlineData("-", '.')]
    [InlineData("abc", '.')]
    [InlineData("1e5", '.')]
    [InlineData("1.2.3", '.')]
    [InlineData("12,34", '.')]
    [InlineData("1,23,456", '.')]
    [InlineData("1234,567.0", '.')]
    [InlineData("1,234 567", '.')]
    [InlineData("--5", '.')]
    [InlineData("(-5)", '.')]
    [InlineData("££5", '.')]
    [InlineData("5 5", '.')]
    [InlineData("NaN", '.')]
    [InlineData("99999999999999999999999999999", '.')]
    public void What_is_not_a_number_is_not_guessed_at(string text, char separator) =>
        Assert.False(NumberText.TryParse(text, separator, out _));

    [Theory]
    [InlineData("2010-12-01 08:26:00", DateOrder.YearMonthDay, "2010-12-01T08:26:00.0000000")]
    [InlineData("2010-12-01", DateOrder.DayMonthYear, "2010-12-01T00:00:00.0000000")]
    [InlineData("2010-12-01T08:26:00.5", DateOrder.YearMonthDay, "2010-12-01T08:26:00.5000000")]
    [InlineData("20101201", DateOrder.YearMonthDay, "2010-12-01T00:00:00.0000000")]
    [InlineData("1/12/2010 8:26", DateOrder.DayMonthYear, "2010-12-01T08:26:00.0000000")]
    [InlineData("12/1/2010 8:26", DateOrder.MonthDayYear, "2010-12-01T08:26:00.0000000")]
    [InlineData("12/1/10 8:26 PM", DateOrder.MonthDayYear, "2010-12-01T20:26:00.0000000")]
    [InlineData("12/1/10 12:26 am", DateOrder.MonthDayYear, "2010-12-01T00:26:00.0000000")]
    [InlineData("01.12.2010 08.26", DateOrder.DayMonthYear, "2010-12-01T08:26:00.0000000")]
    [InlineData("29.02.2024", DateOrder.DayMonthYear, "2024-02-29T00:00:00.0000000")]
    public void Dates_are_read_in_the_given_order(string text, DateOrder order, string expected)
    {
        Assert.True(DateText.TryParse(text, order, out var local, out var offset));
        Assert.Null(offset);
        Assert.Equal(expected, local.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2010-12-01T08:26:00Z", 0)]
    [InlineData("2010-12-01 08:26:00 +03:00", 180)]
    [InlineData("2010-12-01T08:26:00-0530", -330)]
    public void An_offset_in_the_text_is_kept(string text, int minutes)
    {
        Assert.True(DateText.TryParse(text, DateOrder.YearMonthDay, out _, out var offset));
        Assert.Equal(TimeSpan.FromMinutes(minutes), offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("31/13/2010")]
    [InlineData("29/02/2023")]
    [InlineData("1-12/2010")]
    [InlineData("1/12/210")]
    [InlineData("1/12/2010 25:00")]
    [InlineData("1/12/2010 08:60")]
    [InlineData("1/12/2010 08:26 XM")]
    [InlineData("1/12/2010 08:26 13:00")]
    [InlineData("1/12/2010 13:00 PM")]
    [InlineData("40513")]
    [InlineData("1/12/2010 08:")]
    public void What_is_not_a_date_is_not_guessed_at(string text) =>
        Assert.False(DateText.TryParse(text, DateOrder.DayMonthYear, out _, out _));

    [Theory]
    [InlineData("2024-03-31T00:59:59", "2024-03-31T00:59:59")] // winter
    [InlineData("2024-03-31T01:30:00", "2024-03-31T01:30:00")] // skipped: 02:30 in summer
    [InlineData("2024-03-31T02:30:00", "2024-03-31T01:30:00")]
    [InlineData("2024-10-27T00:30:00", "2024-10-26T23:30:00")]
    [InlineData("2024-10-27T01:30:00", "2024-10-27T00:30:00")] // twice: the earlier
    [InlineData("2024-10-27T02:30:00", "2024-10-27T02:30:00")]
    public void Clock_changes_move_a_skipped_time_forward_and_take_the_earlier_of_two(string local, string utc)
    {
        var instant = LocalTime.ToUtc(DateTime.Parse(local, CultureInfo.InvariantCulture), TestFile.London);
        Assert.Equal(DateTimeKind.Utc, instant.Kind);
        Assert.Equal(DateTime.Parse(utc, CultureInfo.InvariantCulture), DateTime.SpecifyKind(instant, DateTimeKind.Unspecified));
    }

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm", DateOrder.YearMonthDay)]
    [InlineData("dd.MM.yyyy", DateOrder.DayMonthYear)]
    [InlineData("M/d/yy h:mm tt", DateOrder.MonthDayYear)]
    [InlineData("yyyy-dd-MM", null)]
    [InlineData("HH:mm", null)]
    [InlineData(null, null)]
    public void A_pattern_tells_the_order(string? pattern, DateOrder? order) => Assert.Equal(order, DateText.OrderOf(pattern));
}
