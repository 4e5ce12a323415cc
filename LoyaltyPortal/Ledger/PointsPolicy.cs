using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Ledger;

/// <summary>When points lapse.</summary>
public enum ExpiryKind
{
    Never = 1,

    /// <summary>Each credit so many months after it was earned.</summary>
    Rolling = 2,

    /// <summary>All points, so many months after the member last earned or spent.</summary>
    Inactivity = 3,

    /// <summary>On one day of the year, and not before they are so many months old.</summary>
    FixedDate = 4,
}

/// <summary>What happens when more is taken back than the member still has.</summary>
public enum DebtKind
{
    /// <summary>Takes what is there and records the shortfall.</summary>
    Clamp = 1,

    /// <summary>Active points go below zero, and the next credits absorb it.</summary>
    Allow = 2,
}

/// <summary>What a programme says of points once they are earned. Whole days and months in the merchant's zone.</summary>
public sealed record PointsPolicy
{
    /// <summary>Days that points of a purchase stay pending; 0 makes them active at once.</summary>
    public int ReturnWindowDays { get; init; }

    public ExpiryKind Expiry { get; init; } = ExpiryKind.Never;

    /// <summary>Months of life: from earning (rolling), from the last activity (inactivity), at the least (fixed date).</summary>
    public int ExpiryMonths { get; init; } = 24;

    /// <summary>Fixed date: the last day on which the points are good.</summary>
    public int ExpiryMonth { get; init; } = 12;

    public int ExpiryDay { get; init; } = 31;

    /// <summary>Days that points live at the least when they come in late or come back to a lapsed lot.</summary>
    public int GraceDays { get; init; } = 30;

    /// <summary>Days before they lapse that the member is told.</summary>
    public int WarningDays { get; init; } = 30;

    public DebtKind Debt { get; init; } = DebtKind.Clamp;

    /// <summary>Whether members may give points to each other.</summary>
    public bool Transfers { get; init; }

    /// <summary>Adjustments by hand of more points than this wait for a second person.</summary>
    public long AdjustmentLimit { get; init; } = 1_000;

    /// <summary>The policy of a programme whose points live so many months from earning, or for ever.</summary>
    public static PointsPolicy Of(int returnWindowDays, int? validityMonths) => new()
    {
        ReturnWindowDays = returnWindowDays,
        Expiry = validityMonths is null ? ExpiryKind.Never : ExpiryKind.Rolling,
        ExpiryMonths = validityMonths ?? 24,
    };

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault();

    /// <summary>Everything that is wrong, in the order of the form.</summary>
    public IEnumerable<Failure> Problems()
    {
        if (ReturnWindowDays is < 0 or > 365)
            yield return LedgerErrors.Policy("points_return_window_days");
        if (!Enum.IsDefined(Expiry) || ExpiryMonths is < 1 or > 120)
            yield return LedgerErrors.Policy("points_expiry_months");
        if (ExpiryMonth is < 1 or > 12 || ExpiryDay < 1 || ExpiryDay > DateTime.DaysInMonth(2024, Math.Clamp(ExpiryMonth, 1, 12)))
            yield return LedgerErrors.Policy("points_expiry_date");
        if (GraceDays is < 0 or > 365)
            yield return LedgerErrors.Policy("points_grace_days");
        if (WarningDays is < 0 or > 365)
            yield return LedgerErrors.Policy("points_warning_days");
        if (AdjustmentLimit is < 0 or > 1_000_000_000)
            yield return LedgerErrors.Policy("points_adjustment_limit");
    }

    /// <summary>
    /// The exclusive UTC end of points that were earned then: the end of a local day. Points that come in late live at least the days of grace.
    /// </summary>
    /// <returns>Null when points never expire.</returns>
    public DateTime? ExpiryOf(Zone zone, DateTime earnedAt, DateTime now)
    {
        if (Expiry == ExpiryKind.Never)
            return null;
        var earned = zone.DayOf(earnedAt);
        var last = Expiry == ExpiryKind.FixedDate ? FixedDateFrom(earned.AddMonths(ExpiryMonths)) : earned.AddMonths(ExpiryMonths);
        var (end, grace) = (zone.EndOf(last), GraceUntil(zone, now));
        return end > grace || earned >= zone.DayOf(now) ? end : grace;
    }

    /// <summary>Until when an activity at that time lets all points live: what goes into <see cref="Posting.ExtendsTo"/> of every earning and redeeming entry.</summary>
    /// <returns>Null unless inactivity is what lets points lapse.</returns>
    public DateTime? ExtensionOf(Zone zone, DateTime activeAt, DateTime now) => Expiry == ExpiryKind.Inactivity ? ExpiryOf(zone, activeAt, now) : null;

    /// <summary>The exclusive UTC end of the days of grace: restored points that had lapsed live until then.</summary>
    public DateTime GraceUntil(Zone zone, DateTime now) => zone.EndOf(zone.DayOf(now).AddDays(GraceDays));

    /// <summary>When points of a purchase become active, UTC: at the end of the last local day on which it may be returned; null at once.</summary>
    public DateTime? AvailableFrom(Zone zone, DateTime occurredAt) => ReturnWindowDays == 0 ? null : zone.EndOf(zone.DayOf(occurredAt).AddDays(ReturnWindowDays));

    private DateOnly FixedDateFrom(DateOnly day)
    {
        var date = In(day.Year);
        return date >= day ? date : In(day.Year + 1);

        DateOnly In(int year) => new(year, ExpiryMonth, Math.Min(ExpiryDay, DateTime.DaysInMonth(year, ExpiryMonth)));
    }
}
