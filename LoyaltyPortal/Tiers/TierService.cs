using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tiers;

/// <summary>A member's standing to show: how they stand today, how fast they climb, and how they came there.</summary>
/// <param name="History">The latest steps, newest first.</param>
public sealed record MemberTier(Ladder Ladder, TierAssessment Now, TierPace? Pace, IReadOnlyList<TierChangeView> History);

/// <summary>One step: names as they were then, null for no tier.</summary>
public sealed record TierChangeView(string? From, string? To, bool IsUp, TierCause Cause, DateOnly Day, decimal Counted, DateTime RecordedAt);

/// <summary>How many stand on a tier; <see cref="Tier"/> is null for those on none.</summary>
public sealed record TierCount(Tier? Tier, int Members);

/// <summary>Reading standings. All writing is <see cref="TierBook"/>'s. What takes a merchant's number is for the member's own wallet.</summary>
public sealed class TierService(LoyaltyDatabase database, TimeProvider clock)
{
    private const int LatestChanges = 20;

    /// <summary>A member's standing for staff; null without a ladder, for a stranger, and for whom it is not meant.</summary>
    public async Task<MemberTier?> OfMemberAsync(Actor actor, Ladder ladder, Zone zone, long memberId, CancellationToken cancellation = default) =>
        actor.May(Permission.SeeMembers) || actor.May(Permission.UseTill) ? await OfMemberAsync(actor.MerchantId, ladder, zone, memberId, cancellation) : null;

    /// <summary>A member's own standing; null without a ladder, and for a stranger.</summary>
    public async Task<MemberTier?> OfMemberAsync(int merchantId, Ladder ladder, Zone zone, long memberId, CancellationToken cancellation = default)
    {
        if (ladder.Tiers.Count == 0)
            return null;
        await using var context = database.ForMerchant(merchantId);
        if (await context.Set<Member>().AsNoTracking().Where(member => member.Id == memberId).Select(member => (DateTime?)member.EnrolledAt).FirstOrDefaultAsync(cancellation) is not { } enrolledAt)
            return null;
        var (enrolledOn, today) = (zone.DayOf(enrolledAt), zone.DayOf(clock.UtcNow()));
        var standing = await context.Set<TierStanding>().AsNoTracking().FirstOrDefaultAsync(standing => standing.MemberId == memberId, cancellation);
        var position = standing?.ToPosition();
        var first = ladder.Window.FirstDay(enrolledOn, position?.AssessedOn < today ? position.AssessedOn : today);
        var recent = today.AddDays(-TierPace.Days);
        var from = first < recent ? first : recent;
        var days = await context.Set<MemberDay>().AsNoTracking().Where(day => day.MemberId == memberId && day.Day >= from).OrderBy(day => day.Day).ToListAsync(cancellation);
        var counted = days.ConvertAll(ladder.Of);
        var now = TierAssessment.Of(ladder, counted, enrolledOn, position, today);
        var changes = await context.Set<TierChange>().AsNoTracking().Where(change => change.MemberId == memberId).OrderByDescending(change => change.Number).Take(LatestChanges)
            .Select(change => new TierChangeView(change.FromName, change.ToName, change.IsUp, change.Cause, change.Day, change.Counted, change.RecordedAt)).ToListAsync(cancellation);
        return new MemberTier(ladder, now, TierPace.Of(ladder, counted, enrolledOn, now, today), changes);
    }

    /// <summary>The tier that a member holds on a day, time having done what it does; null for none.</summary>
    internal static async Task<Tier?> HeldAsync(LoyaltyDbContext context, Ladder ladder, long memberId, DateOnly enrolledOn, DateOnly today, CancellationToken cancellation)
    {
        if (ladder.Tiers.Count == 0)
            return null;
        var position = (await context.Set<TierStanding>().AsNoTracking().FirstOrDefaultAsync(standing => standing.MemberId == memberId, cancellation))?.ToPosition();
        if (position?.IsQuietUntil(ladder, today) == true)
            return ladder.Find(position.TierKey);
        var from = ladder.Window.FirstDay(enrolledOn, position?.AssessedOn < today ? position.AssessedOn : today);
        var days = await context.Set<MemberDay>().AsNoTracking().Where(day => day.MemberId == memberId && day.Day >= from).OrderBy(day => day.Day).ToListAsync(cancellation);
        return TierAssessment.Of(ladder, days.ConvertAll(ladder.Of), enrolledOn, position, today).Tier;
    }

    /// <summary>Those who stand on a tier, counted as <see cref="CountsAsync"/> does.</summary>
    /// <param name="key">The tier's; null for those on none.</param>
    public static MemberFilter On(Ladder ladder, string? key)
    {
        var keys = ladder.Tiers.Select(tier => tier.Key).ToList();
        var fresh = ladder.At(ladder.ReachedBy(0))?.Key == key;
        return (context, members) => members.Where(member =>
            context.Set<TierStanding>().Any(standing => standing.MemberId == member.Id && (key == null ? standing.TierKey == null || !keys.Contains(standing.TierKey) : standing.TierKey == key))
            || fresh && !context.Set<TierStanding>().Any(standing => standing.MemberId == member.Id));
    }

    /// <summary>How many members stand on each tier, lowest first, before them those on none where there are any; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<TierCount>> CountsAsync(Actor actor, Ladder ladder, CancellationToken cancellation = default)
    {
        if (ladder.Tiers.Count == 0 || !actor.May(Permission.SeeProgramme) && !actor.May(Permission.SeeMembers))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        return await CountsOfAsync(context, ladder, cancellation);
    }

    /// <summary>As <see cref="CountsAsync"/>, for a report that has the merchant's books open already.</summary>
    /// <param name="only">Only these members, by id; null all.</param>
    internal static async Task<IReadOnlyList<TierCount>> CountsOfAsync(LoyaltyDbContext context, Ladder ladder, CancellationToken cancellation, IQueryable<long>? only = null)
    {
        var active = context.Set<Member>().Where(member => member.Status == MemberStatus.Active);
        if (only is not null)
            active = active.Where(member => only.Contains(member.Id));
        var members = await active.CountAsync(cancellation);
        var standing = await context.Set<TierStanding>().Where(standing => active.Any(member => member.Id == standing.MemberId))
            .GroupBy(standing => standing.TierKey).Select(group => new { group.Key, Members = group.Count() }).ToListAsync(cancellation);
        var start = ladder.ReachedBy(0);
        var counts = new int[ladder.Tiers.Count + 1];
        foreach (var group in standing)
            counts[ladder.PlaceOf(group.Key) + 1] += group.Members;
        counts[start + 1] += Math.Max(0, members - standing.Sum(group => group.Members)); // who was never assessed stands where somebody new does
        return [.. counts.Select((count, index) => new TierCount(ladder.At(index - 1), count)).Where(count => count.Tier is not null || count.Members > 0)];
    }
}
