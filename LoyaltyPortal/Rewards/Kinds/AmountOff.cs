using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Amount">In the merchant's currency.</param>
public sealed record AmountOffSettings(decimal Amount = 5);

/// <summary>So much money off a purchase.</summary>
[Kind("amount_off", "sell")]
public sealed class AmountOff() : RewardKind<AmountOffSettings>(new AmountOffSettings())
{
    public override decimal? Worth => Settings.Amount;

    public override bool IsHandedOver => false;

    public override RewardSentence Sentence => new("amount_off", new RewardSentence.Amount(Settings.Amount));

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Amount is not (> 0 and <= MostMoney))
            yield return Wrong(nameof(Settings.Amount), RewardErrors.Setting("reward_amount"));
    }

    public override VoucherDiscount Discount(IReadOnlyList<VoucherLine> lines) => Off(Settings.Amount, lines, static line => !line.IsShipping);
}
