using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Cause">Who or what is given to.</param>
/// <param name="Amount">What the merchant gives, in its currency.</param>
public sealed record DonationSettings(string Cause = "", decimal Amount = 5);

/// <summary>The merchant gives money to a cause for the member. Nothing is left to hand over.</summary>
[Kind("donation", "volunteer_activism")]
public sealed class Donation() : RewardKind<DonationSettings>(new DonationSettings())
{
    public override RewardUse Use => RewardUse.AtOnce;

    public override decimal? Worth => Settings.Amount;

    public override RewardSentence Sentence => new("donation", new RewardSentence.Amount(Settings.Amount), Settings.Cause);

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Cause.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Cause), RewardErrors.Setting("reward_cause"));
        if (Settings.Amount is not (> 0 and <= MostMoney))
            yield return Wrong(nameof(Settings.Amount), RewardErrors.Setting("reward_amount"));
    }
}
