using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Partner">Who gives it.</param>
/// <param name="Gift">What they give.</param>
public sealed record PartnerRewardSettings(string Partner = "", string Gift = "");

/// <summary>Something from another business, against the voucher's code.</summary>
[Kind("partner_reward", "handshake")]
public sealed class PartnerReward() : RewardKind<PartnerRewardSettings>(new PartnerRewardSettings())
{
    public override RewardSentence Sentence => new("partner_reward", Settings.Gift, Settings.Partner);

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Partner.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Partner), RewardErrors.Setting("reward_partner"));
        if (Settings.Gift.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Gift), RewardErrors.Setting("reward_gift"));
    }
}
