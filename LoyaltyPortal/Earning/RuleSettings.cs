using System.Text.Json.Serialization;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Earning;

/// <summary>What every rule about purchases can carry besides what its kind asks for. Stored settings without it bind as before.</summary>
public abstract record PurchaseRuleSettings
{
    /// <summary>When the rule holds; null always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RuleWindow? Window { get; init; }

    /// <summary>Where the rule holds; null everywhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RuleScope? Scope { get; init; }
}

/// <summary>When a rule holds, on the merchant's own clock and calendar.</summary>
/// <param name="From">The first local day.</param>
/// <param name="Until">The last local day, inclusive.</param>
/// <param name="Weekdays">These days of the week; none means any.</param>
/// <param name="FromTime">From this time of day.</param>
/// <param name="UntilTime">To before this time. Earlier than <paramref name="FromTime"/>, the hours cross midnight and belong to the day on which they began.</param>
public sealed record RuleWindow(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? From = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Until = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DayOfWeek>? Weekdays = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeOnly? FromTime = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeOnly? UntilTime = null)
{
    [JsonIgnore]
    public bool IsAlways => this is { From: null, Until: null, Weekdays: null or { Count: 0 }, FromTime: null, UntilTime: null };

    internal IEnumerable<RuleProblem> Problems(string path)
    {
        if (From > Until)
            yield return new RuleProblem(path + nameof(Until), EarningErrors.Dates());
        if (FromTime is not null && FromTime == UntilTime)
            yield return new RuleProblem(path + nameof(UntilTime), EarningErrors.Hours());
        if (Weekdays?.Any(day => !Enum.IsDefined(day)) == true)
            yield return new RuleProblem(path + nameof(Weekdays), EarningErrors.Weekdays());
    }
}

/// <summary>Where a rule holds.</summary>
/// <param name="StoreIds">These stores; none means any.</param>
/// <param name="Channel">This channel; null means any.</param>
public sealed record RuleScope(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? StoreIds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Channel? Channel = null)
{
    [JsonIgnore]
    public bool IsEverywhere => this is { StoreIds: null or { Count: 0 }, Channel: null };
}

/// <summary>Which shared parts a kind offers; what a kind asks for itself it does not offer twice.</summary>
[Flags]
public enum RuleParts
{
    None = 0,
    Dates = 1,
    Weekdays = 2,
    Hours = 4,
    Scope = 8,
    All = Dates | Weekdays | Hours | Scope,
}

/// <summary>What is wrong with one field of a rule's settings.</summary>
/// <param name="Field">The name of the property; of a part's, <c>Window.From</c>.</param>
public sealed record RuleProblem(string Field, Platform.Results.Failure Failure);
