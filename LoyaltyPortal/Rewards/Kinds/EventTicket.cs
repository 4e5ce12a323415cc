using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Event">What it is called: "Summer tasting, 12 June".</param>
/// <param name="Seats">How many may come in with it.</param>
/// <param name="EventId">One of the merchant's own events: redeeming takes a seat there, and coming uses the ticket. Null: the voucher is all there is.</param>
public sealed record EventTicketSettings(string Event = "", int Seats = 1, long? EventId = null);

/// <summary>A seat, or several, at something that the merchant holds. The voucher is the ticket; it is burnt at the door.</summary>
[Kind("event_ticket", "confirmation_number")]
public sealed class EventTicket() : RewardKind<EventTicketSettings>(new EventTicketSettings())
{
    public override RewardSentence Sentence => Settings.Seats == 1 ? new("event_ticket", Settings.Event) : new("event_tickets", Settings.Event, Settings.Seats);

    /// <summary>With an event of its own it lives as long as that: the seat is taken, whoever comes when.</summary>
    public override bool Lapses => Settings.EventId is null;

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Event.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Event), RewardErrors.Setting("reward_event"));
        if (Settings.Seats is not (> 0 and <= 20) || (Settings.EventId is not null && Settings.Seats != 1))
            yield return Wrong(nameof(Settings.Seats), RewardErrors.Setting("reward_seats"));
    }
}
