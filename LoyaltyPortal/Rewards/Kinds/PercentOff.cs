using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Rewards.Kinds;

/// <param name="Percent">10 takes a tenth off.</param>
/// <param name="Most">Not more than so much, in the merchant's currency; null without a bound.</param>
/// <param name="Category">Only goods of this category; empty: all.</param>
public sealed record PercentOffSettings(decimal Percent = 10, decimal? Most = null, string Category = "");

/// <summary>A share of a purchase off, or of one category in it.</summary>
[Kind("percent_off", "percent")]
public sealed class PercentOff() : RewardKind<PercentOffSettings>(new PercentOffSettings())
{
    public override decimal? Worth => Settings.Most;

    public override bool IsHandedOver => false;

    public override RewardSentence Sentence => (Settings.Category.Length > 0, Settings.Most) switch
    {
        (false, null) => new("percent_off", Settings.Percent),
        (true, null) => new("percent_off_category", Settings.Percent, Settings.Category),
        (false, { } most) => new("percent_off_most", Settings.Percent, new RewardSentence.Amount(most)),
        (true, { } most) => new("percent_off_category_most", Settings.Percent, Settings.Category, new RewardSentence.Amount(most)),
    };

    public override IEnumerable<RewardProblem> Problems()
    {
        if (Settings.Percent is not (> 0 and <= 100))
            yield return Wrong(nameof(Settings.Percent), RewardErrors.Setting("reward_percent"));
        if (Settings.Most is not (null or > 0 and <= MostMoney))
            yield return Wrong(nameof(Settings.Most), RewardErrors.Setting("reward_amount"));
        if (Settings.Category.Length > TextLength)
            yield return Wrong(nameof(Settings.Category), RewardErrors.Setting("reward_text"));
    }

    public override VoucherDiscount Discount(IReadOnlyList<VoucherLine> lines)
    {
        bool Takes(VoucherLine line) => !line.IsShipping && (Settings.Category.Length == 0 || string.Equals(line.Category, Settings.Category, StringComparison.OrdinalIgnoreCase));
        var off = lines.Where(Takes).Sum(line => line.Cost) * Settings.Percent / 100;
        return Off(Math.Min(off, Settings.Most ?? off), lines, Takes);
    }
}
