using System.Text.Json.Nodes;

namespace LoyaltyPortal.Api.Describing;

/// <summary>Examples of the description: one small shop, told through all endpoints. A test reads every request as the endpoint does.</summary>
internal static class ApiExamples
{
    public const string Id = "7391840273651200001";
    private const string Member = "7391840273651200002";
    private const string Reward = "7391840273651200003";
    private const string Line = """{ "sku": "978-0-14-143951-8", "name": "Persuasion", "category": "Fiction", "quantity": 1, "net": 12.50, "tax": 0 }""";
    private const string Why = """{ "basis": 12.50, "currency": "GBP", "points": 12, "exact": 12.5, "steps": [{ "code": "step_per_amount", "text": "1 point per £1", "points": 12.5 }], "notFired": [] }""";
    private const string Redeemed = $$"""{ "redemptionId": "{{Id}}", "rewardId": "{{Reward}}", "state": "issued", "points": 500, "code": "7KQ2-XM4T-9RBN-3W", "until": "2026-06-30T23:00:00Z", "activePoints": 140 }""";
    private const string OneMember = $$"""{ "id": "{{Member}}", "code": "4821-9930-71", "name": "Ada Lovelace", "email": "ada@example.org", "phone": null, "externalId": "C-1001", "birthDate": null, "allowsEmail": true, "isTest": false, "enrolledStore": "1", "enrolledAt": "2026-01-12T10:15:00Z", "hasWallet": true }""";
    private const string OneReward = $$"""{ "id": "{{Reward}}", "name": "£5 off", "description": "Five pounds off your next purchase.", "kind": "money_off", "points": 500, "stock": null, "from": null, "until": null, "validDays": 90, "minBasket": null, "tiers": [] }""";

