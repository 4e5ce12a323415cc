using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Rewards;

/// <summary>What a person redeemed, and what they save for. The redemptions are the books' and name nobody; a goal is forgotten.</summary>
internal sealed class RewardsPersonalData : IPersonalData
{
    public int Order => 40;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var redemptions = await (from redemption in context.Set<Redemption>().AsNoTracking()
                                 join reward in context.Set<Reward>() on redemption.RewardId equals reward.Id
                                 where scope.MemberIds.Contains(redemption.MemberId)
                                 orderby redemption.Id
                                 select new { redemption, reward.Name }).ToListAsync(cancellation);
        var goals = await (from goal in context.Set<RewardGoal>().AsNoTracking()
                           join reward in context.Set<Reward>() on goal.RewardId equals reward.Id
                           where scope.MemberIds.Contains(goal.MemberId)
                           select reward.Name).ToListAsync(cancellation);
        return
        [
            new("rewards", ["reward", "redeemed_at", "state", "points", "points_back", "code", "valid_until", "ended_at", "store", "purchase", "discount"],
                [.. redemptions.Select(row => (IReadOnlyList<object?>)[row.Name, row.redemption.RedeemedAt, row.redemption.State.ToString(), row.redemption.Points, row.redemption.PointsBack, row.redemption.Code, row.redemption.ValidUntil, row.redemption.EndedAt, row.redemption.BurntStoreId, row.redemption.PurchaseId, row.redemption.Discount])]),
            new("saving_for", ["reward"], [.. goals.Select(name => (IReadOnlyList<object?>)[name])]),
        ];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) =>
        context.Set<RewardGoal>().Where(goal => scope.MemberIds.Contains(goal.MemberId)).ExecuteDeleteAsync(cancellation);
}
