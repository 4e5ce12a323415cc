using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events;

/// <summary>Who may have a place, and when somebody may be checked in: the same rules for the recording road and for what pages offer.</summary>
public static class EventDoor
{
    /// <summary>People are let in from so long before the start.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromHours(12);

    /// <summary>Who was forgotten is checked in up to so long after the end.</summary>
    public static readonly TimeSpan After = TimeSpan.FromHours(48);

    /// <summary>Why somebody may not register now; null when they may. A paid ticket, and staff at the door, ask neither for the tier nor for the registration window.</summary>
    /// <returns>Null, or <c>event_unknown</c> for a draft, <c>event_cancelled</c>, <c>event_over</c>, <c>event_closed</c>, <c>event_not_open</c>, <c>event_tier</c>.</returns>
    public static Failure? Check(MemberEvent planned, string? tierKey, RegistrationSource source, DateTime now, Zone zone)
    {
        if (planned.State == EventState.Draft)
            return EventErrors.Unknown();
        if (planned.State == EventState.Cancelled)
            return EventErrors.Cancelled();
        if (planned.IsOver(now))
            return EventErrors.Over();
        if (source == RegistrationSource.WalkIn)
            return null;
        if (source is RegistrationSource.Reward or RegistrationSource.Staff)
            return planned.StartsAt <= now ? EventErrors.Closed() : null;
        if (planned.RegistrationEnds <= now)
            return EventErrors.Closed();
        if (planned.OpensAt is { } opens && opens > now)
            return EventErrors.NotOpen(zone.ToLocal(opens));
        return planned.TierKeys.Count > 0 && !planned.TierKeys.Contains(tierKey) ? EventErrors.Tier() : null;
    }

    /// <summary>Why nobody may be checked in now; null when they may.</summary>
    /// <returns>Null, or <c>event_unknown</c> for a draft, <c>event_cancelled</c>, <c>event_not_yet</c>, <c>event_over</c>.</returns>
    public static Failure? CheckIn(MemberEvent planned, DateTime now)
    {
        if (planned.State == EventState.Draft)
            return EventErrors.Unknown();
        if (planned.State == EventState.Cancelled)
            return EventErrors.Cancelled();
        if (planned.StartsAt - Before > now)
            return EventErrors.NotYet();
        return IsClosed(planned, now) ? EventErrors.Over() : null;
    }

    /// <summary>Whether nobody can be checked in any more: who has not come until then did not come.</summary>
    public static bool IsClosed(MemberEvent planned, DateTime now) => planned.EndsAt + After <= now;
}
