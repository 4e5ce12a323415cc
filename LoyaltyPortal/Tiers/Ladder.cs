using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tiers;

/// <summary>What a member climbs by. Never the spendable points: redeeming does not lower anybody.</summary>
public enum TierMeasure
{
    EarnedPoints = 1,
    Spend = 2,
    Visits = 3,
}

/// <summary>The time that counts.</summary>
public enum TierWindow
{
    Rolling12Months = 1,
    CalendarYear = 2,

    /// <summary>From the day of enrolment, year by year.</summary>
    MembershipYear = 3,
    Lifetime = 4,
}

/// <summary>What happens to who no longer reaches their tier.</summary>
public enum TierDowngrade
{
    None = 1,

    /// <summary>One tier down at a time.</summary>
    OneStep = 2,

    /// <summary>To the tier that is reached now.</summary>
    Recompute = 3,
}

/// <summary>One rung.</summary>
public sealed record Tier
{
    /// <summary>Stable, never shown: renaming or moving a tier leaves members in it.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>Reached at this much and more: points, currency or visits.</summary>
    public decimal Threshold { get; init; }

    /// <summary>What base points are multiplied by; 1 leaves them.</summary>
    public decimal Multiplier { get; init; } = 1;

    /// <summary>What the tier brings besides points, in the merchant's words.</summary>
    public IReadOnlyList<string> Perks { get; init; } = [];

    /// <summary>#rrggbb of the badge.</summary>
    public string Colour { get; init; } = "#6b7280";
}

/// <summary>The tiers of a programme, lowest first, and how members move on them. No tiers: a programme without.</summary>
public sealed record Ladder
{
    public static readonly Ladder None = new();

    public TierMeasure Measure { get; init; } = TierMeasure.EarnedPoints;

    public TierWindow Window { get; init; } = TierWindow.Rolling12Months;

    public TierDowngrade Downgrade { get; init; } = TierDowngrade.Recompute;

    /// <summary>Days that a member keeps a tier no longer reached.</summary>
    public int GraceDays { get; init; } = 30;

    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault();

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<Failure> Problems()
    {
        if (GraceDays is < 0 or > 365)
            yield return TierErrors.Ladder("ladder_grace_days");
        if (Tiers.Count > 12)
            yield return TierErrors.Ladder("ladder_too_many");
        if (Tiers.Any(tier => tier.Name.Trim().Length is 0 or > 40))
            yield return TierErrors.Ladder("ladder_name");
        if (Tiers.Select(tier => tier.Name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Tiers.Count || Tiers.Select(tier => tier.Key).Distinct(StringComparer.Ordinal).Count() != Tiers.Count)
            yield return TierErrors.Ladder("ladder_same_name");
        if (Tiers.Count > 0 && Tiers[0].Threshold < 0 || Tiers.Zip(Tiers.Skip(1)).Any(pair => pair.Second.Threshold <= pair.First.Threshold) || Tiers.Any(tier => tier.Threshold > 1_000_000_000))
            yield return TierErrors.Ladder("ladder_thresholds");
        if (Tiers.Any(tier => tier.Multiplier is < 1 or > 100))
            yield return TierErrors.Ladder("ladder_multiplier");
    }
}
