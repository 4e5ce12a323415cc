using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>A reward that can be had today.</summary>
/// <param name="TierKeys">Only for those on these tiers; none: for everybody.</param>
/// <param name="HadEnough">Who may have no more of it now.</param>
internal sealed record RewardInReach(string Name, long Points, IReadOnlyList<string> TierKeys, IReadOnlySet<long> HadEnough);

/// <summary>A member who bought twice and lately, and has the points for a reward, or nearly.</summary>
/// <param name="Reward">The dearest that the points are enough for, else the cheapest in reach.</param>
internal sealed record ConvertibleMember(long MemberId, long Purchases, decimal Net, DateTime LastAt, long Points, RewardInReach Reward)
{
    public long Missing => Math.Max(0, Reward.Points - Points);
}

/// <param name="Recent">Members with two purchases or more, the last one lately.</param>
/// <param name="Members">Those of them who have a reward in reach: with the most net sales first.</param>
internal sealed record Convertible(long Recent, IReadOnlyList<ConvertibleMember> Members)
{
    /// <summary>Read from one row a member: it takes longer with more members, not with more purchases. Points are those that are booked.</summary>
    /// <param name="members">Only these, by id; null all.</param>
    public static async Task<Convertible> OfAsync(LoyaltyDbContext context, MerchantView merchant, DateOnly today, IQueryable<long>? members, CancellationToken cancellation)
    {
        var (days, near) = (merchant.Settings.ConvertibleDays, merchant.Settings.ConvertiblePercent);
        var since = merchant.Zone.StartOf(today.AddDays(-days));
        var recent = context.Set<MemberFacts>().Where(row => row.KeptPurchases >= 2 && row.KeptLastPurchaseAt >= since
            && context.Set<Member>().Any(member => member.Id == row.MemberId && member.Status == MemberStatus.Active));
        if (members is not null)
            recent = recent.Where(row => members.Contains(row.MemberId));
        var count = await recent.LongCountAsync(cancellation);
        var rewards = await RewardsAsync(context, today, cancellation);
        if (rewards.Count == 0)
            return new Convertible(count, []);
        var (least, share) = (rewards.Min(reward => reward.Points), 100 - near);
        var rows = await recent.Join(context.Set<PointsAccount>().Where(account => account.Active > 0 && account.Active * 100 >= least * share), row => row.MemberId, account => account.Id,
                (row, account) => new { row.MemberId, row.KeptPurchases, row.KeptNetSales, row.KeptLastPurchaseAt, account.Active, Tier = context.Set<TierStanding>().Where(standing => standing.MemberId == row.MemberId).Select(standing => standing.TierKey).FirstOrDefault() })
            .ToListAsync(cancellation);
        return new Convertible(count,
        [
            .. rows.Select(row => (Row: row, Reward: Choose(rewards, row.MemberId, row.Active, row.Tier, near))).Where(pair => pair.Reward is not null)
                .Select(pair => new ConvertibleMember(pair.Row.MemberId, pair.Row.KeptPurchases, pair.Row.KeptNetSales, pair.Row.KeptLastPurchaseAt!.Value, pair.Row.Active, pair.Reward!))
                .OrderByDescending(member => member.Net).ThenBy(member => member.MemberId),
        ]);
    }

    /// <param name="rewards">Cheapest first.</param>
    /// <param name="near">How much of its points may be missing for a reward to be in reach, in per cent.</param>
    internal static RewardInReach? Choose(IReadOnlyList<RewardInReach> rewards, long memberId, long points, string? tier, int near)
    {
        var open = rewards.Where(reward => (reward.TierKeys.Count == 0 || (tier is not null && reward.TierKeys.Contains(tier))) && !reward.HadEnough.Contains(memberId)).ToList();
        return open.LastOrDefault(reward => reward.Points <= points) ?? open.Find(reward => points * 100 >= reward.Points * (100 - near));
    }

    private static async Task<List<RewardInReach>> RewardsAsync(LoyaltyDbContext context, DateOnly today, CancellationToken cancellation)
    {
        var published = await context.Set<Reward>().AsNoTracking().Where(reward => reward.State == RewardState.Published)
            .Join(context.Set<RewardVersion>().AsNoTracking(), reward => new { reward.Id, reward.Number }, version => new { Id = version.RewardId, version.Number }, (_, version) => version).ToListAsync(cancellation);
        var taken = await context.Set<RewardStock>().ToDictionaryAsync(stock => stock.RewardId, stock => stock.Taken, cancellation);
        var rewards = new List<RewardInReach>();
        foreach (var version in published)
        {
            var content = CompiledRewards.Of(version);
            if (content.From > today || content.Until < today || content.Stock <= taken.GetValueOrDefault(version.RewardId))
                continue;
            rewards.Add(new RewardInReach(content.Name, content.Points, content.TierKeys, await HadEnoughAsync(context, version.RewardId, content, today, cancellation)));
        }

        return [.. rewards.OrderBy(reward => reward.Points).ThenBy(reward => reward.Name, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlySet<long>> HadEnoughAsync(LoyaltyDbContext context, long rewardId, RewardContent content, DateOnly today, CancellationToken cancellation)
    {
        if (content.PerMember is not { } most)
            return new HashSet<long>();
        var from = content.PeriodStart(today);
        return await context.Set<Redemption>()
            .Where(row => row.RewardId == rewardId && row.Day >= from && (row.State == RedemptionState.Held || row.State == RedemptionState.Issued || row.State == RedemptionState.Fulfilled))
            .GroupBy(row => row.MemberId).Where(group => group.Count() >= most).Select(group => group.Key).ToHashSetAsync(cancellation);
    }
}
