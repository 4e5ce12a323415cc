using System.Text.Json.Serialization;
using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases.Attendance;

/// <summary>What calling an event off did.</summary>
/// <param name="Told">How many people had a place, or waited for one, and are told.</param>
public sealed record CancelledEvent(long EventId, int Told);

/// <summary>Calls an event off, gives back what tickets cost, and tells everybody who has a place or waits for one. Called off again, nothing more happens.</summary>
public sealed class CancelEvent : WriteCommand<CancelledEvent>
{
    public override string Kind => "cancel_event";

    public required long EventId { get; init; }

    [JsonIgnore]
    public required Actor By { get; init; }

    protected override async ValueTask<Result<CancelledEvent>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var book = EventBook.In(work);
        if (await book.FindAsync(MerchantId, EventId) is not { } planned)
            return EventErrors.Unknown();
        if (planned.State == EventState.Cancelled)
            return new CancelledEvent(EventId, 0);
        if (planned.State == EventState.Draft)
            return EventErrors.NotPublished();
        if (planned.IsOver(work.Now))
            return EventErrors.Over();
        var places = await book.CancelAsync(planned);
        if (await Fulfilment.CalledOffAsync(work, merchant, places) is { } unreturned)
            return unreturned;
        await AuditBook.In(work).WriteAsync(By, EventAudit.Cancelled, planned.Title, new { State = EventState.Published }, new { State = EventState.Cancelled });
        return new CancelledEvent(EventId, places.Count);
    }
}
