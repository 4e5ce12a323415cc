namespace LoyaltyPortal.Tiers;

/// <summary>What a local day counts on a ladder. Never below zero in sum: what is taken back is taken from the day that brought it.</summary>
public readonly record struct TierDay(DateOnly Day, decimal Amount);

/// <summary>Why somebody is assessed, and so why they moved. The numbers are stored: never renumber.</summary>
public enum TierCause
{
    /// <summary>A purchase or an action.</summary>
    Earned = 1,

    /// <summary>The window moved on, or the grace is over.</summary>
    Time = 2,

    /// <summary>Goods came back.</summary>
    Returned = 3,

    /// <summary>Another ladder was published.</summary>
    Ladder = 4,

    /// <summary>Two members became one, or two again.</summary>
    Merged = 5,

    /// <summary>An import was taken back.</summary>
    Undone = 6,
}

/// <summary>One step on the ladder: keys of tiers, null for none.</summary>
/// <param name="On">The local day it happened.</param>
/// <param name="Counted">What was counted then: points, currency or visits.</param>
public readonly record struct TierMove(string? From, string? To, TierCause Cause, DateOnly On, decimal Counted);

/// <summary>
/// Where a member stands on a ladder, and all that is decided about it. The recording road keeps it in a row, the what-if in
/// <see cref="TierProgress"/>, the simulation nowhere: they all ask here. Deciding every day and deciding only on the days that are due come to the same.
/// </summary>
public sealed class TierPosition
{
    /// <summary>The tier held; null for none.</summary>
    public string? TierKey { get; internal set; }

    /// <summary>The day it was reached.</summary>
    public DateOnly Since { get; internal set; }

    /// <summary>The tier is no longer reached, and will be lost on that day unless it is again. Null: it is reached.</summary>
    public DateOnly? LosesOn { get; internal set; }

    /// <summary>The day up to which all is decided; never goes back.</summary>
    public DateOnly AssessedOn { get; internal set; }

    /// <summary>Everything from <see cref="CountedFrom"/> on. It may begin before the window does now; then it is too much, never too little.</summary>
    public decimal Counted { get; internal set; }

    public DateOnly CountedFrom { get; internal set; }

    /// <summary>Until then nothing changes by itself, that is certain; then the days have to be looked at. Null: nothing ever changes by itself.</summary>
    public DateOnly? NextDueOn { get; internal set; }

    /// <summary>The <see cref="Ladder.Stamp"/> under which it was decided.</summary>
    public long Stamp { get; internal set; }

    /// <summary>Somebody of whom nothing is counted yet: on the lowest tier if it asks for nothing.</summary>
    public static TierPosition Start(Ladder ladder, DateOnly enrolledOn, DateOnly today) => new()
    {
        TierKey = ladder.At(ladder.ReachedBy(0))?.Key,
        Since = enrolledOn < today ? enrolledOn : today,
        AssessedOn = today,
        CountedFrom = ladder.Window.FirstDay(enrolledOn, today),
        Stamp = ladder.Stamp,
    };

    internal TierPosition Copy() => (TierPosition)MemberwiseClone();

    /// <summary>True when the clock can be put forward to that day without looking at the days.</summary>
    public bool IsQuietUntil(Ladder ladder, DateOnly today) => Stamp == ladder.Stamp && !(NextDueOn <= today);

    /// <summary>Lets quiet days pass. Before something is counted this must have been done: else it would seem to have been there on the days before it.</summary>
    /// <returns>False: something may have changed on the way; <see cref="Settle"/> knows.</returns>
    internal bool TryPassTo(Ladder ladder, DateOnly today)
    {
        if (!IsQuietUntil(ladder, today))
            return false;
        if (today > AssessedOn)
            AssessedOn = today;
        return true;
    }

    /// <summary>Counts something more where it is certain that nothing follows from it.</summary>
    /// <param name="day">The day that it counts for.</param>
    /// <returns>False: nothing was done; the days have to be looked at, with <see cref="Settle"/>.</returns>
    public bool TryCount(Ladder ladder, DateOnly day, decimal amount, DateOnly today)
    {
        if (!IsQuietUntil(ladder, today) || amount < 0)
            return false;
        var counts = day < CountedFrom ? 0 : amount;
        if (RisesAt(ladder) <= Counted + counts)
            return false;
        Counted += counts;
        if (today > AssessedOn)
            AssessedOn = today;
        return true;
    }

