using System.Text.Json;

namespace LoyaltyPortal.Trials;

/// <summary>What an adjustment corrects of one purchase.</summary>
/// <param name="Then">What it had given until then, returns and earlier corrections counted.</param>
public sealed record ProposalPart(long PurchaseId, string? Reference, DateOnly Day, long Then, long Points)
{
    public static string ToJson(IReadOnlyList<ProposalPart> parts) => JsonSerializer.Serialize(parts, JsonSerializerOptions.Web);

    public static List<ProposalPart> FromJson(string json) => JsonSerializer.Deserialize<List<ProposalPart>>(json, JsonSerializerOptions.Web) ?? [];
}
