using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Events;

/// <summary>An event with its seats, for reading.</summary>
public sealed record EventView(
    long Id, string Title, string Description, int? StoreId, string Place, DateTime StartsAt, DateTime EndsAt, DateTime? OpensAt, DateTime? ClosesAt, IReadOnlyList<string> TierKeys, long CheckInPoints,
    EventState State, int Sequence, DateTime CreatedAt, DateTime ChangedAt, long Version, int Capacity, int Taken, int Waiting)
{
    public int Free => Math.Max(0, Capacity - Taken);

    public bool IsOver(DateTime now) => EndsAt <= now;

    /// <summary>What an editor begins with.</summary>
    public EventInput ToInput() => new()
    {
        Title = Title,
        Description = Description,
        StoreId = StoreId,
        Place = Place,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        OpensAt = OpensAt,
        ClosesAt = ClosesAt,
        TierKeys = TierKeys,
        CheckInPoints = CheckInPoints,
        Capacity = Capacity,
    };

    internal static EventView Of(MemberEvent planned, EventSeats seats) => new(
        planned.Id, planned.Title, planned.Description, planned.StoreId, planned.Place, planned.StartsAt, planned.EndsAt, planned.OpensAt, planned.ClosesAt, planned.TierKeys, planned.CheckInPoints,
        planned.State, planned.Sequence, planned.CreatedAt, planned.ChangedAt, planned.Version, seats.Capacity, seats.Taken, seats.Waiting);
}

/// <summary>One page of events.</summary>
public sealed record EventPage(IReadOnlyList<EventView> Rows, int Total);

/// <summary>Planning events: what pages of the programme ask.</summary>
public sealed class EventService(LoyaltyDatabase database, CommandQueue queue, AuditLog audit, TimeProvider clock)
{
    public const int PageSize = 25;

    /// <summary>Events to come, soonest first, or past ones, latest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<EventPage>> ListAsync(Actor actor, bool past, int page = 1, CancellationToken cancellation = default)
    {
        if (MayNotSee(actor) is { } refusal)
            return refusal;
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(actor.MerchantId);
        var all = context.Set<MemberEvent>().AsNoTracking().Where(planned => past ? planned.EndsAt <= now : planned.EndsAt > now);
        var total = await all.CountAsync(cancellation);
        var ordered = past ? all.OrderByDescending(planned => planned.EndsAt).ThenByDescending(planned => planned.Id) : all.OrderBy(planned => planned.StartsAt).ThenBy(planned => planned.Id);
        var rows = await ordered.Skip((Math.Max(1, page) - 1) * PageSize).Take(PageSize)
            .Join(context.Set<EventSeats>().AsNoTracking(), planned => planned.Id, seats => seats.EventId, (planned, seats) => new { planned, seats }).ToListAsync(cancellation);
        return new EventPage([.. Ordered(rows.Select(row => EventView.Of(row.planned, row.seats)), past)], total);
    }

    /// <returns>The event; or <c>event_unknown</c> (another merchant's too), <c>not_allowed</c>.</returns>
    public async Task<Result<EventView>> FindAsync(Actor actor, long eventId, CancellationToken cancellation = default)
    {
        if (MayNotSee(actor) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await ReadAsync(context, eventId, cancellation) is { } found ? found : EventErrors.Unknown();
    }

    /// <summary>Plans an event, or changes one.</summary>
    /// <param name="key">Made when the form opened and reused on every retry.</param>
    /// <param name="eventId">Null plans a new one.</param>
    /// <param name="readVersion">The version that the form began with.</param>
    /// <returns>Or <c>event_unknown</c>, <c>event_changed_meanwhile</c>, <c>event_cancelled</c>, <c>event_past</c>, <c>event_capacity_taken</c>, what is wrong with the input, <c>not_allowed</c>.</returns>
    public async Task<Result<SavedEvent>> SaveAsync(Actor actor, string key, long? eventId, long readVersion, EventInput input, bool publishes)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new SaveEvent { MerchantId = actor.MerchantId, IdempotencyKey = "event:" + key, EventId = eventId, ReadVersion = readVersion, Input = input, Publishes = publishes, By = actor });
    }

    /// <summary>Throws a draft away that nobody has seen.</summary>
    /// <returns>Or <c>event_unknown</c>, <c>event_not_draft</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> DiscardAsync(Actor actor, long eventId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<MemberEvent>().FirstOrDefaultAsync(planned => planned.Id == eventId) is not { } planned)
                return EventErrors.Unknown();
            if (planned.State != EventState.Draft)
                return EventErrors.NotDraft();
            context.Remove(planned);
            context.RemoveRange(await context.Set<EventSeats>().Where(seats => seats.EventId == eventId).ToListAsync());
            await audit.WriteAsync(context, actor, EventAudit.Discarded, planned.Title, new { planned.Title, planned.StartsAt }, null);
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    internal static async Task<EventView?> ReadAsync(LoyaltyDbContext context, long eventId, CancellationToken cancellation) =>
        await context.Set<MemberEvent>().AsNoTracking().Where(planned => planned.Id == eventId)
            .Join(context.Set<EventSeats>().AsNoTracking(), planned => planned.Id, seats => seats.EventId, (planned, seats) => new { planned, seats }).FirstOrDefaultAsync(cancellation) is { } row
            ? EventView.Of(row.planned, row.seats) : null;

    private static IEnumerable<EventView> Ordered(IEnumerable<EventView> rows, bool past) =>
        past ? rows.OrderByDescending(row => row.EndsAt).ThenByDescending(row => row.Id) : rows.OrderBy(row => row.StartsAt).ThenBy(row => row.Id);

    /// <summary>Who plans events sees them, and so does who lets people in.</summary>
    private static Failure? MayNotSee(Actor actor) => actor.May(Permission.SeeProgramme) || actor.May(Permission.UseTill) ? null : AccessErrors.Forbidden();
}
