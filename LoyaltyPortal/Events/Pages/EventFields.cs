using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events.Pages;

/// <summary>An event as the form has it: wall-clock times of the merchant, and whatever is typed.</summary>
public sealed class EventFields
{
    private DateTime _started;

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public int? StoreId { get; set; }

    public string Place { get; set; } = "";

    public DateTime Starts { get; set; }

    public DateTime Ends { get; set; }

    public int? Capacity { get; set; }

    public long? Points { get; set; }

    public DateTime? Opens { get; set; }

    public DateTime? Closes { get; set; }

    public IReadOnlyList<string> TierKeys { get; set; } = [];

    /// <summary>A new one: in two weeks, in the evening.</summary>
    public static EventFields New(Zone zone, DateTime now, int? storeId)
    {
        var starts = zone.ToLocal(now).Date.AddDays(14).AddHours(18);
        return new EventFields { Starts = starts, _started = starts, Ends = starts.AddHours(2), Capacity = 20, StoreId = storeId };
    }

    public static EventFields Of(EventView planned, Zone zone) => new()
    {
        Title = planned.Title,
        Description = planned.Description,
        StoreId = planned.StoreId,
        Place = planned.Place,
        Starts = zone.ToLocal(planned.StartsAt),
        _started = zone.ToLocal(planned.StartsAt),
        Ends = zone.ToLocal(planned.EndsAt),
        Capacity = planned.Capacity,
        Points = planned.CheckInPoints == 0 ? null : planned.CheckInPoints,
        Opens = planned.OpensAt is { } opens ? zone.ToLocal(opens) : null,
        Closes = planned.ClosesAt is { } closes ? zone.ToLocal(closes) : null,
        TierKeys = planned.TierKeys,
    };

    public EventInput ToInput(Zone zone) => new()
    {
        Title = Title,
        Description = Description,
        StoreId = StoreId,
        Place = Place,
        StartsAt = zone.ToUtc(Starts),
        EndsAt = zone.ToUtc(Ends),
        Capacity = Capacity ?? 0,
        OpensAt = Opens is { } opens ? zone.ToUtc(opens) : null,
        ClosesAt = Closes is { } closes ? zone.ToUtc(closes) : null,
        TierKeys = TierKeys,
        CheckInPoints = Points ?? 0,
    };

    /// <summary>The start was moved: the end moves with it.</summary>
    public void KeepLength()
    {
        Ends += Starts - _started;
        _started = Starts;
    }
}
