namespace LoyaltyPortal.Tiers;

/// <summary>Which local days count on a local day. A window only ever moves on: a day that it has left does not come back.</summary>
public static class TierWindows
{
    /// <summary>
    /// The first day that counts. A rolling year leaves the same date a year ago behind (on 14 March the count begins on 15 March; on 29 February it
    /// begins on 1 March); a membership of 29 February begins anew on 28 February.
    /// </summary>
    public static DateOnly FirstDay(this TierWindow window, DateOnly enrolledOn, DateOnly today) => window switch
    {
        TierWindow.Rolling12Months => today.AddYears(-1).AddDays(1),
        TierWindow.CalendarYear => new DateOnly(today.Year, 1, 1),
        TierWindow.MembershipYear => MembershipYear(enrolledOn, today),
        _ => DateOnly.MinValue,
    };

    /// <summary>The first day on which <paramref name="day"/> no longer counts; null when it always will.</summary>
    public static DateOnly? Leaves(this TierWindow window, DateOnly enrolledOn, DateOnly day) => window switch
    {
        TierWindow.Rolling12Months => day is { Month: 2, Day: 29 } ? new DateOnly(day.Year + 1, 3, 1) : day.AddYears(1),
        TierWindow.CalendarYear => new DateOnly(day.Year + 1, 1, 1),
        TierWindow.MembershipYear => enrolledOn.AddYears(YearsAt(enrolledOn, day) + 1),
        _ => null,
    };

    /// <summary>The last day of the window that is open on a day; null for a lifetime.</summary>
    public static DateOnly? LastDay(this TierWindow window, DateOnly enrolledOn, DateOnly today) =>
        window is TierWindow.Rolling12Months ? today : window.Leaves(enrolledOn, today)?.AddDays(-1);

    private static DateOnly MembershipYear(DateOnly enrolledOn, DateOnly today) => enrolledOn.AddYears(YearsAt(enrolledOn, today));

    /// <summary>Whole years since the enrolment; below zero on the days before it, which history brought in later may have.</summary>
    private static int YearsAt(DateOnly enrolledOn, DateOnly day)
    {
        var years = day.Year - enrolledOn.Year;
        return enrolledOn.AddYears(years) > day ? years - 1 : years;
    }
}
