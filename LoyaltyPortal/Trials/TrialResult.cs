using System.Text.Json;

namespace LoyaltyPortal.Trials;

/// <summary>What a trial found. Points are whole; "then" is what was really given less what returns took back, "draft" the same under the tried programme.</summary>
public sealed record TrialResult
{
    /// <summary>Purchases in the window, of members.</summary>
    public long Purchases { get; init; }

    /// <summary>Members with something in the window.</summary>
    public long Members { get; init; }

    /// <summary>Members who would have more, fewer, and as many points.</summary>
    public long Better { get; init; }

    public long Worse { get; init; }

    public long Same => Members - Better - Worse;

    public long Then { get; init; }

    public long Draft { get; init; }

    public long Change => Draft - Then;

    /// <summary>Of the points, those that would be neither taken back nor lapsed today if nobody had spent any.</summary>
    public long ThenOutstanding { get; init; }

    public long DraftOutstanding { get; init; }

    /// <summary>What a point is worth in the merchant's currency, at the time of the trial.</summary>
    public decimal PointValue { get; init; }

    public IReadOnlyList<TrialMonth> Months { get; init; } = [];

    /// <summary>What each rule of the tried programme gave before rounding and returns; what has no rule is under an empty name.</summary>
    public IReadOnlyList<TrialRule> Rules { get; init; } = [];

    public IReadOnlyList<TrialBand> Bands { get; init; } = [];

    public IReadOnlyList<TierMoveCount> Tiers { get; init; } = [];

    public IReadOnlyList<TrialMember> Winners { get; init; } = [];

    public IReadOnlyList<TrialMember> Losers { get; init; } = [];

    /// <summary>Milliseconds that it took.</summary>
    public long Took { get; init; }

    public long MovedUp => Tiers.Where(move => move.Place > 0).Sum(move => move.Members);

    public long MovedDown => Tiers.Where(move => move.Place < 0).Sum(move => move.Members);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static TrialResult FromJson(string json) => JsonSerializer.Deserialize<TrialResult>(json, JsonSerializerOptions.Web)!;
}

/// <param name="Month">yyyymm; a return counts in the month in which the goods came back.</param>
public sealed record TrialMonth(int Month, long Then, long Draft);

public sealed record TrialRule(string Name, decimal Points, long Purchases);

/// <summary>Members whose points change by so much: from the one to the other, both included; null without limit.</summary>
public sealed record TrialBand(long? From, long? To, long Members, long Points);

/// <summary>How many members stand there really, and would stand here.</summary>
/// <param name="From">The key of the tier held; null none.</param>
/// <param name="To">The key of the tried programme's tier; null none.</param>
/// <param name="Place">Above zero for a step up, below for a step down.</param>
public sealed record TierMoveCount(string? From, string? To, long Members, int Place);

public sealed record TrialMember(long MemberId, long Then, long Draft, long Purchases)
{
    public long Change => Draft - Then;
}
