using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Tiers;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

public sealed class TierWindowsTests
{
    [Theory]
    [InlineData("2026-03-14", "2025-03-15")]
    [InlineData("2026-12-31", "2026-01-01")]
    [InlineData("2026-01-01", "2025-01-02")]
    [InlineData("2026-02-28", "2025-03-01")]
    [InlineData("2026-03-01", "2025-03-02")]
    [InlineData("2024-02-28", "2023-03-01")]
    [InlineData("2024-02-29", "2023-03-01")]
    [InlineData("2024-03-01", "2023-03-02")]
    [InlineData("2025-02-27", "2024-02-28")]
    [InlineData("2025-02-28", "2024-02-29")]
    [InlineData("2025-03-01", "2024-03-02")]
    [InlineData("2026-05-31", "2025-06-01")]
    public void A_rolling_year_begins_the_day_after_the_same_date_a_year_ago(string today, string first) =>
        Assert.Equal(Day(first), TierWindow.Rolling12Months.FirstDay(Day("2020-01-01"), Day(today)));

    [Theory]
    [InlineData("2026-01-01", "2026-01-01")]
    [InlineData("2026-12-31", "2026-01-01")]
    [InlineData("2024-02-29", "2024-01-01")]
    public void A_calendar_year_begins_on_the_first_of_January(string today, string first) =>
        Assert.Equal(Day(first), TierWindow.CalendarYear.FirstDay(Day("2020-05-05"), Day(today)));

    [Theory]
    [InlineData("2020-05-05", "2026-05-04", "2025-05-05")]
    [InlineData("2020-05-05", "2026-05-05", "2026-05-05")]
    [InlineData("2024-02-29", "2024-02-29", "2024-02-29")]
    [InlineData("2024-02-29", "2025-02-27", "2024-02-29")]
    [InlineData("2024-02-29", "2025-02-28", "2025-02-28")]
    [InlineData("2024-02-29", "2028-02-28", "2027-02-28")]
    [InlineData("2024-02-29", "2028-02-29", "2028-02-29")]
    [InlineData("2023-08-31", "2024-08-30", "2023-08-31")]
    [InlineData("2026-06-01", "2026-05-20", "2025-06-01")]
    public void A_membership_year_begins_on_the_day_of_enrolment_and_29_February_on_the_28th(string enrolled, string today, string first) =>
        Assert.Equal(Day(first), TierWindow.MembershipYear.FirstDay(Day(enrolled), Day(today)));

    [Theory]
    [InlineData(TierWindow.Rolling12Months)]
    [InlineData(TierWindow.CalendarYear)]
    [InlineData(TierWindow.MembershipYear)]
    public void A_day_leaves_on_the_first_day_whose_window_begins_after_it(TierWindow window)
    {
        foreach (var enrolled in (DateOnly[])[Day("2020-02-29"), Day("2021-12-31"), Day("2022-03-01")])
        {
            for (var day = Day("2023-01-01"); day < Day("2025-12-31"); day = day.AddDays(1))
            {
                var leaves = window.Leaves(enrolled, day)!.Value;
                Assert.True(window.FirstDay(enrolled, leaves) > day, $"{day} still counts on {leaves}");
                Assert.True(window.FirstDay(enrolled, leaves.AddDays(-1)) <= day, $"{day} does not count on the day before {leaves}");
            }
        }
    }

    [Theory]
    [InlineData(TierWindow.Rolling12Months)]
    [InlineData(TierWindow.CalendarYear)]
    [InlineData(TierWindow.MembershipYear)]
    [InlineData(TierWindow.Lifetime)]
    public void A_window_never_goes_back(TierWindow window)
    {
        var before = DateOnly.MinValue;
        for (var day = Day("2023-01-01"); day < Day("2029-03-02"); day = day.AddDays(1))
        {
            var first = window.FirstDay(Day("2024-02-29"), day);
            Assert.True(first >= before);
            before = first;
        }
    }

    [Theory]
    [InlineData("Europe/London", "2026-03-28T23:59:59Z", "2026-03-28")]
    [InlineData("Europe/London", "2026-03-29T23:00:00Z", "2026-03-30")] // the day of 23 hours ends an hour early
    [InlineData("Europe/London", "2026-10-24T23:30:00Z", "2026-10-25")]
    [InlineData("Europe/London", "2026-10-25T23:30:00Z", "2026-10-25")] // the day of 25 hours
    [InlineData("Asia/Kolkata", "2026-03-31T18:29:59Z", "2026-03-31")]
    [InlineData("Asia/Kolkata", "2026-03-31T18:30:00Z", "2026-04-01")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T13:30:00Z", "2026-04-05")] // half an hour of summer time
    [InlineData("America/St_Johns", "2024-02-29T03:29:59Z", "2024-02-28")]
    [InlineData("America/St_Johns", "2024-02-29T03:30:00Z", "2024-02-29")]
    public void Windows_are_of_the_merchants_local_days(string zone, string utc, string local)
    {
        var today = Zone.Of(zone).DayOf(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal));
        Assert.Equal(Day(local), today);
        Assert.Equal(today.AddYears(-1).AddDays(1), TierWindow.Rolling12Months.FirstDay(today, today));
    }
}
