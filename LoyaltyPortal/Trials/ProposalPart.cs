using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Trials;

/// <summary>What an adjustment corrects of one purchase.</summary>
/// <param name="Then">What it had given until then, returns and earlier corrections counted.</param>
public sealed record ProposalPart(long PurchaseId, string? Reference, DateOnly Day, long Then, long Points)
{
    /// <summary>What of the purchase had not come back when it was looked at, and the points left of those it had earned; null in proposals from before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? NetLeft { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PointsLeft { get; init; }

    /// <summary>The purchase was no longer as it had been when the correction was to be posted: nothing of it was corrected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LeftOut { get; init; }

    /// <summary>Whether the purchase is still what the correction was worked out from, and of the member who is to have it.</summary>
    internal bool Fits(Purchase? purchase, long memberId) => purchase is not null && purchase.MemberId == memberId && (PointsLeft is null || (purchase.State != PurchaseState.Undone
        && purchase.PointsEarned - purchase.PointsReversed == PointsLeft && purchase.Net - purchase.ReturnedNet == NetLeft));

    /// <summary>How <see cref="LeftOut"/> stands in the JSON.</summary>
    internal const string LeftOutText = "\"leftOut\":true";

    public static string ToJson(IReadOnlyList<ProposalPart> parts) => JsonSerializer.Serialize(parts, JsonSerializerOptions.Web);

    public static List<ProposalPart> FromJson(string json) => JsonSerializer.Deserialize<List<ProposalPart>>(json, JsonSerializerOptions.Web) ?? [];
}
