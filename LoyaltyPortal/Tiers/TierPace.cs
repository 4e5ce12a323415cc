namespace LoyaltyPortal.Tiers;

/// <summary>When the next tier is reached if the member goes on as in the last days. An estimate.</summary>
/// <param name="PerDay">What was counted a day on average.</param>
/// <param name="ReachedOn">Null when that is not within a year at this pace.</param>
public sealed record TierPace(decimal PerDay, DateOnly? ReachedOn)
{
    /// <summary>How many days are looked back on.</summary>
    public const int Days = 90;

    /// <summary>A member of a few days says little: the average is taken over this many at least.</summary>
    public const int LeastDays = 14;

    private const int Ahead = 366;

    /// <returns>Null at the top of the ladder, and for who did nothing of late.</returns>
    public static TierPace? Of(Ladder ladder, IReadOnlyList<TierDay> days, DateOnly enrolledOn, TierAssessment now, DateOnly today)
    {
        var lived = Math.Clamp(today.DayNumber - enrolledOn.DayNumber + 1, LeastDays, Days);
        var recent = days.Where(day => day.Day > today.AddDays(-lived)).Sum(day => day.Amount);
        if (now.Next is not { } next || recent <= 0)
            return null;
        var perDay = recent / lived;
        for (var ahead = 1; ahead <= Ahead; ahead++)
        {
            var day = today.AddDays(ahead);
            var first = ladder.Window.FirstDay(enrolledOn, day);
            var from = first > today ? first.DayNumber - 1 : today.DayNumber;
            var counted = days.Where(known => known.Day >= first).Sum(known => known.Amount) + perDay * (day.DayNumber - from);
            if (counted >= next.Threshold)
                return new TierPace(perDay, day);
        }

        return new TierPace(perDay, null);
    }
}
