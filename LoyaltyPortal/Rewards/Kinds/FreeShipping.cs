using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Most">Postage up to so much, in the merchant's currency; null whatever it costs.</param>
public sealed record FreeShippingSettings(decimal? Most = null);

/// <summary>A parcel without postage.</summary>
[Kind("free_shipping", "local_shipping")]
public sealed class FreeShipping() : RewardKind<FreeShippingSettings>(new FreeShippingSettings())
{
    public override decimal? Worth => Settings.Most;

    public override bool IsHandedOver => false;

    public override RewardSentence Sentence => Settings.Most is { } most ? new("free_shipping_most", new RewardSentence.Amount(most)) : new("free_shipping");

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Most is not (null or > 0 and <= MostMoney))
            yield return Wrong(nameof(Settings.Most), RewardErrors.Setting("reward_amount"));
    }

    public override VoucherDiscount Discount(IReadOnlyList<VoucherLine> lines) => Off(Settings.Most ?? MostMoney, lines, static line => line.IsShipping);
}
