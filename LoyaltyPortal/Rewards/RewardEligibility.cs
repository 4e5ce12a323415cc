using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Rewards;

/// <summary>What there is to know of who wants a reward.</summary>
/// <param name="TierKey">The tier held now; null none.</param>
/// <param name="StoreId">Where it is asked for at the till; null in the wallet.</param>
/// <param name="Today">The merchant's local day.</param>
/// <param name="Had">How many live ones the member has had in the limit's period.</param>
/// <param name="Taken">How many live ones there are of anybody's.</param>
public readonly record struct RewardSeeker(string? TierKey, int? StoreId, DateOnly Today, int Had, int Taken);

/// <summary>Whether a member may have a reward now, points aside: the same answer in the wallet, at the till and on the recording road.</summary>
public static class RewardEligibility
{
    /// <summary>Why not; null where nothing but points can be in the way.</summary>
    public static Failure? WhyNot(RewardContent content, RewardSeeker seeker)
    {
        if (content.Until < seeker.Today)
            return RewardErrors.Over();
        if (content.From > seeker.Today)
            return RewardErrors.NotYet(content.From!.Value);
        if (content.TierKeys.Count > 0 && (seeker.TierKey is null || !content.TierKeys.Contains(seeker.TierKey)))
            return RewardErrors.Tier();
        if (seeker.StoreId is { } store && !Holds(content, store))
            return RewardErrors.Store();
        if (content.PerMember is { } most && seeker.Had >= most)
            return RewardErrors.Limit(content.Period, most);
        return content.Stock <= seeker.Taken ? RewardErrors.Gone() : null;
    }

    /// <summary>Whether it is redeemed and used in a store.</summary>
    public static bool Holds(RewardContent content, int storeId) => content.StoreIds.Count == 0 || content.StoreIds.Contains(storeId);
}
