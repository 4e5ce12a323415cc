using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events;

/// <summary>Who wants a place.</summary>
/// <param name="MemberId">The member that holds it.</param>
/// <param name="TierKey">The tier held now; null for none.</param>
public sealed record PlaceAsked(long MemberId, string? TierKey, RegistrationSource Source)
{
    /// <summary>Others that are the same person: members that were merged into this one.</summary>
    public IReadOnlyList<long> AlsoKnownAs { get; init; } = [];

    public long? RedemptionId { get; init; }

    /// <summary>Whether a place in the line will do where no seat is left. A ticket that is paid for is a seat or nothing.</summary>
    public bool MayWait { get; init; } = true;
}

/// <summary>Places at events, in the transaction that takes or gives them. Seats are guarded by <see cref="EventSeats"/>; who waits is next in the order of recording.</summary>
public sealed class EventBook
{
    private const int Batch = 64;

    private static readonly RowQuery<EventRegistration> FirstWaiting = new RowQuery<EventRegistration>()
        .Where(nameof(EventRegistration.EventId)).Where(nameof(EventRegistration.State)).OrderBy(nameof(EventRegistration.Number)).Take(Batch);

    private static readonly RowQuery<EventRegistration> InState = new RowQuery<EventRegistration>()
        .Where(nameof(EventRegistration.EventId)).Where(nameof(EventRegistration.State)).OrderBy(nameof(EventRegistration.Number));

    private static readonly RowQuery<EventRegistration> ByCode = new RowQuery<EventRegistration>().Where(nameof(EventRegistration.MerchantId)).Where(nameof(EventRegistration.Code));

    private static readonly RowQuery<EventRegistration> OfMember = new RowQuery<EventRegistration>().Where(nameof(EventRegistration.MemberId)).OrderBy(nameof(EventRegistration.EventId));

    private readonly Work _work;
    private readonly HashSet<long> _touched = [];

    private EventBook(Work work)
    {
        _work = work;
        work.AfterCommit(() =>
        {
            foreach (var id in _touched)
                work.Signals.Changed(id);
        });
    }

    public static EventBook In(Work work) => work.Book(static work => new EventBook(work));

    /// <summary>The merchant's event, or null.</summary>
    public async ValueTask<MemberEvent?> FindAsync(int merchantId, long eventId) =>
        await _work.Session.GetAsync<MemberEvent>(new RowKey(eventId)) is { } planned && planned.MerchantId == merchantId ? planned : null;

    /// <summary>The place that a ticket's code stands for, left ones too; null when it is nobody's.</summary>
    public async ValueTask<EventRegistration?> FindTicketAsync(int merchantId, string code) =>
        TicketCode.Parse(code) is { } parsed ? (await _work.Session.ListAsync(ByCode, merchantId, parsed)).FirstOrDefault() : null;

    /// <summary>The person's place at an event under whichever member; null for none, left ones as well.</summary>
    public async ValueTask<EventRegistration?> PlaceAsync(long eventId, long memberId, IReadOnlyList<long> alsoKnownAs)
    {
        foreach (var id in alsoKnownAs.Prepend(memberId))
        {
            if (await _work.Session.GetAsync<EventRegistration>(new RowKey(eventId, id)) is { State: not RegistrationState.Left } place)
                return place;
        }

        return null;
    }

    /// <summary>Registers a member: a seat while there is one, else a place in the line where that will do.</summary>
    /// <param name="zone">The merchant's, to say when registration opens.</param>
    /// <returns>Or <c>event_unknown</c>, <c>event_already</c>, <c>event_full</c>, and what <see cref="EventDoor.Check"/> says.</returns>
    public async ValueTask<Result<EventRegistration>> RegisterAsync(int merchantId, long eventId, PlaceAsked asked, Zone zone)
    {
        if (await FindAsync(merchantId, eventId) is not { } planned)
            return EventErrors.Unknown();
        if (EventDoor.Check(planned, asked.TierKey, asked.Source, _work.Now, zone) is { } refusal)
            return refusal;
        if (await PlaceAsync(eventId, asked.MemberId, asked.AlsoKnownAs) is not null)
            return EventErrors.Already();
        var seats = await SeatsAsync(eventId);
        var hasSeat = seats is { Free: > 0, Waiting: 0 };
        if (!hasSeat && !asked.MayWait)
            return EventErrors.Full();

        var known = await _work.Session.GetAsync<EventRegistration>(new RowKey(eventId, asked.MemberId));
        var place = known ?? EventRegistration.Of(planned, asked.MemberId);
        place.Join(hasSeat, seats.Next(), asked.Source, asked.RedemptionId, _work.Now);
        if (hasSeat)
            seats.Take();
        else
            seats.Wait();
        _work.Session.Update(seats);
        if (known is null)
            _work.Session.Insert(place);
        else
            _work.Session.Update(place);
        Touch(place);
        return place;
    }

