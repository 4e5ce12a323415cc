using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Badges;

/// <summary>Something to celebrate.</summary>
/// <param name="Name">Of the badge, the challenge or the tier.</param>
/// <param name="Levels">How many levels the badge has.</param>
public sealed record CelebrationView(long Id, CelebrationKind Kind, string Name, string Icon, int Level, int Levels, long Points, long? GoalId);

/// <summary>What a member's wallet has to celebrate: each thing once, on whichever device it is seen first. All of it is the member's own.</summary>
public sealed class Celebrations(LoyaltyDatabase database, TimeProvider clock)
{
    /// <summary>Later it would be a surprise of another kind.</summary>
    private const int GoodForDays = 30;

    private const int AtOnce = 3;

    /// <summary>Whether there is something that has not been seen.</summary>
    public async Task<bool> AnyAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var since = clock.UtcNow().AddDays(-GoodForDays);
        return await context.Set<Celebration>().AnyAsync(row => row.MemberId == memberId && row.SeenAt == null && row.At >= since, cancellation);
    }

    /// <summary>
    /// What has not been seen, the latest first and a few at the most; nothing for who does not want it. Whoever gets it shows it: it counts as seen from now on, and no
    /// other device gets it.
    /// </summary>
    public async Task<IReadOnlyList<CelebrationView>> ClaimAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var since = clock.UtcNow().AddDays(-GoodForDays);
        var rows = await context.Set<Celebration>().AsNoTracking().Where(row => row.MemberId == memberId && row.SeenAt == null && row.At >= since).OrderByDescending(row => row.Id).Take(AtOnce).ToListAsync(cancellation);
        if (rows.Count == 0)
            return [];
        if (await context.Set<MemberPreferences>().AnyAsync(preferences => preferences.MemberId == memberId && preferences.CelebrationsOff, cancellation))
        {
            await SeenAsync(merchantId, memberId, cancellation); // none are waiting either when the member's mind changes
            return [];
        }

        var ids = rows.Select(row => row.GoalId).ToList();
        var goals = await context.Set<Goal>().AsNoTracking().Where(goal => ids.Contains(goal.Id)).ToDictionaryAsync(goal => goal.Id, cancellation);
        var now = clock.UtcNow();
        var unseen = context.Set<Celebration>().Where(row => row.MemberId == memberId && row.SeenAt == null);
        var oldest = rows[^1].Id;
        if (rows.Count == AtOnce)
            await unseen.Where(row => row.Id < oldest).ExecuteUpdateAsync(row => row.SetProperty(celebration => celebration.SeenAt, now), cancellation);
        foreach (var row in rows.ToList())
        {
            if (await unseen.Where(one => one.Id == row.Id).ExecuteUpdateAsync(one => one.SetProperty(celebration => celebration.SeenAt, now), CancellationToken.None) == 0)
                rows.Remove(row); // another device was first
        }

        return [.. rows.Select(row => row.GoalId is { } id && goals.TryGetValue(id, out var goal)
            ? new CelebrationView(row.Id, row.Kind, goal.Name, goal.Icon, row.Level, GoalInForce.Of(goal).Targets.Count, row.Points, id)
            : new CelebrationView(row.Id, row.Kind, row.TierName ?? "", "workspace_premium", row.Level, 1, row.Points, null))];
    }

    /// <summary>Remembers that everything there is has been seen.</summary>
    public async Task SeenAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchantId);
        await context.Set<Celebration>().Where(row => row.MemberId == memberId && row.SeenAt == null).ExecuteUpdateAsync(row => row.SetProperty(celebration => celebration.SeenAt, now), cancellation);
    }
}
