using System.Security.Cryptography;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Badges;

/// <summary>What a shared badge's page shows: of the member the first name, and nothing else.</summary>
public sealed record SharedBadge(string FirstName, string Name, string Text, string Icon, int Level, int Levels, DateOnly Day);

/// <summary>Showing a badge to others: only what a member shares, by a link that nobody can guess, and until the member ends it.</summary>
public sealed class BadgeShares(LoyaltyDatabase database, TimeProvider clock)
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>The link's token of a badge that the member has, at its highest level; the one there is, if it is shared already.</summary>
    public Task<Result<string>> ShareAsync(int merchantId, long memberId, long goalId) => database.ChangeAsync<Result<string>>(merchantId, async context =>
    {
        var award = await context.Set<GoalAward>().AsNoTracking().Where(award => award.MemberId == memberId && award.GoalId == goalId && award.State == AwardState.Held)
            .OrderByDescending(award => award.Level).FirstOrDefaultAsync();
        if (award is null)
            return BadgeErrors.Unknown();
        var shares = await SharedAsync(context, memberId, goalId, default);
        if (shares.FirstOrDefault(share => share.Level == award.Level) is { } known)
            return known.Token;
        var share = BadgeShare.Of(RandomNumberGenerator.GetString(Alphabet, BadgeShare.TokenLength), award, clock.UtcNow());
        context.Add(share);
        await context.SaveChangesAsync();
        return share.Token;
    });

    /// <summary>Whether the person shares the badge, under whichever member it was shared.</summary>
    public async Task<bool> IsSharedAsync(int merchantId, long memberId, long goalId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return (await SharedAsync(context, memberId, goalId, cancellation)).Count > 0;
    }

    /// <summary>Ends every link to the badge.</summary>
    public Task<Done> EndAsync(int merchantId, long memberId, long goalId) => database.ChangeAsync(merchantId, async context =>
    {
        foreach (var share in await SharedAsync(context, memberId, goalId, default))
            share.End(clock.UtcNow());
        await context.SaveChangesAsync();
        return Done.Instance;
    });

    /// <summary>What is behind a link; null once it was ended, and for whoever guesses.</summary>
    public async Task<SharedBadge?> FindAsync(int merchantId, string token, CancellationToken cancellation = default)
    {
        if (token.Length != BadgeShare.TokenLength)
            return null;
        await using var context = database.ForMerchant(merchantId);
        var found = await context.Set<BadgeShare>().AsNoTracking().Where(share => share.Token == token && share.EndedAt == null)
            .Join(context.Set<Goal>().AsNoTracking(), share => share.GoalId, goal => goal.Id, (share, goal) => new { share, goal }).FirstOrDefaultAsync(cancellation);
        if (found is null || await MergedMembers.FindAsync(context, found.share.MemberId, cancellation) is not { } member)
            return null;
        var day = await context.Set<GoalAward>().AsNoTracking().Where(award => award.MemberId == found.share.MemberId && award.GoalId == found.share.GoalId && award.Level == found.share.Level)
            .Select(award => award.Day).FirstOrDefaultAsync(cancellation);
        return new SharedBadge(FirstNameOf(member.Name), found.goal.Name, found.goal.Text, found.goal.Icon, found.share.Level, GoalInForce.Of(found.goal).Targets.Count, day);
    }

    private static async Task<List<BadgeShare>> SharedAsync(LoyaltyDbContext context, long memberId, long goalId, CancellationToken cancellation)
    {
        var family = await MergedMembers.FamilyAsync(context, memberId, cancellation);
        return await context.Set<BadgeShare>().Where(share => family.Contains(share.MemberId) && share.GoalId == goalId && share.EndedAt == null).ToListAsync(cancellation);
    }

    internal static string FirstNameOf(string name) => name.Trim().Split(' ', 2)[0];
}
