using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Tiers;

/// <summary>Ladders for tests: Bronze from 0, Silver from 100, Gold from 500, of earned points in rolling twelve months without grace.</summary>
internal static class Ladders
{
    public static readonly Ladder Metals = new()
    {
        Measure = TierMeasure.EarnedPoints,
        Window = TierWindow.Rolling12Months,
        Downgrade = TierDowngrade.Recompute,
        GraceDays = 0,
        Tiers =
        [
            new Tier { Key = "bronze", Name = "Bronze", Threshold = 0 },
            new Tier { Key = "silver", Name = "Silver", Threshold = 100, Multiplier = 1.5m },
            new Tier { Key = "gold", Name = "Gold", Threshold = 500, Multiplier = 2 },
        ],
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
