using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tiers;

/// <summary>Texts of the tiers room.</summary>
public sealed class TiersText;

public static class TierErrors
{
    /// <param name="code">ladder_grace_days, ladder_too_many, ladder_name, ladder_same_name, ladder_thresholds, ladder_multiplier, ladder_perks, ladder_colour, ladder_key.</param>
    public static Failure Ladder(string code) => new(code, FailureKind.Invalid, typeof(TiersText));
}
