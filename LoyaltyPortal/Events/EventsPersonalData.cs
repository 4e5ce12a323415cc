using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Events;

/// <summary>Which events a person went to or wanted to, and what they may buy early. Nothing of it is in free words, so nothing is forgotten; open places are given back by the erasure itself.</summary>
internal sealed class EventsPersonalData : IPersonalData
{
    public int Order => 60;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var places = await context.Set<EventRegistration>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId))
            .Join(context.Set<MemberEvent>().AsNoTracking(), place => place.EventId, planned => planned.Id, (place, planned) => new { place, planned }).OrderBy(row => row.planned.StartsAt).ThenBy(row => row.planned.Id).ToListAsync(cancellation);
        var grants = await context.Set<AccessGrant>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.GrantedAt).ThenBy(row => row.WindowId).ToListAsync(cancellation);
        return
        [
            new("events", ["event", "starts_at", "state", "registered_at", "registered_by", "left_at", "came_at", "points", "ticket"],
                [.. places.Select(row => (IReadOnlyList<object?>)[row.planned.Title, row.planned.StartsAt, row.place.State.ToString(), row.place.RegisteredAt, row.place.Source.ToString(), row.place.LeftAt, row.place.CheckedInAt, row.place.Points, row.place.Code])]),
            new("early_access", ["window", "granted_at", "revoked_at"],
                [.. grants.Select(row => (IReadOnlyList<object?>)[row.WindowId, row.GrantedAt, row.RevokedAt])]),
        ];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) => Task.CompletedTask;
}
