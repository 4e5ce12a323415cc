using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Launch">What is to be had before others have it.</param>
/// <param name="DaysAhead">How many days before the others.</param>
/// <param name="WindowId">One of the merchant's early-access windows, which redeeming opens for the member. Null: the voucher is all there is.</param>
public sealed record EarlyAccessSettings(string Launch = "", int DaysAhead = 3, long? WindowId = null);

/// <summary>Something new before everybody else. The voucher opens it, once.</summary>
[Kind("early_access", "bolt")]
public sealed class EarlyAccess() : RewardKind<EarlyAccessSettings>(new EarlyAccessSettings())
{
    public override decimal? Worth => 0;

    public override RewardUse Use => Settings.WindowId is null ? RewardUse.Voucher : RewardUse.AtOnce;

    public override RewardSentence Sentence => new(Settings.DaysAhead == 1 ? "early_access_day" : "early_access", Settings.Launch, Settings.DaysAhead);

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Launch.Trim().Length is 0 or > TextLength)
            yield return Wrong(nameof(Settings.Launch), RewardErrors.Setting("reward_launch"));
        if (Settings.DaysAhead is not (> 0 and <= 365))
            yield return Wrong(nameof(Settings.DaysAhead), RewardErrors.Setting("reward_days_ahead"));
    }
}
