using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>
/// What some kinds of reward do in other rooms, in the redemption's own transaction: a ticket takes a seat, early access opens a window. It is undone with the redemption.
/// </summary>
internal static class Fulfilment
{
    /// <summary>How many tickets are given back in the transaction that calls an event off: nobody else at the till shall wait for thousands.</summary>
    public const int CalledOffAtOnce = 100;

    /// <summary>Does it, or says why it cannot be done: then nothing is redeemed.</summary>
    public static async ValueTask<Failure?> BeginAsync(Work work, Merchant merchant, Member member, RewardContent content, long redemptionId)
    {
        switch (content.What)
        {
            case EventTicket { Settings.EventId: { } eventId }:
                var asked = await JoinEvent.AskedAsync(work, merchant, member, RegistrationSource.Reward);
                return (await EventBook.In(work).RegisterAsync(merchant.Id, eventId, asked with { RedemptionId = redemptionId, MayWait = false }, merchant.Zone())).Failure;
            case Rewards.Kinds.EarlyAccess { Settings.WindowId: { } windowId }:
                return (await AccessBook.In(work).GrantAsync(merchant.Id, windowId, member.Id, redemptionId)).Failure;
            default:
                return null;
        }
    }

    /// <summary>Why what is kept cannot be paid for any more: the event was called off meanwhile. Null where it can.</summary>
    public static async ValueTask<Failure?> WhyNotPaidAsync(Work work, Merchant merchant, RewardContent content) =>
        content.What is EventTicket { Settings.EventId: { } eventId } && await EventBook.In(work).FindAsync(merchant.Id, eventId) is not { State: EventState.Published } ? EventErrors.Cancelled() : null;

    /// <summary>Undoes it, as the redemption is given back.</summary>
    /// <returns>Null when it is undone; or why it cannot be: the member has been there, or it is over.</returns>
    public static async ValueTask<Failure?> EndAsync(Work work, Merchant merchant, Redemption redemption, RewardContent content)
    {
        switch (content.What)
        {
            case EventTicket { Settings.EventId: { } eventId }:
                // Who was called off has no place to give back any more.
                if (await EventBook.In(work).FindAsync(merchant.Id, eventId) is not { State: EventState.Published } planned)
                    return null;
                if (redemption.State == RedemptionState.Held && planned.IsOver(work.Now))
                    return null; // never paid for, and nothing is left to free
                return (await EventBook.In(work).LeaveAsync(merchant.Id, eventId, redemption.MemberId, await OthersAsync(work, redemption), redemption.Id)).Failure;
            case Rewards.Kinds.EarlyAccess { Settings.WindowId: { } windowId }:
                await AccessBook.In(work).RevokeAsync(merchant.Id, windowId, redemption.AccountId, redemption.Id);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Spends the points that are only kept for a place, as its holder comes in: who is inside has paid.</summary>
    /// <returns>Null for a place that is paid for, or costs nothing; or <c>event_ticket_unpaid</c>.</returns>
    public static async ValueTask<Failure?> PayAsync(Work work, Merchant merchant, EventRegistration place)
    {
        if (place.RedemptionId is not { } id || await RewardBook.In(work).FindAsync(place.MerchantId, id) is not { } redemption)
            return null;
        return redemption.StateAt(work.Now) switch
        {
            RedemptionState.Issued or RedemptionState.Fulfilled => null,
            RedemptionState.Held when await Redeeming.CommitAsync(work, merchant, redemption) is null => null,
            _ => EventErrors.TicketUnpaid(),
        };
    }

    /// <summary>The member came to the event that the ticket was for: it is used.</summary>
    public static async ValueTask CheckedInAsync(Work work, EventRegistration place, int? storeId, long? by)
    {
        if (place.RedemptionId is not { } id || await RewardBook.In(work).FindAsync(place.MerchantId, id) is not { State: RedemptionState.Issued } redemption)
            return;
        RewardBook.In(work).Fulfil(redemption, storeId, by, null, 0);
        ChangedWallets.In(work).Add(redemption.MemberId);
    }

    /// <summary>The event was called off: what was paid for its tickets comes back. The first <see cref="CalledOffAtOnce"/> here, the rest by <see cref="SettleTickets"/>.</summary>
    public static async ValueTask<Failure?> CalledOffAsync(Work work, Merchant merchant, IEnumerable<EventRegistration> places)
    {
        foreach (var id in places.Select(place => place.RedemptionId).OfType<long>().Take(CalledOffAtOnce))
        {
            if (await RewardBook.In(work).FindAsync(merchant.Id, id) is { } redemption && await Redeeming.CallOffAsync(work, merchant, redemption) is { } failure)
                return failure;
        }

        return null;
    }

    private static async ValueTask<IReadOnlyList<long>> OthersAsync(Work work, Redemption redemption) => [.. (await Family.MergedAsync(work, redemption.MemberId)).Select(member => member.Id)];
}
