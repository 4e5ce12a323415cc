namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Event">What it is called: "Summer tasting, 12 June".</param>
/// <param name="Seats">How many may come in with it.</param>
public sealed record EventTicketSettings(string Event = "", int Seats = 1);

/// <summary>A seat, or several, at something that the merchant holds. The voucher is the ticket; it is burnt at the door.</summary>
[Kind("event_ticket", "confirmation_number")]
public sealed class EventTicket() : RewardKind<EventTicketSettings>(new EventTicketSettings())
{
    public override RewardSentence Sentence => Settings.Seats == 1 ? new("event_ticket", Settings.Event) : new("event_tickets", Settings.Event, Settings.Seats);

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Event.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Event), RewardErrors.Setting("reward_event"));
        if (Settings.Seats is not (> 0 and <= 20))
            yield return Wrong(nameof(Settings.Seats), RewardErrors.Setting("reward_seats"));
    }
}
