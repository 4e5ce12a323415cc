using System.Text.Json;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Segments;

/// <summary>One thing that is to be true of a member. Which of the values a kind takes, its <see cref="ConditionKind.Parts"/> say; the others are left alone.</summary>
/// <param name="Kind">The stable key of its <see cref="ConditionKind"/>.</param>
public sealed record SegmentCondition(string Kind)
{
    /// <summary>It is true of members of whom the rest is not.</summary>
    public bool IsNot { get; init; }

    /// <summary>At least so much; in the kind's own unit.</summary>
    public decimal? Least { get; init; }

    /// <summary>At most so much.</summary>
    public decimal? Most { get; init; }

    /// <summary>Only what happened in the last so many local days, the day of asking included; or that comes in the next so many.</summary>
    public int? Days { get; init; }

    /// <summary>Any of these: categories, or keys of tiers.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Any of these stores.</summary>
    public IReadOnlyList<int> StoreIds { get; init; } = [];
}

/// <summary>Who belongs to a segment.</summary>
/// <param name="IsAny">One of the conditions is enough; else all have to be true.</param>
public sealed record SegmentDefinition(IReadOnlyList<SegmentCondition> Conditions, bool IsAny = false)
{
    public const int MostConditions = 12;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault };

    public static SegmentDefinition Of(string json) => JsonSerializer.Deserialize<SegmentDefinition>(json, Json) ?? throw new JsonException("A segment has no conditions.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The first thing that is wrong, with the place of its condition; null when all is well.</summary>
    public (int At, Failure Failure)? Check()
    {
        if (Conditions.Count == 0)
            return (0, SegmentErrors.Empty());
        if (Conditions.Count > MostConditions)
            return (MostConditions, SegmentErrors.TooMany(MostConditions));
        foreach (var (at, condition) in Conditions.Index())
        {
            if ((ConditionKinds.Find(condition.Kind) is { } kind ? kind.Check(condition) : SegmentErrors.Kind()) is { } wrong)
                return (at, wrong);
        }

        return null;
    }
}