    /// <summary>Gives a place back; the seat goes to who has waited longest.</summary>
    /// <param name="redemptionId">The redemption that is undone; null where the person, or staff for them, gives it back.</param>
    /// <returns>Or <c>event_unknown</c>, <c>event_not_registered</c>, <c>event_was_there</c>, <c>event_over</c>, <c>event_from_reward</c>.</returns>
    public async ValueTask<Result<EventRegistration>> LeaveAsync(int merchantId, long eventId, long memberId, IReadOnlyList<long> alsoKnownAs, long? redemptionId = null)
    {
        if (await FindAsync(merchantId, eventId) is not { } planned)
            return EventErrors.Unknown();
        if (await PlaceAsync(eventId, memberId, alsoKnownAs) is not { } place)
            return EventErrors.NotRegistered();
        if (place.State == RegistrationState.CheckedIn)
            return EventErrors.WasThere();
        if (place.RedemptionId != redemptionId)
            return place.RedemptionId is null ? EventErrors.NotRegistered() : EventErrors.FromReward();
        if (planned.IsOver(_work.Now))
            return EventErrors.Over();
        var seats = await SeatsAsync(eventId);
        seats.Leave(place.HasSeat);
        place.Leave(_work.Now);
        _work.Session.Update(seats);
        _work.Session.Update(place);
        Touch(place);
        await FillAsync(planned, seats);
        return place;
    }

    /// <summary>Gives back every place that a member has at what is not over: they are to be nobody.</summary>
    public async ValueTask ForgetAsync(int merchantId, long memberId)
    {
        foreach (var place in (await _work.Session.ListAsync(OfMember, memberId)).Where(place => place.IsOpen))
            await LeaveAsync(merchantId, place.EventId, memberId, [], place.RedemptionId); // over: the place stays as it was
    }

    /// <summary>Marks that somebody came. <see cref="EventDoor.CheckIn"/> has been asked.</summary>
    public void CheckIn(EventRegistration place, long points)
    {
        place.CheckIn(points, _work.Now);
        _work.Session.Update(place);
        Touch(place);
    }

    /// <summary>Gives who waits a seat of their own at the door, if there is one.</summary>
    public async ValueTask<bool> SeatAsync(EventRegistration place)
    {
        var seats = await SeatsAsync(place.EventId);
        if (seats.Free == 0)
            return false;
        Promote(seats, place);
        _work.Session.Update(seats);
        return true;
    }

    /// <summary>The seats of an event.</summary>
    public async ValueTask<EventSeats> SeatsAsync(long eventId) => (await _work.Session.GetAsync<EventSeats>(new RowKey(eventId)))!;

    /// <summary>Changes an event that <see cref="EventInput.Check"/> found good; new seats go to those who wait, and who comes is told of another time or place.</summary>
    /// <returns>Or <c>event_capacity_taken</c>.</returns>
    public async ValueTask<Failure?> ChangeAsync(MemberEvent planned, EventInput input)
    {
        var seats = await SeatsAsync(planned.Id);
        if (input.Capacity < seats.Taken)
            return EventErrors.CapacityTaken(seats.Taken);
        if (planned.Change(input, _work.Now))
        {
            foreach (var place in await OpenAsync(planned))
                Tell(planned, place, EventLetter.Changed);
        }

        _work.Session.Update(planned);
        if (seats.Capacity != input.Capacity)
        {
            seats.Resize(input.Capacity);
            _work.Session.Update(seats);
        }

        _touched.Add(planned.Id);
        await FillAsync(planned, seats);
        return null;
    }

    /// <summary>Calls an event off, and tells everybody who has a place or waits for one, and who was let in already with a ticket that cost points.</summary>
    /// <returns>Their places, in the order of recording.</returns>
    public async ValueTask<IReadOnlyList<EventRegistration>> CancelAsync(MemberEvent planned)
    {
        planned.Cancel(_work.Now);
        _work.Session.Update(planned);
        _touched.Add(planned.Id);
        List<EventRegistration> places =
        [
            .. await OpenAsync(planned),
            .. (await _work.Session.ListAsync(InState, planned.Id, (int)RegistrationState.CheckedIn)).Where(place => place.RedemptionId is not null),
        ];
        foreach (var place in places)
            Tell(planned, place, EventLetter.Cancelled);
        return places;
    }

    /// <summary>Gives free seats to those who wait, first come first served. Once it has begun, nobody is fetched any more.</summary>
    private async ValueTask FillAsync(MemberEvent planned, EventSeats seats)
    {
        if (planned.State != EventState.Published || planned.StartsAt <= _work.Now)
            return;
        while (seats is { Free: > 0, Waiting: > 0 })
        {
            foreach (var place in (await _work.Session.ListAsync(FirstWaiting, planned.Id, (int)RegistrationState.Waiting)).Take(seats.Free))
            {
                Promote(seats, place);
                Write(planned, place.MemberId, EventLetter.Promoted);
            }

            _work.Session.Update(seats);
        }
    }

    private void Promote(EventSeats seats, EventRegistration place)
    {
        seats.Leave(hadSeat: false);
        seats.Take();
        place.Promote(_work.Now);
        _work.Session.Update(place);
        Touch(place);
    }

    private async ValueTask<List<EventRegistration>> OpenAsync(MemberEvent planned) =>
    [
        .. await _work.Session.ListAsync(InState, planned.Id, (int)RegistrationState.Registered),
        .. await _work.Session.ListAsync(InState, planned.Id, (int)RegistrationState.Waiting),
    ];

    private void Tell(MemberEvent planned, EventRegistration place, string about)
    {
        Write(planned, place.MemberId, about);
        _touched.Add(place.MemberId);
    }

    private void Write(MemberEvent planned, long memberId, string about) =>
        _work.Session.Insert(LetterHandler.Message(_work.Ids.Next(), planned.MerchantId, new { template = EventLetter.TemplateName, about, eventId = planned.Id, memberId }, _work.Now));

    private void Touch(EventRegistration place)
    {
        _touched.Add(place.EventId);
        _touched.Add(place.MemberId);
    }
}
