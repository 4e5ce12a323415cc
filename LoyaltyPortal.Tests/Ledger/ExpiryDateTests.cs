using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>Dates on which points lapse: inclusive local days, kept as exclusive instants.</summary>
public sealed class ExpiryDateTests
{
    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    [Theory]
    [Trait("HardCase", "14")]
    [InlineData("Europe/London", "2026-03-28", "2026-03-29T00:00Z")] // the clocks go forward in the night after it
    [InlineData("Europe/London", "2026-03-29", "2026-03-29T23:00Z")] // 23 hours long
    [InlineData("Europe/London", "2026-10-24", "2026-10-24T23:00Z")]
    [InlineData("Europe/London", "2026-10-25", "2026-10-26T00:00Z")] // 25 hours long
    [InlineData("Europe/London", "2026-03-31", "2026-03-31T23:00Z")]
    [InlineData("America/New_York", "2026-03-08", "2026-03-09T04:00Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-02T05:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-31", "2026-03-31T18:30Z")]
    [InlineData("Asia/Kathmandu", "2026-02-28", "2026-02-28T18:15Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04", "2026-04-04T13:00Z")] // the clocks go back by half an hour
    [InlineData("Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03", "2026-10-03T13:30Z")] // and forward
    [InlineData("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00Z")]
    [InlineData("America/St_Johns", "2026-03-07", "2026-03-08T03:30Z")]
    [InlineData("America/St_Johns", "2026-03-08", "2026-03-09T02:30Z")]
    [InlineData("America/St_Johns", "2026-11-01", "2026-11-02T03:30Z")]
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00Z")] // there was no midnight: the clocks went from it to one o'clock
    [InlineData("America/Havana", "2026-10-31", "2026-11-01T04:00Z")] // midnight comes twice: the day ends with the first
    [InlineData("Pacific/Apia", "2026-12-31", "2026-12-31T11:00Z")]
    public void A_day_is_good_to_its_last_moment_whatever_the_clocks_do(string zone, string day, string end)
    {
        var local = Zone.Of(zone);

        var ends = local.EndOf(Day(day));

        Assert.Equal(Utc(end), ends);
        Assert.Equal(Day(day), local.DayOf(ends.AddTicks(-1)));
        Assert.Equal(Day(day).AddDays(1), local.DayOf(ends));
    }

    [Theory]
    [Trait("HardCase", "15")]
    [InlineData("Europe/London", "2027-01-31T12:00Z", 1, "2027-03-01T00:00Z")] // 28 February
    [InlineData("Europe/London", "2028-01-31T12:00Z", 1, "2028-03-01T00:00Z")] // 29 February
    [InlineData("Europe/London", "2028-02-29T12:00Z", 12, "2029-03-01T00:00Z")] // 28 February
    [InlineData("Europe/London", "2028-02-29T12:00Z", 48, "2032-03-01T00:00Z")] // 29 February
    [InlineData("Europe/London", "2026-08-31T12:00Z", 1, "2026-09-30T23:00Z")]
    [InlineData("Europe/London", "2026-06-30T23:30Z", 3, "2026-10-01T23:00Z")] // it is 1 July in London
    [InlineData("Asia/Kolkata", "2026-01-30T18:30Z", 1, "2026-02-28T18:30Z")] // it is 31 January in Kolkata
    [InlineData("America/St_Johns", "2026-02-08T12:00Z", 1, "2026-03-09T02:30Z")] // to a day of 23 hours
    [InlineData("Australia/Lord_Howe", "2026-03-05T00:00Z", 1, "2026-04-05T13:30Z")] // to a day of 24 and a half
    public void Points_live_so_many_months_from_the_local_day_on_which_they_were_earned(string zone, string earned, int months, string end)
    {
        var policy = new PointsPolicy { Expiry = ExpiryKind.Rolling, ExpiryMonths = months };

        Assert.Equal(Utc(end), policy.ExpiryOf(Zone.Of(zone), Utc(earned), Utc(earned)));
    }

    [Theory]
    [Trait("HardCase", "14")]
    [InlineData(3, 31, 12, "2026-06-17T12:00Z", "2028-03-31T23:00Z")] // a year old at the least
    [InlineData(3, 31, 1, "2026-06-17T12:00Z", "2027-03-31T23:00Z")]
    [InlineData(3, 31, 1, "2026-02-28T12:00Z", "2026-03-31T23:00Z")] // one month to the very day
    [InlineData(3, 31, 1, "2026-03-01T12:00Z", "2027-03-31T23:00Z")] // one day too young
    [InlineData(2, 29, 1, "2026-06-17T12:00Z", "2027-03-01T00:00Z")]
    [InlineData(2, 29, 1, "2027-06-17T12:00Z", "2028-03-01T00:00Z")]
    [InlineData(12, 31, 12, "2025-12-31T23:59Z", "2027-01-01T00:00Z")]
    public void Points_live_to_the_fixed_date_but_so_many_months_at_the_least(int month, int day, int months, string earned, string end)
    {
        var policy = new PointsPolicy { Expiry = ExpiryKind.FixedDate, ExpiryMonth = month, ExpiryDay = day, ExpiryMonths = months };

        Assert.Equal(Utc(end), policy.ExpiryOf(Zone.Of("Europe/London"), Utc(earned), Utc(earned)));
    }

    [Theory]
    [Trait("HardCase", "23")]
    [InlineData(ExpiryKind.Rolling)]
    [InlineData(ExpiryKind.FixedDate)]
    [InlineData(ExpiryKind.Inactivity)]
    public void Points_that_come_in_years_late_live_the_days_of_grace(ExpiryKind kind)
    {
        var policy = new PointsPolicy { Expiry = kind, ExpiryMonths = 12, GraceDays = 30 };

        Assert.Equal(Utc("2026-07-17T23:00Z"), policy.ExpiryOf(Zone.Of("Europe/London"), Utc("2020-01-01T12:00Z"), Utc("2026-06-17T11:00Z")));
    }

    [Fact]
    public void Points_that_never_expire_have_no_date_and_no_activity_extends_them()
    {
        var (zone, now) = (Zone.Of("Europe/London"), Utc("2026-06-17T11:00Z"));

        Assert.Null(new PointsPolicy().ExpiryOf(zone, now, now));
        Assert.Null(new PointsPolicy { Expiry = ExpiryKind.Rolling }.ExtensionOf(zone, now, now));
        Assert.Equal(Utc("2026-12-18T00:00Z"), new PointsPolicy { Expiry = ExpiryKind.Inactivity, ExpiryMonths = 6 }.ExtensionOf(zone, now, now));
    }
}