    /// <summary>Decides everything up to a day, in the order of time.</summary>
    /// <param name="days">Every day of the member from <see cref="FirstNeeded"/> on, in order.</param>
    /// <param name="moves">Is given what happened.</param>
    public void Settle(Ladder ladder, DateOnly enrolledOn, IReadOnlyList<TierDay> days, DateOnly today, TierCause cause, ICollection<TierMove> moves)
    {
        if (today < AssessedOn)
            today = AssessedOn;
        if (Stamp != ladder.Stamp)
        {
            (Stamp, AssessedOn, cause) = (ladder.Stamp, today, TierCause.Ladder);
        }
        else
        {
            while (DueOf(ladder, enrolledOn, days) is { } due && due <= today)
            {
                AssessedOn = due;
                Decide(ladder, CountOn(ladder, enrolledOn, days, due), due, TierCause.Time, moves);
            }
        }

        AssessedOn = today;
        CountedFrom = ladder.Window.FirstDay(enrolledOn, today);
        Counted = CountOn(ladder, enrolledOn, days, today);
        Decide(ladder, Counted, today, cause, moves);
        NextDueOn = DueOf(ladder, enrolledOn, days);
    }

    /// <summary>The first day that <see cref="Settle"/> has to know of.</summary>
    public DateOnly FirstNeeded(Ladder ladder, DateOnly enrolledOn) => ladder.Window.FirstDay(enrolledOn, AssessedOn);

    /// <summary>Where another ladder would put the member on a day, given what its window counts then: exactly what <see cref="Settle"/> does to a position of the old one.</summary>
    public TierMove? Under(Ladder ladder, decimal counted, DateOnly today)
    {
        var copy = Copy();
        var moves = new List<TierMove>(1);
        copy.Decide(ladder, counted, today, TierCause.Ladder, moves);
        return moves.Count == 0 ? null : moves[0];
    }

    private void Decide(Ladder ladder, decimal counted, DateOnly today, TierCause cause, ICollection<TierMove> moves)
    {
        var reached = ladder.ReachedBy(counted);
        var held = ladder.PlaceOf(TierKey);
        var isGone = TierKey is not null && held < 0;
        var next = held;
        if (isGone || reached >= held)
        {
            (next, LosesOn) = (reached, null);
        }
        else if (ladder.Downgrade == TierDowngrade.None)
        {
            LosesOn = null;
        }
        else
        {
            LosesOn ??= today.AddDays(ladder.GraceDays);
            if (LosesOn <= today)
                (next, LosesOn) = ladder.Downgrade == TierDowngrade.OneStep ? (held - 1, NextStep(ladder, today, isLast: held - 1 <= reached)) : (reached, null);
        }

        if (next == held && !isGone)
            return;
        var key = ladder.At(next)?.Key;
        moves.Add(new TierMove(TierKey, key, CauseOf(cause, isUp: !isGone && next > held), today, counted));
        (TierKey, Since) = (key, today);
    }

    private static DateOnly? NextStep(Ladder ladder, DateOnly today, bool isLast)
    {
        if (isLast)
            return null;
        var (grace, month) = (today.AddDays(ladder.GraceDays), today.AddMonths(1));
        return grace > month ? grace : month;
    }

    /// <summary>Up is always earned and down never, whatever gave the occasion to look.</summary>
    private static TierCause CauseOf(TierCause cause, bool isUp) => cause switch
    {
        TierCause.Ladder or TierCause.Merged => cause,
        _ when isUp => TierCause.Earned,
        TierCause.Earned => TierCause.Time,
        _ => cause,
    };

    /// <summary>What has to be counted for something to change upwards: the next tier, or, in the grace, the tier held. Null at the top.</summary>
    private decimal? RisesAt(Ladder ladder)
    {
        var held = ladder.PlaceOf(TierKey);
        var place = LosesOn is null ? held + 1 : held;
        return place < ladder.Tiers.Count ? ladder.Tiers[place].Threshold : null;
    }

    private static decimal CountOn(Ladder ladder, DateOnly enrolledOn, IReadOnlyList<TierDay> days, DateOnly today)
    {
        var first = ladder.Window.FirstDay(enrolledOn, today);
        var counted = 0m;
        for (var index = days.Count - 1; index >= 0 && days[index].Day >= first; index--)
            counted += days[index].Amount;
        return counted;
    }

    /// <summary>The first day after the one up to which all is decided on which something changes if nothing more is counted.</summary>
    private DateOnly? DueOf(Ladder ladder, DateOnly enrolledOn, IReadOnlyList<TierDay> days)
    {
        var first = ladder.Window.FirstDay(enrolledOn, AssessedOn);
        var counted = CountOn(ladder, enrolledOn, days, AssessedOn);
        for (var index = 0; index < days.Count; index++)
        {
            if (days[index].Day < first)
                continue;
            if (ladder.Window.Leaves(enrolledOn, days[index].Day) is not { } leaves || LosesOn <= leaves)
                return LosesOn;
            counted -= days[index].Amount;
            var isLastOfItsTime = index + 1 == days.Count || ladder.Window.Leaves(enrolledOn, days[index + 1].Day) != leaves;
            if (isLastOfItsTime && Changes(ladder, counted))
                return leaves;
        }

        return LosesOn;
    }

    private bool Changes(Ladder ladder, decimal counted)
    {
        var reached = ladder.ReachedBy(counted);
        var held = ladder.PlaceOf(TierKey);
        return LosesOn is not null ? reached >= held : reached > held || reached < held && ladder.Downgrade != TierDowngrade.None;
    }
}
