using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Events;

/// <summary>A window for reading.</summary>
/// <param name="Grants">How many members it was granted to.</param>
public sealed record AccessView(AccessRule Rule, long Version, int Grants);

/// <summary>Early-access windows: what pages of the programme ask, and what is open to one member.</summary>
public sealed class AccessService(LoyaltyDatabase database, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    private const int Most = 500;

    /// <summary>Windows that are still to open for everybody, soonest first, then those that have, latest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<AccessView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<AccessWindow>().AsNoTracking().OrderByDescending(window => window.PublicAt).ThenByDescending(window => window.Id).Take(Most)
            .Select(window => new { window, Grants = context.Set<AccessGrant>().Count(grant => grant.WindowId == window.Id && grant.RevokedAt == null) }).ToListAsync(cancellation);
        var now = clock.UtcNow();
        var views = rows.Select(row => new AccessView(row.window.ToRule(), row.window.Version, row.Grants)).ToList();
        List<AccessView> ordered = [.. views.Where(view => view.Rule.PublicAt > now).Reverse(), .. views.Where(view => view.Rule.PublicAt <= now)];
        return ordered;
    }

    /// <summary>Adds a window, or changes one.</summary>
    /// <param name="windowId">Null adds one.</param>
    /// <param name="readVersion">The version that the form began with.</param>
    /// <returns>Or <c>early_access_unknown</c>, <c>early_access_changed_meanwhile</c>, what is wrong with the input, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> SaveAsync(Actor actor, long? windowId, long readVersion, AccessInput input)
    {
        if ((actor.Lacks(Permission.ChangeProgramme) ?? input.Check()) is { } refusal)
            return refusal;
        var id = windowId ?? ids.Next();
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            var window = await context.Set<AccessWindow>().FirstOrDefaultAsync(window => window.Id == id);
            if (window is null && windowId is not null)
                return EarlyAccessErrors.Unknown();
            if (window is not null && window.Version != readVersion)
                return EarlyAccessErrors.ChangedMeanwhile();
            var before = window is null ? null : Facts(window);
            if (window is null)
                context.Add(window = AccessWindow.Open(id, actor.MerchantId, input));
            else
                window.Change(input);
            await audit.WriteAsync(context, actor, before is null ? EventAudit.AccessAdded : EventAudit.AccessChanged, window.Name, before, Facts(window));
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    /// <summary>Removes a window: its products are on sale to everybody, if no other window is about them.</summary>
    /// <returns>Or <c>early_access_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> RemoveAsync(Actor actor, long windowId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<AccessWindow>().FirstOrDefaultAsync(window => window.Id == windowId) is not { } window)
                return EarlyAccessErrors.Unknown();
            context.Remove(window);
            await audit.WriteAsync(context, actor, EventAudit.AccessRemoved, window.Name, Facts(window), null);
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    /// <summary>The windows that have not opened for everybody, and which of them were granted to a person.</summary>
    internal static async Task<(IReadOnlyList<AccessRule> Closed, IReadOnlySet<long> Granted)> ReadAsync(LoyaltyDbContext context, IReadOnlyList<long> memberIds, DateTime now, CancellationToken cancellation)
    {
        var windows = await context.Set<AccessWindow>().AsNoTracking().Where(window => window.PublicAt > now).OrderBy(window => window.PublicAt).ThenBy(window => window.Id).ToListAsync(cancellation);
        if (windows.Count == 0)
            return ([], new HashSet<long>());
        var granted = memberIds.Count == 0 ? [] : await context.Set<AccessGrant>().AsNoTracking().Where(grant => memberIds.Contains(grant.MemberId) && grant.RevokedAt == null).Select(grant => grant.WindowId).ToListAsync(cancellation);
        return ([.. windows.Select(window => window.ToRule())], granted.ToHashSet());
    }

    private static AccessFacts Facts(AccessWindow window)
    {
        var rule = window.ToRule();
        return new AccessFacts(rule.Name, string.Join(", ", rule.Skus), string.Join(", ", rule.Categories), string.Join(", ", rule.TierKeys), rule.EarlyAt, rule.PublicAt);
    }

    private sealed record AccessFacts(string Name, string Skus, string Categories, string Tiers, DateTime EarlyAt, DateTime PublicAt);
}