    private static readonly Dictionary<string, string> Requests = new(StringComparer.Ordinal)
    {
        ["quoteBasket"] = $$"""{ "store": "1", "memberId": "{{Member}}", "lines": [{{Line}}] }""",
        ["recordPurchase"] = $$"""{ "store": "1", "memberId": "{{Member}}", "reference": "10023", "occurredAt": "2026-03-02T14:31:00+00:00", "lines": [{{Line}}] }""",
        ["quoteReturn"] = """{ "lines": [{ "number": 1, "quantity": 1 }] }""",
        ["recordReturn"] = """{ "store": "1", "reference": "R-10023", "lines": [{ "number": 1, "quantity": 1 }] }""",
        ["enrolMember"] = """{ "name": "Ada Lovelace", "email": "ada@example.org", "externalId": "C-1001", "allowsEmail": true, "store": "1" }""",
        ["holdPoints"] = $$"""{ "memberId": "{{Member}}", "points": 500 }""",
        ["redeemReward"] = $$"""{ "memberId": "{{Member}}", "rewardId": "{{Reward}}", "store": "1", "hold": false }""",
        ["validateVoucher"] = """{ "code": "7KQ2-XM4T-9RBN-3W", "store": "1", "amount": 25.00 }""",
        ["burnVoucher"] = """{ "code": "7KQ2-XM4T-9RBN-3W", "store": "1" }""",
        ["reportAction"] = $$"""{ "memberId": "{{Member}}", "action": "product_review", "sourceEvent": "review-881", "subject": "Persuasion" }""",
        ["answerSurvey"] = """{ "code": "k3v9m2q8x4t7", "score": 9, "comment": "Good coffee, too." }""",
        ["checkAccess"] = $$"""{ "memberId": "{{Member}}", "products": [{ "sku": "978-0-14-143951-8" }] }""",
        ["addWebhook"] = """{ "url": "https://shop.example/hooks/loyalty", "events": ["purchase.recorded", "points.changed"] }""",
    };

    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["listStores"] = """{ "items": [{ "code": "1", "name": "High Street", "city": "Bath", "channel": "in_store" }] }""",
        ["quoteBasket"] = $$"""{ "net": 12.50, "points": 12, "pendingUntil": null, "explanation": {{Why}} }""",
        ["recordPurchase"] = $$"""{ "purchaseId": "{{Id}}", "memberId": "{{Member}}", "net": 12.50, "points": 12, "activePoints": 652, "pendingPoints": 0, "pointsRedeemed": 0, "paidWithPoints": 0, "wasKnown": false }""",
        ["quoteReturn"] = """{ "net": 12.50, "money": 12.50, "points": 12, "pointsRestored": 0, "activeAfter": 640, "pendingAfter": 0, "shortfall": 0 }""",
        ["recordReturn"] = $$"""{ "returnId": "{{Id}}", "memberId": "{{Member}}", "net": 12.50, "pointsReversed": 12, "pointsRestored": 0, "paidWithPoints": 0, "activePoints": 640, "pendingPoints": 0, "wasKnown": false }""",
        ["enrolMember"] = $$"""{ "memberId": "{{Member}}", "code": "4821-9930-71", "points": 100 }""",
        ["listMembers"] = $$"""{ "items": [{{OneMember}}], "nextCursor": null }""",
        ["getMember"] = OneMember,
        ["getAccount"] = $$"""{ "memberId": "{{Member}}", "activePoints": 640, "pendingPoints": 12, "heldPoints": 0, "lifetimeEarned": 1152, "expiring": [{ "expiresAt": "2027-01-01T00:00:00Z", "points": 640 }], "nextRelease": "2026-03-16T14:31:00Z" }""",
        ["holdPoints"] = $$"""{ "holdId": "{{Id}}", "points": 500, "worth": 5.00, "expiresAt": "2026-03-02T14:41:00Z", "activePoints": 140 }""",
        ["redeemReward"] = Redeemed,
        ["commitRedemption"] = Redeemed,
        ["burnVoucher"] = $$"""{ "redemptionId": "{{Id}}", "rewardId": "{{Reward}}", "state": "fulfilled", "points": 500, "code": "7KQ2-XM4T-9RBN-3W", "until": null, "activePoints": 0 }""",
        ["validateVoucher"] = $$"""{ "redemptionId": "{{Id}}", "memberId": "{{Member}}", "rewardId": "{{Reward}}", "reward": "£5 off", "kind": "money_off", "state": "issued", "points": 500, "validUntil": "2026-06-30T23:00:00Z", "canBeUsed": true, "whyNot": null }""",
        ["listRewards"] = $$"""{ "items": [{{OneReward}}] }""",
        ["listOffers"] = $$"""{ "activePoints": 640, "items": [{ "reward": {{OneReward}}, "canHave": true, "missing": 0, "whyNot": null, "left": null }] }""",
        ["reportAction"] = $$"""{ "actionId": "{{Id}}", "memberId": "{{Member}}", "action": "product_review", "points": 12, "explanation": {{Why}}, "activePoints": 652, "pendingPoints": 0 }""",
        ["answerSurvey"] = """{ "points": 20, "editableUntil": "2026-03-03T14:31:00Z" }""",
        ["checkAccess"] = """{ "items": [{ "sku": "978-0-14-143951-8", "category": null, "may": false, "reason": "not_yet", "opensAt": "2026-04-01T08:00:00Z" }] }""",
        ["addWebhook"] = $$"""{ "id": "{{Id}}", "url": "https://shop.example/hooks/loyalty", "events": ["purchase.recorded", "points.changed"], "createdAt": "2026-03-02T14:31:00Z", "secret": "whsec_…" }""",
    };

    public static IEnumerable<string> WithRequest => Requests.Keys;

    public static JsonNode? RequestOf(string operation) => Requests.TryGetValue(operation, out var text) ? JsonNode.Parse(text) : null;

    public static JsonNode? AnswerOf(string operation) => Answers.TryGetValue(operation, out var text) ? JsonNode.Parse(text) : null;
}
