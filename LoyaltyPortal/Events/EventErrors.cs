using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Events;

/// <summary>Texts of the events room.</summary>
public sealed class EventsText;

public static class EventErrors
{
    public static Failure Unknown() => new("event_unknown", FailureKind.NotFound, typeof(EventsText));

    public static Failure Title(int most) => new("event_title", FailureKind.Invalid, typeof(EventsText), most);

    public static Failure Description(int most) => new("event_description", FailureKind.Invalid, typeof(EventsText), most);

    public static Failure Place(int most) => new("event_place", FailureKind.Invalid, typeof(EventsText), most);

    public static Failure Times(int mostDays) => new("event_times", FailureKind.Invalid, typeof(EventsText), mostDays);

    public static Failure Capacity(int most) => new("event_capacity", FailureKind.Invalid, typeof(EventsText), most);

    /// <param name="taken">Seats that people have already.</param>
    public static Failure CapacityTaken(int taken) => new("event_capacity_taken", FailureKind.Refused, typeof(EventsText), taken);

    public static Failure RegistrationWindow() => new("event_registration_window", FailureKind.Invalid, typeof(EventsText));

    public static Failure Points(long most) => new("event_points", FailureKind.Invalid, typeof(EventsText), most);

    /// <summary>Somebody else changed it meanwhile.</summary>
    public static Failure ChangedMeanwhile() => new("event_changed_meanwhile", FailureKind.Conflict, typeof(EventsText));

    /// <summary>It has begun already, so there is nothing to publish.</summary>
    public static Failure Past() => new("event_past", FailureKind.Refused, typeof(EventsText));

    /// <summary>What was published is cancelled, not discarded.</summary>
    public static Failure NotDraft() => new("event_not_draft", FailureKind.Refused, typeof(EventsText));

    /// <summary>Nobody knows of a draft: it is discarded, not called off.</summary>
    public static Failure NotPublished() => new("event_not_published", FailureKind.Refused, typeof(EventsText));

    public static Failure Cancelled() => new("event_cancelled", FailureKind.Refused, typeof(EventsText));

    public static Failure NotOpen(DateTime opensLocal) => new("event_not_open", FailureKind.Refused, typeof(EventsText), opensLocal);

    public static Failure Closed() => new("event_closed", FailureKind.Refused, typeof(EventsText));

    public static Failure Tier() => new("event_tier", FailureKind.Refused, typeof(EventsText));

    /// <summary>No seat is left, and whoever asked may not wait for one.</summary>
    public static Failure Full() => new("event_full", FailureKind.Refused, typeof(EventsText));

    public static Failure Already() => new("event_already", FailureKind.Conflict, typeof(EventsText));

    public static Failure NotRegistered() => new("event_not_registered", FailureKind.Refused, typeof(EventsText));

    /// <summary>The ticket was paid with points: it is given back where rewards are.</summary>
    public static Failure FromReward() => new("event_from_reward", FailureKind.Refused, typeof(EventsText));

    public static Failure WasThere() => new("event_was_there", FailureKind.Refused, typeof(EventsText));

    public static Failure Over() => new("event_over", FailureKind.Refused, typeof(EventsText));

    public static Failure NotYet() => new("event_not_yet", FailureKind.Refused, typeof(EventsText));

    public static Failure StillWaiting() => new("event_still_waiting", FailureKind.Refused, typeof(EventsText));

    /// <summary>The one answer to a code that leads to no place at this event.</summary>
    public static Failure Ticket() => new("event_ticket", FailureKind.NotFound, typeof(EventsText));

    /// <summary>The points were only kept for the ticket, and are the member's again.</summary>
    public static Failure TicketUnpaid() => new("event_ticket_unpaid", FailureKind.Refused, typeof(EventsText));

    /// <summary>The one answer to a code that leads to no place at any event.</summary>
    public static Failure NoTicket() => new("event_no_ticket", FailureKind.NotFound, typeof(EventsText));
}
