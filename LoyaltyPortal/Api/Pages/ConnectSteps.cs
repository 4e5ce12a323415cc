using System.Text.Json;

namespace LoyaltyPortal.Api.Pages;

/// <summary>One thing to try.</summary>
/// <param name="Name">Names the texts beside it.</param>
public sealed record ConnectStep(string Name, string Command);

/// <summary>The requests that a shop begins with, as commands for a shell.</summary>
public static class ConnectSteps
{
    private const string MemberId = "MEMBER_ID";

    /// <param name="key">Null or empty: a word to put one in place of.</param>
    public static IReadOnlyList<ConnectStep> Of(string address, string? key, string store)
    {
        var bearer = string.IsNullOrWhiteSpace(key) || ApiKey.Parse(key.Trim()) is null ? "YOUR_API_KEY" : key.Trim();
        var at = JsonEncodedText.Encode(store, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        const string line = """{ "sku": "A-1", "name": "Coffee", "category": "Drinks", "quantity": 2, "net": 7.50 }""";
        return
        [
            new("Stores", Get("/stores")),
            new("Enrol", Post("/members", $$"""{ "name": "Ada Lovelace", "email": "ada@example.org", "store": "{{at}}" }""", "member-1")),
            new("Quote", Post("/quotes", $$"""{ "store": "{{at}}", "lines": [{{line}}] }""")),
            new("Purchase", Post("/purchases", $$"""{ "store": "{{at}}", "memberId": "{{MemberId}}", "reference": "10023", "lines": [{{line}}] }""", "order-10023")),
            new("Account", Get($"/members/{MemberId}/account")),
            new("Return", Post("/purchases/PURCHASE_ID/returns", $$"""{ "store": "{{at}}", "lines": [{ "number": 1, "quantity": 1 }] }""", "return-10023")),
            new("Voucher", Post("/vouchers/validate", $$"""{ "code": "VOUCHER_CODE", "store": "{{at}}", "amount": 25.00 }""")),
            new("Webhook", Post("/webhooks", """{ "url": "https://shop.example/hooks/loyalty", "events": ["purchase.recorded", "points.changed"] }""")),
        ];

        string Get(string path) => $"""
            curl '{address}{ApiRoom.Prefix}{path}' \
              -H 'Authorization: Bearer {bearer}'
            """;

        string Post(string path, string body, string? once = null) => $"""
            curl '{address}{ApiRoom.Prefix}{path}' \
              -H 'Authorization: Bearer {bearer}' \
              -H 'Content-Type: application/json' \{(once is null ? "" : $"\n  -H 'Idempotency-Key: {once}' \\")}
              -d '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'
            """;
    }
}
