using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events;

/// <summary>The numbers are stored: never renumber.</summary>
public enum EventState
{
    /// <summary>Seen by staff only.</summary>
    Draft = 1,
    Published = 2,
    Cancelled = 3,
}

/// <summary>Something that members come to: a workshop, a reading, a tasting. Its seats are counted in <see cref="EventSeats"/>.</summary>
public sealed class MemberEvent : IMerchantOwned, IVersioned
{
    private IReadOnlyList<string>? _tierKeys;

    private MemberEvent()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string Title { get; private set; } = "";

    public string Description { get; private set; } = "";

    /// <summary>The store it is in; null where it is somewhere else.</summary>
    public int? StoreId { get; private set; }

    /// <summary>Where, in words: the room upstairs, an address.</summary>
    public string Place { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTime StartsAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime EndsAt { get; private set; }

    /// <summary>When registration opens, UTC; null as soon as it is published.</summary>
    public DateTime? OpensAt { get; private set; }

    /// <summary>When registration closes, UTC; null when the event starts.</summary>
    public DateTime? ClosesAt { get; private set; }

    /// <summary>Keys of the tiers that may come, as JSON; empty for everybody.</summary>
    public string Tiers { get; private set; } = "";

    /// <summary>Points that coming earns, besides what the programme's rules give for it; 0 for none.</summary>
    public long CheckInPoints { get; private set; }

    public EventState State { get; private set; } = EventState.Draft;

    /// <summary>Grows with every change that a calendar must know (RFC 5545, SEQUENCE).</summary>
    public int Sequence { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime ChangedAt { get; private set; }

    public long Version { get; private set; }

    /// <summary>Keys of the tiers that may come; empty for everybody.</summary>
    public IReadOnlyList<string> TierKeys => _tierKeys ??= Tiers.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(Tiers)!;

    /// <summary>When registration ends, UTC.</summary>
    public DateTime RegistrationEnds => ClosesAt is { } closes && closes < StartsAt ? closes : StartsAt;

    /// <summary>Whether it is over.</summary>
    public bool IsOver(DateTime now) => EndsAt <= now;

    public static MemberEvent Plan(long id, int merchantId, EventInput input, DateTime now)
    {
        var planned = new MemberEvent { Id = id, MerchantId = merchantId, CreatedAt = now };
        planned.Apply(input, now);
        return planned;
    }

    /// <summary>Takes what <see cref="EventInput.Check"/> found good.</summary>
    /// <returns>Whether those who come must be told: it is at another time or place now.</returns>
    internal bool Change(EventInput input, DateTime now)
    {
        var before = (Title, Description, StoreId, Place, StartsAt, EndsAt);
        Apply(input, now);
        Version++;
        if (before != (Title, Description, StoreId, Place, StartsAt, EndsAt) && State == EventState.Published)
            Sequence++;
        return State == EventState.Published && (before.StoreId, before.Place, before.StartsAt, before.EndsAt) != (StoreId, Place, StartsAt, EndsAt);
    }

    internal void Publish(DateTime now)
    {
        State = EventState.Published;
        ChangedAt = now;
        Version++;
    }

    internal void Cancel(DateTime now)
    {
        State = EventState.Cancelled;
        ChangedAt = now;
        Sequence++;
        Version++;
    }

    private void Apply(EventInput input, DateTime now)
    {
        Title = input.Title.Trim();
        Description = input.Description.Trim();
        StoreId = input.StoreId;
        Place = input.Place.Trim();
        StartsAt = Clock.Truncate(input.StartsAt);
        EndsAt = Clock.Truncate(input.EndsAt);
        OpensAt = input.OpensAt;
        ClosesAt = input.ClosesAt;
        Tiers = input.TierKeys.Count == 0 ? "" : JsonSerializer.Serialize(input.TierKeys);
        _tierKeys = null;
        CheckInPoints = input.CheckInPoints;
        ChangedAt = now;
    }
}

/// <summary>What somebody says of an event. Times are UTC.</summary>
public sealed record EventInput
{
    public const int TitleLength = 120;
    public const int DescriptionLength = 4_000;
    public const int PlaceLength = 160;
    public const int MostSeats = 100_000;
    public const long MostPoints = 100_000;
    public const int MostDays = 31;

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public int? StoreId { get; init; }

    public string Place { get; init; } = "";

    public required DateTime StartsAt { get; init; }

    public required DateTime EndsAt { get; init; }

    public required int Capacity { get; init; }

    public DateTime? OpensAt { get; init; }

    public DateTime? ClosesAt { get; init; }

    public IReadOnlyList<string> TierKeys { get; init; } = [];

    public long CheckInPoints { get; init; }

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check()
    {
        if (Title.Trim().Length is < 2 or > TitleLength)
            return EventErrors.Title(TitleLength);
        if (Description.Trim().Length > DescriptionLength)
            return EventErrors.Description(DescriptionLength);
        if (Place.Trim().Length > PlaceLength || (StoreId is null && Place.Trim().Length == 0))
            return EventErrors.Place(PlaceLength);
        if (EndsAt <= StartsAt || EndsAt - StartsAt > TimeSpan.FromDays(MostDays) || StartsAt.Year is < 2000 or > 9000)
            return EventErrors.Times(MostDays);
        if (Capacity is < 1 or > MostSeats)
            return EventErrors.Capacity(MostSeats);
        if ((OpensAt is { } opens && opens >= (ClosesAt ?? StartsAt)) || ClosesAt > StartsAt)
            return EventErrors.RegistrationWindow();
        return CheckInPoints is < 0 or > MostPoints ? EventErrors.Points(MostPoints) : null;
    }
}
