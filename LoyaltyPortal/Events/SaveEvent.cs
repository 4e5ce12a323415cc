using System.Text.Json.Serialization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events;

/// <summary>An event as it was saved.</summary>
public sealed record SavedEvent(long EventId, EventState State, long Version);

/// <summary>
/// Plans or changes an event. It is configuration, and yet it takes the recording road: how many seats there are, who gets the new ones and who is told must be one
/// transaction with the change.
/// </summary>
public sealed class SaveEvent : WriteCommand<SavedEvent>
{
    public override string Kind => "save_event";

    /// <summary>Null plans a new one.</summary>
    public long? EventId { get; init; }

    /// <summary>The version that was read; another one now means that somebody else changed it meanwhile.</summary>
    public long ReadVersion { get; init; }

    public required EventInput Input { get; init; }

    /// <summary>Whether it is to be seen by members from now on.</summary>
    public bool Publishes { get; init; }

    [JsonIgnore]
    public required Actor By { get; init; }

    protected override async ValueTask<Result<SavedEvent>> ApplyAsync(Work work)
    {
        if (Input.Check() is { } wrong)
            return wrong;
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (Input.StoreId is { } storeId && (await work.Session.GetAsync<Store>(new RowKey(storeId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        var zone = merchant.Zone();
        if (EventId is not { } id)
            return await PlanAsync(work, zone);
        var book = EventBook.In(work);
        if (await book.FindAsync(MerchantId, id) is not { } planned)
            return EventErrors.Unknown();
        if (planned.Version != ReadVersion)
            return EventErrors.ChangedMeanwhile();
        if (planned.State == EventState.Cancelled)
            return EventErrors.Cancelled();
        if (Publishes && planned.State == EventState.Draft && Input.StartsAt <= work.Now)
            return EventErrors.Past();
        var before = EventFacts.Of(planned, (await book.SeatsAsync(id)).Capacity, zone);
        if (await book.ChangeAsync(planned, Input) is { } refusal)
            return refusal;
        var published = Publishes && planned.State == EventState.Draft;
        if (published)
            planned.Publish(work.Now);
        await AuditBook.In(work).WriteAsync(By, published ? EventAudit.Published : EventAudit.Changed, planned.Title, before, EventFacts.Of(planned, Input.Capacity, zone));
        return new SavedEvent(planned.Id, planned.State, planned.Version);
    }

    private async ValueTask<Result<SavedEvent>> PlanAsync(Work work, Zone zone)
    {
        if (Publishes && Input.StartsAt <= work.Now)
            return EventErrors.Past();
        var planned = MemberEvent.Plan(work.Ids.Next(), MerchantId, Input, work.Now);
        if (Publishes)
            planned.Publish(work.Now);
        work.Session.Insert(planned);
        work.Session.Insert(EventSeats.Of(planned, Input.Capacity));
        await AuditBook.In(work).WriteAsync(By, Publishes ? EventAudit.Published : EventAudit.Planned, planned.Title, null, EventFacts.Of(planned, Input.Capacity, zone));
        return new SavedEvent(planned.Id, planned.State, planned.Version);
    }
}

/// <summary>Kinds of lines in the audit log. They are stored: never rename.</summary>
public static class EventAudit
{
    public const string Planned = "event_planned";
    public const string Changed = "event_changed";
    public const string Published = "event_published";
    public const string Cancelled = "event_cancelled";
    public const string Discarded = "event_discarded";
    public const string AccessAdded = "early_access_added";
    public const string AccessChanged = "early_access_changed";
    public const string AccessRemoved = "early_access_removed";
}

/// <summary>What the audit log keeps of an event; times are the merchant's.</summary>
public sealed record EventFacts(string Title, DateTime Starts, DateTime Ends, string Place, int? StoreId, int Capacity, DateTime? Opens, DateTime? Closes, string Tiers, long CheckInPoints, EventState State)
{
    internal static EventFacts Of(MemberEvent planned, int capacity, Zone zone) => new(
        planned.Title, zone.ToLocal(planned.StartsAt), zone.ToLocal(planned.EndsAt), planned.Place, planned.StoreId, capacity,
        planned.OpensAt is { } opens ? zone.ToLocal(opens) : null, planned.ClosesAt is { } closes ? zone.ToLocal(closes) : null, string.Join(", ", planned.TierKeys), planned.CheckInPoints, planned.State);
}
