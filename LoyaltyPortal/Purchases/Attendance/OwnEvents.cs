using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Attendance;

/// <summary>A member's own place at an event.</summary>
/// <param name="Ahead">How many are before them in the line; null for who has a seat.</param>
public sealed record OwnPlace(RegistrationState State, string Ticket, int? Ahead, DateTime? CheckedInAt, long? Points, bool FromReward);

/// <summary>An event as one member sees it.</summary>
/// <param name="Place">Their place; null without one.</param>
/// <param name="WhyNot">Why they cannot register now; null when they can, and where they have a place.</param>
/// <param name="Earns">Points that coming would earn them now.</param>
public sealed record MemberEventView(EventView Event, OwnPlace? Place, Failure? WhyNot, long Earns);

/// <summary>A window as one member sees it.</summary>
public sealed record MemberAccessView(AccessRule Rule, AccessAnswer Answer);

/// <summary>Events and early access in the member's own wallet: only ever their own.</summary>
public sealed class OwnEvents(LoyaltyDatabase database, CommandQueue queue, MemberService members, TimeProvider clock)
{
    private const int Most = 100;
    private const int MostPast = 20;

    /// <summary>What is coming and what the member has a place at, soonest first; then their past ones, latest first.</summary>
    public async Task<IReadOnlyList<MemberEventView>> ListAsync(MerchantView merchant, long memberId, CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchant.Id);
        var person = await MergedMembers.FamilyAsync(context, memberId, cancellation);
        var own = context.Set<EventRegistration>().Where(place => person.Contains(place.MemberId) && place.State != RegistrationState.Left).Select(place => place.EventId);
        var shown = context.Set<MemberEvent>().AsNoTracking().Where(planned => planned.State == EventState.Published || (planned.State == EventState.Cancelled && own.Contains(planned.Id)));
        var coming = await shown.Where(planned => planned.EndsAt > now).OrderBy(planned => planned.StartsAt).ThenBy(planned => planned.Id).Take(Most).ToListAsync(cancellation);
        var past = await shown.Where(planned => planned.EndsAt <= now && own.Contains(planned.Id)).OrderByDescending(planned => planned.StartsAt).ThenBy(planned => planned.Id).Take(MostPast).ToListAsync(cancellation);
        return await ViewsAsync(context, merchant, memberId, person, [.. coming, .. past], now, cancellation);
    }

    /// <summary>One event; null where there is none for members.</summary>
    public async Task<MemberEventView?> FindAsync(MerchantView merchant, long memberId, long eventId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchant.Id);
        if (await context.Set<MemberEvent>().AsNoTracking().FirstOrDefaultAsync(planned => planned.Id == eventId && planned.State != EventState.Draft, cancellation) is not { } planned)
            return null;
        var person = await MergedMembers.FamilyAsync(context, memberId, cancellation);
        return (await ViewsAsync(context, merchant, memberId, person, [planned], clock.UtcNow(), cancellation))[0];
    }

    /// <summary>What is open to the member before everybody, and what opens soon.</summary>
    public async Task<IReadOnlyList<MemberAccessView>> AccessAsync(MerchantView merchant, long memberId, CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchant.Id);
        var (closed, granted) = await AccessService.ReadAsync(context, await MergedMembers.FamilyAsync(context, memberId, cancellation), now, cancellation);
        if (closed.Count == 0)
            return [];
        var tierKey = (await BasketMembers.ReadAsync(context, memberId, await ProgrammeAsync(context, cancellation), merchant.Zone, merchant.Zone.DayOf(now), cancellation)).TierKey;
        return [.. closed.Select(window => new MemberAccessView(window, EarlyAccess.Of(window, tierKey, granted, now))).OrderByDescending(view => view.Answer.May).ThenBy(view => view.Answer.OpensAt ?? view.Rule.PublicAt)];
    }

    /// <summary>Registers the member of that sign-in.</summary>
    /// <returns>The seat, or the place in the line; or <c>event_unknown</c>, <c>event_already</c>, what <see cref="EventDoor.Check"/> says, <c>member_unknown</c>.</returns>
    public async Task<Result<EventPlace>> JoinAsync(int merchantId, long userId, long eventId) => await members.FindOwnAsync(merchantId, userId) is { } member
        ? await queue.ExecuteAsync(new JoinEvent { MerchantId = merchantId, EventId = eventId, MemberId = member.Id, Source = RegistrationSource.Wallet })
        : MemberErrors.Unknown();

    /// <summary>Gives the place of that sign-in's member back.</summary>
    /// <returns>Or <c>event_not_registered</c>, <c>event_was_there</c>, <c>event_from_reward</c>, <c>event_over</c>, <c>member_unknown</c>.</returns>
    public async Task<Result<EventPlace>> LeaveAsync(int merchantId, long userId, long eventId) => await members.FindOwnAsync(merchantId, userId) is { } member
        ? await queue.ExecuteAsync(new LeaveEvent { MerchantId = merchantId, EventId = eventId, MemberId = member.Id })
        : MemberErrors.Unknown();

    /// <summary>The same list for staff who look at a member: only events that the member has a place at.</summary>
    public async Task<IReadOnlyList<MemberEventView>> OfMemberAsync(Actor actor, MerchantView merchant, long memberId, CancellationToken cancellation = default) =>
        actor.May(Permission.SeeMembers) ? [.. (await ListAsync(merchant, memberId, cancellation)).Where(view => view.Place is not null)] : [];

    private static async Task<IReadOnlyList<MemberEventView>> ViewsAsync(
        LoyaltyDbContext context, MerchantView merchant, long memberId, IReadOnlyList<long> person, IReadOnlyList<MemberEvent> events, DateTime now, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return [];
        var ids = events.Select(planned => planned.Id).ToList();
        var seats = await context.Set<EventSeats>().AsNoTracking().Where(seats => ids.Contains(seats.EventId)).ToDictionaryAsync(seats => seats.EventId, cancellation);
        var places = (await context.Set<EventRegistration>().AsNoTracking().Where(place => ids.Contains(place.EventId) && person.Contains(place.MemberId) && place.State != RegistrationState.Left).ToListAsync(cancellation))
            .GroupBy(place => place.EventId).ToDictionary(group => group.Key, group => group.First());
        var programme = await ProgrammeAsync(context, cancellation);
        var self = await BasketMembers.ReadAsync(context, memberId, programme, merchant.Zone, merchant.Zone.DayOf(now), cancellation);
        var byRules = await QuoteAsync(context, programme, merchant, memberId, self, now, cancellation);
        var views = new List<MemberEventView>(events.Count);
        foreach (var planned in events)
        {
            var place = places.GetValueOrDefault(planned.Id);
            int? ahead = place is { State: RegistrationState.Waiting }
                ? await context.Set<EventRegistration>().CountAsync(other => other.EventId == planned.Id && other.State == RegistrationState.Waiting && other.Number < place.Number, cancellation)
                : null;
            var whyNot = place is null ? EventDoor.Check(planned, self.TierKey, RegistrationSource.Wallet, now, merchant.Zone) : null;
            views.Add(new MemberEventView(
                EventView.Of(planned, seats[planned.Id]),
                place is null ? null : new OwnPlace(place.State, place.Code, ahead, place.CheckedInAt, place.Points, place.RedemptionId is not null), whyNot, byRules + planned.CheckInPoints));
        }

        return views;
    }

    private static async Task<Programme> ProgrammeAsync(LoyaltyDbContext context, CancellationToken cancellation) =>
        await CompiledProgrammes.InForceAsync(context, cancellation);

    /// <summary>What the rules would give the member for coming, now.</summary>
    private static async Task<long> QuoteAsync(LoyaltyDbContext context, Programme programme, MerchantView merchant, long memberId, BasketMember self, DateTime now, CancellationToken cancellation)
    {
        var before = await ActionService.CountsAsync(context, memberId, [MemberActions.EventCheckIn], merchant.Zone, now, cancellation);
        return programme.Rules.OnAction(new ActionFact { Action = MemberActions.EventCheckIn, LocalTime = merchant.Zone.ToLocal(now), Before = before.GetValueOrDefault(MemberActions.EventCheckIn), Member = self }).Points;
    }
}
