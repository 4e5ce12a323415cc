using System.Text.Json;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Rewards;

/// <summary>What a limit counts in. The numbers are stored with the reward: never renumber.</summary>
public enum RewardPeriod
{
    Ever = 1,
    Day = 2,
    Month = 3,
    Year = 4,
}

/// <summary>What becomes of the points of a voucher that nobody used in time.</summary>
public enum UnusedPoints
{
    /// <summary>They go back to the lots that they came from.</summary>
    Back = 1,
    Lost = 2,
}

/// <summary>The colours behind a reward's icon; each is a pair of tokens that is readable in both themes.</summary>
public enum RewardColour
{
    Brand = 1,
    Rose = 2,
    Amber = 3,
    Green = 4,
    Teal = 5,
    Blue = 6,
    Violet = 7,
    Slate = 8,
}

/// <summary>All that a merchant says of one reward: what it is, what it costs, who may have it and how it is used. Published as a version that never changes.</summary>
public sealed record RewardContent
{
    public const int NameLength = 80;
    public const int DescriptionLength = 600;
    public const long MostPoints = 100_000_000;

    public string Name { get; init; } = "";

    /// <summary>For members: what it is, how it is used.</summary>
    public string Description { get; init; } = "";

    public required RewardKind What { get; init; }

    /// <summary>What it costs, in whole points.</summary>
    public long Points { get; init; } = 500;

    /// <summary>What one costs the merchant, in its currency; null: what the kind says.</summary>
    public decimal? Worth { get; init; }

    /// <summary>How many there are in all; null without end.</summary>
    public int? Stock { get; init; }

    /// <summary>How many one member may have in <see cref="Period"/>; null without a limit.</summary>
    public int? PerMember { get; init; }

    public RewardPeriod Period { get; init; } = RewardPeriod.Ever;

    /// <summary>Keys of the tiers that may have it; none: everybody.</summary>
    public IReadOnlyList<string> TierKeys { get; init; } = [];

    /// <summary>Where it is redeemed at the till and used; none: everywhere.</summary>
    public IReadOnlyList<int> StoreIds { get; init; } = [];

    /// <summary>The first local day on which it can be had.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last local day, inclusive.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>How many days a voucher lives, to the end of the last one; null for ever.</summary>
    public int? ValidDays { get; init; } = 90;

    /// <summary>What a purchase has to cost at the least for the voucher to count, in the merchant's currency.</summary>
    public decimal? MinBasket { get; init; }

    public UnusedPoints Unused { get; init; } = UnusedPoints.Back;

    /// <summary>Members may give it back themselves while it is unused.</summary>
    public bool MayCancel { get; init; } = true;

    /// <summary>The voucher is good again when the whole purchase that it was used on is returned.</summary>
    public bool BackOnReturn { get; init; } = true;

    /// <summary>Redeemed by itself for whoever has the points.</summary>
    public bool IsAutomatic { get; init; }

    public long? ImageId { get; init; }

    /// <summary>A Material Symbol, where there is no image; empty: the kind's own.</summary>
    public string Icon { get; init; } = "";

    public RewardColour Colour { get; init; } = RewardColour.Brand;

    /// <summary>What one costs the merchant, as far as is known.</summary>
    public decimal CostOfOne => Worth ?? What.Worth ?? 0;

    public string IconName => Icon.Length > 0 ? Icon : What.Icon;

    public string ToJson() => JsonSerializer.Serialize(this, RewardKinds.Json);

    public static RewardContent FromJson(string json) => JsonSerializer.Deserialize<RewardContent>(json, RewardKinds.Json)!;

    /// <summary>Everything that is wrong, field by field; a draft may be saved with it, but not published.</summary>
    public IEnumerable<RewardProblem> Problems()
    {
        if (Name.Trim().Length is < 2 or > NameLength)
            yield return new RewardProblem(nameof(Name), RewardErrors.Setting("reward_name"));
        if (Description.Length > DescriptionLength)
            yield return new RewardProblem(nameof(Description), RewardErrors.Setting("reward_description"));
        foreach (var problem in What.Problems())
            yield return problem;
        if (Points is not (> 0 and <= MostPoints))
            yield return new RewardProblem(nameof(Points), RewardErrors.Setting("reward_points"));
        if (Worth is not (null or >= 0 and <= 1_000_000))
            yield return new RewardProblem(nameof(Worth), RewardErrors.Setting("reward_worth"));
        if (Stock is not (null or >= 0 and <= 10_000_000))
            yield return new RewardProblem(nameof(Stock), RewardErrors.Setting("reward_stock"));
        if (PerMember is not (null or > 0 and <= 1_000))
            yield return new RewardProblem(nameof(PerMember), RewardErrors.Setting("reward_per_member"));
        if (From > Until)
            yield return new RewardProblem(nameof(Until), RewardErrors.Setting("reward_dates"));
        if (ValidDays is not (null or > 0 and <= 3_650))
            yield return new RewardProblem(nameof(ValidDays), RewardErrors.Setting("reward_valid_days"));
        if (MinBasket is not (null or > 0 and <= 1_000_000))
            yield return new RewardProblem(nameof(MinBasket), RewardErrors.Setting("reward_min_basket"));
        if (!Enum.IsDefined(Period) || !Enum.IsDefined(Unused) || !Enum.IsDefined(Colour) || TierKeys.Count > 20 || StoreIds.Count > 2_000 || Icon.Length > 60)
            yield return new RewardProblem(nameof(Icon), RewardErrors.Setting("reward_text"));
    }

    /// <summary>When a voucher that is issued then ends: the exclusive UTC end of its last local day; null never.</summary>
    public DateTime? EndOf(Zone zone, DateTime issuedAt) => ValidDays is { } days && What.Lapses ? zone.EndOf(zone.DayOf(issuedAt).AddDays(days)) : null;

    /// <summary>The first local day of the limit's period that a day is in.</summary>
    public DateOnly PeriodStart(DateOnly day) => Period switch
    {
        RewardPeriod.Day => day,
        RewardPeriod.Month => new DateOnly(day.Year, day.Month, 1),
        RewardPeriod.Year => new DateOnly(day.Year, 1, 1),
        _ => DateOnly.MinValue,
    };
}
