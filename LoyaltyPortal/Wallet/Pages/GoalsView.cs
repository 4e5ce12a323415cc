using LoyaltyPortal.Badges;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>A member's own badges and challenges as the wallet's pages work with them.</summary>
public sealed class GoalsView(MemberGoals goals, GoalChoices choices, CriterionWords words, CommandQueue queue)
{
    private IReadOnlyList<CriterionChoice>? _tiers;

    public async Task<IReadOnlyList<MemberGoal>> ReadAsync(WalletPlace place, CancellationToken cancellation)
    {
        _tiers ??= await choices.TiersAsync(place.Merchant.Id, cancellation);
        return await goals.OfMemberAsync(place.Merchant.Id, place.Merchant.Zone, place.Member.Id, cancellation);
    }

    /// <summary>What the next level asks for, in words; of a complete one the last.</summary>
    public string Say(WalletPlace place, MemberGoal goal) => words.Say(goal.Goal.Criterion, goal.Next ?? goal.Goal.Targets[^1], place.Merchant, _tiers ?? [], choices.Actions());

    /// <param name="key">One for each press.</param>
    public Task<Result<Done>> JoinAsync(WalletPlace place, long goalId, string key) =>
        queue.ExecuteAsync(new JoinChallenge { MerchantId = place.Merchant.Id, MemberId = place.Member.Id, GoalId = goalId, IdempotencyKey = key });
}
