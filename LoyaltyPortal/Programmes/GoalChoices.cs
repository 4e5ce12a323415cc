using LoyaltyPortal.Badges;
using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Programmes;

/// <summary>What badges and challenges can be about that other rooms know the names of: the ladder's tiers, and actions.</summary>
public sealed class GoalChoices(ProgrammeService programmes, ActionWords words)
{
    public async Task<IReadOnlyList<CriterionChoice>> TiersAsync(int merchantId, CancellationToken cancellation = default) =>
        [.. (await programmes.InForceAsync(merchantId, cancellation)).Ladder.Tiers.Select(tier => new CriterionChoice(tier.Key, tier.Name))];

    public IReadOnlyList<CriterionChoice> Actions() => [.. MemberActions.All.Select(action => new CriterionChoice(action, words.Name(action)))];
}
