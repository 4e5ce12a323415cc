using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>
/// Ends the tickets of events that are over, once the door is closed, and those of events that were called off and had too many to end them all at once. The first run
/// of a portal looks at all events, later ones at those since the run before.
/// </summary>
internal sealed class SettleTickets(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock, ILogger<SettleTickets> log) : IJob
{
    private const int BatchSize = 500;

    /// <summary>So long is tried again what could not be ended.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    private DateTime since = DateTime.MinValue;

    public string Name => "settle-tickets";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        var (from, until) = (since, now - EventDoor.After);
        var closedFrom = from == DateTime.MinValue ? from : from - EventDoor.After;
        foreach (var merchant in await database.MerchantsWithAsync<MemberEvent>(
            planned => (planned.State == EventState.Cancelled && planned.ChangedAt >= from) || (planned.State == EventState.Published && planned.EndsAt >= closedFrom && planned.EndsAt <= until), cancellation))
            await SettleAsync(merchant, from, closedFrom, until, cancellation);
        since = now - Again;
    }

    /// <summary>By id, past those already tried: one that refuses does not hold up the others.</summary>
    private async Task SettleAsync(int merchantId, DateTime from, DateTime closedFrom, DateTime until, CancellationToken cancellation)
    {
        long above = 0;
        while (true)
        {
            await using var context = database.ForMerchant(merchantId);
            var ended = context.Set<MemberEvent>().Where(planned =>
                (planned.State == EventState.Cancelled && planned.ChangedAt >= from) || (planned.State == EventState.Published && planned.EndsAt >= closedFrom && planned.EndsAt <= until));
            var tickets = await context.Set<EventRegistration>().Where(place => place.RedemptionId > above && place.State != RegistrationState.Left)
                .Join(ended, place => place.EventId, planned => planned.Id, (place, planned) => new { Id = place.RedemptionId!.Value, planned.State })
                .Join(
                    context.Set<Redemption>().Where(redemption => redemption.State == RedemptionState.Held || redemption.State == RedemptionState.Issued || redemption.State == RedemptionState.Fulfilled),
                    place => place.Id, redemption => redemption.Id, (place, redemption) => new { place.Id, Event = place.State, redemption.State })
                .Where(ticket => ticket.Event == EventState.Cancelled || ticket.State == RedemptionState.Issued)
                .OrderBy(ticket => ticket.Id).Take(BatchSize).Select(ticket => ticket.Id).ToListAsync(cancellation);
            if (tickets.Count == 0)
                return;
            await Task.WhenAll(tickets.Select(ticket => queue.ExecuteUnattendedAsync(new SettleTicket { MerchantId = merchantId, RedemptionId = ticket }, ticket, log, cancellation)));
            above = tickets[^1];
        }
    }
}

/// <summary>Ends a ticket whose event was called off, or is over and its door closed; before that, nothing is done.</summary>
public sealed class SettleTicket : WriteCommand<Done>
{
    public override string Kind => "settle_ticket";

    public required long RedemptionId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        var book = RewardBook.In(work);
        if (await book.FindAsync(MerchantId, RedemptionId) is not { } redemption)
            return RewardErrors.VoucherUnknown();
        if ((await book.ContentOfAsync(redemption)).What is not EventTicket { Settings.EventId: { } eventId } || await EventBook.In(work).FindAsync(MerchantId, eventId) is not { } planned)
            return EventErrors.Unknown();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        return await EndAsync(work, merchant, planned, redemption) is { } failure ? failure : Done.Instance;
    }

    private static async ValueTask<Failure?> EndAsync(Work work, Merchant merchant, MemberEvent planned, Redemption redemption)
    {
        if (planned.State == EventState.Cancelled)
            return await Redeeming.CallOffAsync(work, merchant, redemption);
        if (redemption.State != RedemptionState.Issued || !EventDoor.IsClosed(planned, work.Now))
            return null;
        if (await EventBook.In(work).PlaceAsync(planned.Id, redemption.AccountId, []) is not { State: RegistrationState.CheckedIn } place)
            return await Redeeming.EndUnusedAsync(work, merchant, redemption);
        await Fulfilment.CheckedInAsync(work, place, null, null); // good again since a purchase came back, but they were there
        return null;
    }
}
