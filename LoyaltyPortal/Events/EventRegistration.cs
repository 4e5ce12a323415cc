using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Events;

/// <summary>The numbers are stored: never renumber. Who is registered for an event that is over did not come.</summary>
public enum RegistrationState
{
    Registered = 1,
    Waiting = 2,
    Left = 3,
    CheckedIn = 4,
}

/// <summary>How somebody came to a place. The numbers are stored: never renumber.</summary>
public enum RegistrationSource
{
    Wallet = 1,
    Staff = 2,

    /// <summary>With points: the ticket was a reward.</summary>
    Reward = 3,

    /// <summary>Came without having registered.</summary>
    WalkIn = 4,
}

/// <summary>One member's place at one event, or in the line for one. There is one row however often somebody comes and goes.</summary>
public sealed class EventRegistration : IMerchantOwned, IVersioned
{
    private EventRegistration()
    {
    }

    public long EventId { get; private set; }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The ticket's code: a <see cref="TicketCode"/>.</summary>
    public string Code { get; private set; } = "";

    public RegistrationState State { get; private set; }

    /// <summary>The order of recording within the event: who waits, waits by it.</summary>
    public long Number { get; private set; }

    public RegistrationSource Source { get; private set; }

    /// <summary>The redemption that paid for it; null where none did.</summary>
    public long? RedemptionId { get; private set; }

    public DateTime RegisteredAt { get; private set; }

    /// <summary>When a seat came free for who had waited, UTC.</summary>
    public DateTime? PromotedAt { get; private set; }

    public DateTime? LeftAt { get; private set; }

    public DateTime? CheckedInAt { get; private set; }

    /// <summary>The points that coming earned; null before.</summary>
    public long? Points { get; private set; }

    public long Version { get; private set; }

    public bool HasSeat => State is RegistrationState.Registered or RegistrationState.CheckedIn;

    public bool IsOpen => State is RegistrationState.Registered or RegistrationState.Waiting;

    internal static EventRegistration Of(MemberEvent planned, long memberId) => new() { EventId = planned.Id, MemberId = memberId, MerchantId = planned.MerchantId };

    /// <summary>Takes a place, or one in the line; also again, after having left.</summary>
    internal void Join(bool hasSeat, long number, RegistrationSource source, long? redemptionId, DateTime now)
    {
        Code = TicketCode.New();
        State = hasSeat ? RegistrationState.Registered : RegistrationState.Waiting;
        (Number, Source, RedemptionId, RegisteredAt) = (number, source, redemptionId, now);
        (PromotedAt, LeftAt, CheckedInAt, Points) = (null, null, null, null);
        Version++;
    }

    internal void Promote(DateTime now)
    {
        (State, PromotedAt) = (RegistrationState.Registered, now);
        Version++;
    }

    internal void Leave(DateTime now)
    {
        (State, LeftAt) = (RegistrationState.Left, now);
        Version++;
    }

    internal void CheckIn(long points, DateTime now)
    {
        (State, CheckedInAt, Points) = (RegistrationState.CheckedIn, now, points);
        Version++;
    }
}
