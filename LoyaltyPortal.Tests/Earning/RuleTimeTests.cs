using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Tests.Earning;

/// <summary>When rules hold: on the merchant's own clock and calendar.</summary>
[Trait("HardCase", "14")]
public sealed class RuleTimeTests
{
    private static Basket At(string utc, string zone) => EarningTests.BasketOf(Channel.InStore, new BasketLine("S", "Books", 1, 10, true)) with
    {
        OccurredAt = Utc(utc),
        LocalTime = Zone.Of(zone).ToLocal(Utc(utc)),
    };

    private static DateTime Utc(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd");

    private static TimeOnly? Time(string? text) => text is null ? null : TimeOnly.ParseExact(text, "HH:mm");

    private static long Doubled(RuleWindow window, Basket basket) =>
        new RuleSet(1, [TestPortal.PerUnit(), EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double", new CategoryMultiplierSettings("Books", 2) { Window = window })]).OnPurchase(basket).Points;

    [Theory]
    [InlineData("2026-12-24T23:59:59Z", "Europe/London", true)] // the last moment of the last day
    [InlineData("2026-12-25T00:00:00Z", "Europe/London", false)]
    [InlineData("2026-11-30T23:59:59Z", "Europe/London", false)]
    [InlineData("2026-12-01T00:00:00Z", "Europe/London", true)]
    [InlineData("2026-12-24T18:29:59Z", "Asia/Kolkata", true)] // half an hour beside the hour: 23:59:59 there
    [InlineData("2026-12-24T18:30:00Z", "Asia/Kolkata", false)]
    [InlineData("2026-11-30T18:15:00Z", "Asia/Kathmandu", true)] // a quarter of an hour
    [InlineData("2026-11-30T18:14:59Z", "Asia/Kathmandu", false)]
    [InlineData("2026-12-25T07:59:59Z", "America/Los_Angeles", true)]
    [InlineData("2026-12-25T08:00:00Z", "America/Los_Angeles", false)]
    public void A_window_of_days_ends_with_its_last_day_where_the_merchant_is(string utc, string zone, bool holds) =>
        Assert.Equal(holds ? 20 : 10, Doubled(new RuleWindow(Day("2026-12-01"), Day("2026-12-24")), At(utc, zone)));

    [Theory]
    [InlineData("2026-06-19T21:59:00Z", "21:00", "02:00", false)] // Friday 22:59 in London: 21:00 there is 20:00 UTC, so it holds
    [InlineData("2026-06-19T19:59:00Z", "21:00", "02:00", true)] // 20:59
    [InlineData("2026-06-20T00:59:00Z", "21:00", "02:00", false)] // Saturday 01:59 is still Friday's night
    [InlineData("2026-06-20T01:00:00Z", "21:00", "02:00", true)] // 02:00 is not
    [InlineData("2026-06-19T00:30:00Z", "21:00", "02:00", true)] // Friday 01:30 is Thursday's night
    [InlineData("2026-06-20T20:30:00Z", "21:00", "02:00", true)] // Saturday evening
    [InlineData("2026-06-19T08:00:00Z", "09:00", "17:00", false)]
    [InlineData("2026-06-19T16:00:00Z", "09:00", "17:00", true)] // 17:00 is out
    [InlineData("2026-06-19T22:59:59Z", "09:00", null, false)]
    [InlineData("2026-06-19T07:59:59Z", null, "09:00", false)]
    [InlineData("2026-06-18T23:00:00Z", null, "00:00", false)] // to midnight: all day
    public void Hours_on_Fridays_hold_by_the_local_clock_and_may_cross_midnight(string utc, string? from, string? until, bool isOut) =>
        Assert.Equal(isOut ? 10 : 20, Doubled(new RuleWindow(Weekdays: [DayOfWeek.Friday], FromTime: Time(from), UntilTime: Time(until)), At(utc, "Europe/London")));

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", false)] // 00:59:59, then the clock skips to 02:00
    [InlineData("2026-03-29T01:00:00Z", true)] // 02:00 summer time
    [InlineData("2026-03-29T01:59:59Z", true)]
    [InlineData("2026-03-29T02:00:00Z", false)] // 03:00
    [InlineData("2026-10-25T00:30:00Z", true)] // 01:30 the first time
    [InlineData("2026-10-25T01:30:00Z", true)] // 01:30 the second time
    [InlineData("2026-10-25T03:00:00Z", false)]
    public void On_the_days_when_clocks_change_the_wall_clock_counts(string utc, bool holds) =>
        Assert.Equal(holds ? 20 : 10, Doubled(new RuleWindow(FromTime: new TimeOnly(1, 0), UntilTime: new TimeOnly(3, 0)), At(utc, "Europe/London")));

    [Fact]
    public void The_night_of_the_last_day_is_still_the_last_day()
    {
        var window = new RuleWindow(Until: Day("2026-12-24"), FromTime: new TimeOnly(22, 0), UntilTime: new TimeOnly(2, 0));

        Assert.Equal(20, Doubled(window, At("2026-12-25T01:30:00Z", "Europe/London")));
        Assert.Equal(10, Doubled(window, At("2026-12-25T22:30:00Z", "Europe/London")));
    }

    [Theory]
    [InlineData("1980-02-29", "2026-02-28", true, true)] // no 29th this year: the 28th is it
    [InlineData("1980-02-29", "2026-03-01", true, false)]
    [InlineData("1980-02-29", "2028-02-29", true, true)]
    [InlineData("1980-02-29", "2028-02-28", true, false)]
    [InlineData("1980-02-29", "2026-02-01", false, true)]
    [InlineData("1980-12-31", "2026-12-31", true, true)]
    [InlineData("1980-12-31", "2027-01-01", false, false)]
    [InlineData("1980-06-15", "2026-06-14", true, false)]
    [Trait("HardCase", "15")]
    public void A_birthday_is_honoured_in_every_year(string born, string day, bool onTheDay, bool isCelebrated)
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), EarningRule<BirthdayMonthSettings>.With<BirthdayMonth>("Birthday", new BirthdayMonthSettings(3, onTheDay))]);
        var basket = At(day + "T12:00:00Z", "Europe/London") with { Member = new BasketMember { BirthDate = Day(born) } };

