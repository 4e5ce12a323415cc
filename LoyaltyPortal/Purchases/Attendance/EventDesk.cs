using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Attendance;

/// <summary>Which of an event's places are meant.</summary>
public enum AttendeeFilter
{
    /// <summary>Who has a seat, in or not.</summary>
    Seats,
    Waiting,
    CheckedIn,

    /// <summary>Who has a seat and is not in: once it is over, who did not come.</summary>
    Missing,
    Left,
}

/// <summary>One place at an event, as staff see it.</summary>
/// <param name="Number">The order of recording.</param>
public sealed record Attendee(
    long MemberId, string Name, string? Contact, string Ticket, RegistrationState State, RegistrationSource Source, long Number, DateTime RegisteredAt, DateTime? PromotedAt, DateTime? CheckedInAt, long? Points, long? RedemptionId);

/// <summary>One page of places.</summary>
public sealed record AttendeePage(IReadOnlyList<Attendee> Rows, int Total);

/// <summary>How many places there are of each kind.</summary>
public sealed record AttendeeCounts(int Seats, int Waiting, int CheckedIn, int Left)
{
    public int Missing => Seats - CheckedIn;

    public int Of(AttendeeFilter filter) => filter switch
    {
        AttendeeFilter.Seats => Seats,
        AttendeeFilter.Waiting => Waiting,
        AttendeeFilter.CheckedIn => CheckedIn,
        AttendeeFilter.Missing => Missing,
        _ => Left,
    };
}

/// <summary>A ticket that somebody holds out away from its door.</summary>
/// <param name="WhyNot">Why nobody is checked in with it now; null when they can be.</param>
public sealed record HeldTicket(long EventId, string Title, DateTime StartsAt, string MemberName, Failure? WhyNot);

