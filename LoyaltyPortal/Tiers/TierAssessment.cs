namespace LoyaltyPortal.Tiers;

/// <summary>How a member stands on a day, to read. Amounts are points, currency or visits, by the ladder's measure.</summary>
/// <param name="Tier">The tier held; null for none.</param>
/// <param name="Counted">What the window counts.</param>
/// <param name="WindowFrom">The first day that counts.</param>
/// <param name="WindowTo">The last day of the open window; null for a lifetime.</param>
/// <param name="Next">The next tier up; null at the top.</param>
/// <param name="Missing">What is missing to <paramref name="Next"/>; 0 at the top.</param>
/// <param name="LostOn">The day on which the tier is lost if nothing more is counted, grace included; null when it is never lost.</param>
/// <param name="InGrace">The tier is no longer reached.</param>
/// <param name="ToStay">What has to be counted before <paramref name="LostOn"/> to stay; null where it cannot be said yet, because another window will count it.</param>
public sealed record TierAssessment(
    Tier? Tier, DateOnly Since, decimal Counted, DateOnly WindowFrom, DateOnly? WindowTo, Tier? Next, decimal Missing, DateOnly? LostOn, bool InGrace, decimal? ToStay)
{
    /// <summary>Assesses from all the days, as of today.</summary>
    /// <param name="days">The member's days in order; those before the window do no harm.</param>
    /// <param name="position">What was decided so far; null for somebody never assessed. It is not changed.</param>
    public static TierAssessment Of(Ladder ladder, IReadOnlyList<TierDay> days, DateOnly enrolledOn, TierPosition? position, DateOnly today)
    {
        var now = position?.Copy() ?? TierPosition.Start(ladder, enrolledOn, today);
        var moves = new List<TierMove>();
        now.Settle(ladder, enrolledOn, days, today, position is null ? TierCause.Ladder : TierCause.Time, moves);
        today = now.AssessedOn;

        var (held, counted) = (ladder.PlaceOf(now.TierKey), now.Counted);
        var next = held + 1 < ladder.Tiers.Count ? ladder.Tiers[held + 1] : null;
        var lost = LossOf(ladder, days, enrolledOn, now);
        return new TierAssessment(
            ladder.At(held), now.Since, counted, now.CountedFrom, ladder.Window.LastDay(enrolledOn, today), next, next is null ? 0 : Math.Max(0, next.Threshold - counted),
            lost, now.LosesOn is not null, lost is { } day ? ToStayOf(ladder, days, enrolledOn, ladder.Tiers[held], day, today) : null);
    }

    /// <summary>Lets the time pass without anything more until the tier is lost.</summary>
    private static DateOnly? LossOf(Ladder ladder, IReadOnlyList<TierDay> days, DateOnly enrolledOn, TierPosition now)
    {
        var later = now.Copy();
        var moves = new List<TierMove>();
        while (moves.Count == 0 && later.NextDueOn is { } due)
            later.Settle(ladder, enrolledOn, days, due, TierCause.Time, moves);
        return moves is [var move, ..] && ladder.PlaceOf(move.To) < ladder.PlaceOf(move.From) ? move.On : null;
    }

    private static decimal? ToStayOf(Ladder ladder, IReadOnlyList<TierDay> days, DateOnly enrolledOn, Tier tier, DateOnly lostOn, DateOnly today)
    {
        var first = ladder.Window.FirstDay(enrolledOn, lostOn);
        return first > today ? null : Math.Max(0, tier.Threshold - days.Where(day => day.Day >= first).Sum(day => day.Amount));
    }
}
