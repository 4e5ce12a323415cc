using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Events;

/// <summary>
/// The seats of an event, counted in a row of its own: whoever takes one, leaves one or changes how many there are has to win this row, so that
/// there are never more people than seats, however many portals there are.
/// </summary>
public sealed class EventSeats : IMerchantOwned, IVersioned
{
    private EventSeats()
    {
    }

    public long EventId { get; private set; }

    public int MerchantId { get; private set; }

    public int Capacity { get; private set; }

    /// <summary>Registered or already there.</summary>
    public int Taken { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>The last number that was given: the order in which people were recorded.</summary>
    public long Last { get; private set; }

    public long Version { get; private set; }

    public int Free => Math.Max(0, Capacity - Taken);

    internal static EventSeats Of(MemberEvent planned, int capacity) => new() { EventId = planned.Id, MerchantId = planned.MerchantId, Capacity = capacity };

    /// <summary>The next in the order of recording.</summary>
    internal long Next() => ++Last;

    internal void Take()
    {
        if (Taken >= Capacity)
            throw new InvalidOperationException($"Event {EventId} has no seat left."); // whoever asks has looked before
        Taken++;
        Version++;
    }

    internal void Wait()
    {
        Waiting++;
        Version++;
    }

    internal void Leave(bool hadSeat)
    {
        if (hadSeat)
            Taken--;
        else
            Waiting--;
        Version++;
    }

    internal void Resize(int capacity)
    {
        Capacity = capacity;
        Version++;
    }
}