/// <summary>The people of an event, as staff serve them: the list, the door, places on their behalf, calling it off.</summary>
public sealed class EventDesk(LoyaltyDatabase database, CommandQueue queue, Attempts attempts, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>Wrong codes that one sign-in may try within <see cref="TicketWindow"/>.</summary>
    public const int MostWrongTickets = 10;

    public static readonly TimeSpan TicketWindow = TimeSpan.FromMinutes(10);

    /// <summary>Whether people are let in now.</summary>
    public static bool IsDoorOpen(EventView planned, DateTime now) => planned.State == EventState.Published && planned.StartsAt - EventDoor.Before <= now && planned.EndsAt + EventDoor.After > now;

    /// <summary>The events that people are let in to now, soonest first. Nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<EventView>> OpenDoorsAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.UseTill))
            return [];
        var now = clock.UtcNow();
        var (until, since) = (now + EventDoor.Before, now - EventDoor.After);
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<MemberEvent>().AsNoTracking().Where(planned => planned.State == EventState.Published && planned.StartsAt <= until && planned.EndsAt > since)
            .Join(context.Set<EventSeats>().AsNoTracking(), planned => planned.Id, seats => seats.EventId, (planned, seats) => new { planned, seats }).ToListAsync(cancellation);
        return [.. rows.Select(row => EventView.Of(row.planned, row.seats)).OrderBy(row => row.IsOver(now)).ThenBy(row => row.StartsAt).ThenBy(row => row.Id)];
    }

    /// <summary>A page of an event's places: seats by name, the line in its order.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<AttendeePage>> ListAsync(Actor actor, long eventId, AttendeeFilter filter, int page = 1, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var places = Of(context, eventId, filter);
        var total = await places.CountAsync(cancellation);
        return new AttendeePage(await RowsAsync(context, places, filter, (Math.Max(1, page) - 1) * PageSize, PageSize, cancellation), total);
    }

    /// <summary>Every place of an event, page by page: for a file.</summary>
    public async IAsyncEnumerable<Attendee> AllAsync(Actor actor, long eventId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeMembers))
            yield break;
        foreach (var filter in (AttendeeFilter[])[AttendeeFilter.Seats, AttendeeFilter.Waiting, AttendeeFilter.Left])
        {
            for (var skip = 0; ; skip += PageSize)
            {
                await using var context = database.ForMerchant(actor.MerchantId);
                var rows = await RowsAsync(context, Of(context, eventId, filter), filter, skip, PageSize, cancellation);
                foreach (var row in rows)
                    yield return row;
                if (rows.Count < PageSize)
                    break;
            }
        }
    }

    /// <summary>How many there are of each; nothing for whom it is not meant.</summary>
    public async Task<AttendeeCounts> CountsAsync(Actor actor, long eventId, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeProgramme) && !actor.May(Permission.UseTill))
            return new AttendeeCounts(0, 0, 0, 0);
        await using var context = database.ForMerchant(actor.MerchantId);
        var counts = await context.Set<EventRegistration>().Where(place => place.EventId == eventId).GroupBy(place => place.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        var inside = counts.GetValueOrDefault(RegistrationState.CheckedIn);
        return new AttendeeCounts(inside + counts.GetValueOrDefault(RegistrationState.Registered), counts.GetValueOrDefault(RegistrationState.Waiting), inside, counts.GetValueOrDefault(RegistrationState.Left));
    }

    /// <summary>Registers a member on their behalf; tier and registration window do not bind staff.</summary>
    /// <returns>The seat, or the place in the line; or <c>event_unknown</c>, <c>event_already</c>, <c>event_closed</c>, <c>event_cancelled</c>, <c>event_over</c>, <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<EventPlace>> RegisterAsync(Actor actor, long eventId, long memberId)
    {
        if (MayNotServe(actor) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new JoinEvent { MerchantId = actor.MerchantId, EventId = eventId, MemberId = memberId, Source = RegistrationSource.Staff });
    }

    /// <summary>Gives a member's place back on their behalf.</summary>
    /// <returns>Or <c>event_not_registered</c>, <c>event_was_there</c>, <c>event_from_reward</c>, <c>event_over</c>, <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<EventPlace>> RemoveAsync(Actor actor, long eventId, long memberId)
    {
        if (MayNotServe(actor) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new LeaveEvent { MerchantId = actor.MerchantId, EventId = eventId, MemberId = memberId });
    }

    /// <summary>Lets somebody in by their ticket. The same ticket again gives the first answer.</summary>
    /// <returns>Or <c>event_ticket</c> for every code that leads to no place here, <c>too_many_attempts</c> after ten of those, whatever the ticket, <c>event_still_waiting</c>, <c>event_not_yet</c>, <c>event_over</c>, <c>event_cancelled</c>, <c>action_own</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<CheckInReceipt>> CheckInAsync(Actor actor, long eventId, string ticket, int? storeId = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await TryAsync(actor, () => queue.ExecuteAsync(Door(actor, eventId, storeId, ticket, null, walksIn: false)), EventErrors.Ticket());
    }

    /// <summary>Which event a ticket is for. Wrong ones count with those at the door; after as many of them, right ones are not answered either.</summary>
    /// <returns>Or <c>event_no_ticket</c> for every code that leads to no place, <c>too_many_attempts</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<HeldTicket>> FindTicketAsync(Actor actor, string typed, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await TryAsync(actor, () => HeldAsync(actor.MerchantId, TicketCode.Parse(typed), cancellation), EventErrors.NoTicket());
    }

    private async Task<Result<HeldTicket>> HeldAsync(int merchantId, string? code, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        if (code is null || await context.Set<EventRegistration>().AsNoTracking().FirstOrDefaultAsync(place => place.Code == code && place.State != RegistrationState.Left, cancellation) is not { } place)
            return EventErrors.NoTicket();
        var planned = await context.Set<MemberEvent>().AsNoTracking().FirstAsync(planned => planned.Id == place.EventId, cancellation);
        var name = (await MergedMembers.FindAsync(context, place.MemberId, cancellation))?.Name ?? "";
        return new HeldTicket(planned.Id, planned.Title, planned.StartsAt, name, EventDoor.CheckIn(planned, clock.UtcNow()));
    }

    /// <summary>Lets a member in who is known by their card, or by anything else. Again, it gives the first answer.</summary>
    /// <param name="walksIn">Whether somebody who has not registered may have a free seat.</param>
    /// <returns>As for a ticket; or <c>event_not_registered</c>, <c>event_full</c>, <c>member_unknown</c>.</returns>
    public async Task<Result<CheckInReceipt>> CheckInAsync(Actor actor, long eventId, long memberId, bool walksIn, int? storeId = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(Door(actor, eventId, storeId, null, memberId, walksIn));
    }

    /// <summary>Calls an event off: everybody who has a place, or waits for one, is told.</summary>
    /// <returns>Or <c>event_unknown</c>, <c>event_not_published</c>, <c>event_over</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<CancelledEvent>> CancelAsync(Actor actor, string key, long eventId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new CancelEvent { MerchantId = actor.MerchantId, IdempotencyKey = "cancel-event:" + key, EventId = eventId, By = actor });
    }

    private Task<Result<T>> TryAsync<T>(Actor actor, Func<Task<Result<T>>> attempt, Failure wrong) =>
        attempts.TryAsync(FormattableString.Invariant($"ticket:{actor.MerchantId}:{actor.UserId}"), MostWrongTickets, TicketWindow, attempt, failure => failure == wrong);

    private static CheckInAtEvent Door(Actor actor, long eventId, int? storeId, string? ticket, long? memberId, bool walksIn) => new()
    {
        MerchantId = actor.MerchantId,
        EventId = eventId,
        Ticket = ticket,
        MemberId = memberId,
        AllowsWalkIn = walksIn,
        StoreId = storeId,
        Source = ActionSource.Till,
        By = actor.UserId,
        StaffEmail = actor.Email,
    };

    private static IQueryable<EventRegistration> Of(LoyaltyDbContext context, long eventId, AttendeeFilter filter)
    {
        var places = context.Set<EventRegistration>().AsNoTracking().Where(place => place.EventId == eventId);
        return filter switch
        {
            AttendeeFilter.Seats => places.Where(place => place.State == RegistrationState.Registered || place.State == RegistrationState.CheckedIn),
            AttendeeFilter.Waiting => places.Where(place => place.State == RegistrationState.Waiting),
            AttendeeFilter.CheckedIn => places.Where(place => place.State == RegistrationState.CheckedIn),
            AttendeeFilter.Missing => places.Where(place => place.State == RegistrationState.Registered),
            _ => places.Where(place => place.State == RegistrationState.Left),
        };
    }

    private static async Task<IReadOnlyList<Attendee>> RowsAsync(LoyaltyDbContext context, IQueryable<EventRegistration> places, AttendeeFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var rows = places.Join(context.Set<Member>().AsNoTracking(), place => place.MemberId, member => member.Id, (place, member) => new { place, member.Name, member.SortName, member.Email, member.Phone });
        var ordered = filter is AttendeeFilter.Waiting or AttendeeFilter.Left ? rows.OrderBy(row => row.place.Number) : rows.OrderBy(row => row.SortName).ThenBy(row => row.place.Number);
        var page = await ordered.Skip(skip).Take(take).ToListAsync(cancellation);
        return [.. page.Select(row => new Attendee(
            row.place.MemberId, row.Name, row.Email ?? row.Phone, row.place.Code, row.place.State, row.place.Source, row.place.Number, row.place.RegisteredAt, row.place.PromotedAt, row.place.CheckedInAt, row.place.Points, row.place.RedemptionId))];
    }

    private static Failure? MayNotServe(Actor actor) => actor.May(Permission.UseTill) || actor.May(Permission.ChangeMembers) ? null : AccessErrors.Forbidden();
}