        Assert.Equal(isCelebrated ? 30 : 10, rules.OnPurchase(basket).Points);
    }

    [Fact]
    public void Kinds_that_ask_for_days_or_hours_themselves_take_the_rest_of_the_window_besides()
    {
        var fridays = EarningRule<DateWindowSettings>.With<DateWindow>("December", new DateWindowSettings(Day("2026-12-01"), Day("2026-12-24"), 2) { Window = new RuleWindow(Weekdays: [DayOfWeek.Friday]) });
        var weekends = EarningRule<WeekdayHoursSettings>.With<WeekdayHours>("Weekends", new WeekdayHoursSettings([DayOfWeek.Saturday, DayOfWeek.Sunday], Factor: 3) { Window = new RuleWindow(From: Day("2026-12-05")) });
        var rules = new RuleSet(1, [TestPortal.PerUnit(), fridays, weekends]);

        Assert.Equal(20, rules.OnPurchase(At("2026-12-04T12:00:00Z", "Europe/London")).Points);
        Assert.Equal(30, rules.OnPurchase(At("2026-12-05T12:00:00Z", "Europe/London")).Points);
        Assert.Equal(10, rules.OnPurchase(At("2026-11-28T12:00:00Z", "Europe/London")).Points);
        Assert.Equal([("silent_not_yet", "Weekends"), ("silent_weekday", "December")], rules.OnPurchase(At("2026-12-02T12:00:00Z", "Europe/London")).Explanation.NotFired.Select(step => (step.Code, step.Name)).OrderBy(step => step.Code));
    }
}
