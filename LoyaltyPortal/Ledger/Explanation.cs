using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// Why an entry is what it is: the basis, the steps that made points with their arithmetic, the steps that did not and why, and the
/// rounding. <see cref="Exact"/> is the sum before rounding toward zero. It holds no personal data.
/// </summary>
public sealed record Explanation
{
    /// <summary>The amount that the rules looked at, in <see cref="Currency"/>.</summary>
    public decimal? Basis { get; init; }

    public string? Currency { get; init; }

    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];

    public IReadOnlyList<ExplanationStep> NotFired { get; init; } = [];

    public decimal? Exact { get; init; }

    public long Points { get; init; }

    /// <summary>What rounding cut off; always in [0, 1).</summary>
    [JsonIgnore]
    public decimal Remainder => Exact is { } exact ? Math.Abs(exact) - Math.Truncate(Math.Abs(exact)) : 0;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Explanation Of(params ExplanationStep[] steps) => new() { Steps = steps };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static Explanation FromJson(string json) => json.Length == 0 ? new Explanation() : JsonSerializer.Deserialize<Explanation>(json, Options)!;
}

/// <summary>
/// One step. Its sentence is the resource <see cref="Code"/> of the room's texts (<c>LoyaltyPortal.{Room}.{Room}Text</c>), formatted with
/// <see cref="Name"/> and then <see cref="Arguments"/>.
/// </summary>
/// <param name="Points">What the step added or took, before rounding; null where it moved none.</param>
public sealed record ExplanationStep(string Room, string Code, string? Name = null, decimal? Points = null)
{
    public IReadOnlyList<string>? Arguments { get; init; }
}
