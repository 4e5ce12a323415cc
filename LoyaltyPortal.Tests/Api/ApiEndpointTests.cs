using System.Net;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Api;

namespace LoyaltyPortal.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class ApiEndpointTests(ApiPortal portal)
{
    [Fact]
    public async Task A_shop_enrols_quotes_sells_reads_and_takes_back()
    {
        var shop = await portal.ShopAsync();
        var member = await shop.MemberAsync("Ada Lovelace");

        var quote = await shop.PostAsync("/quotes", $$"""{ "store": "1", "memberId": "{{member}}", "lines": [{ "sku": "A", "quantity": 2, "net": 25.5 }] }""", null);
        Assert.Equal(25, quote.Number("points"));
        Assert.NotEmpty(quote.Json.GetProperty("explanation").GetProperty("steps").EnumerateArray());

        var sold = await shop.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{member}}", "reference": "R-1", "occurredAt": "2026-01-02T10:00:00+02:00", "lines": [{ "sku": "A", "quantity": 2, "net": 25.5 }] }""");
        Assert.Equal(HttpStatusCode.Created, sold.Status);
        Assert.Equal((25, 25), (sold.Number("points"), sold.Number("activePoints")));
        var id = sold.Text("purchaseId");
        Assert.Equal($"/api/v1/purchases/{id}", sold.Headers.Location!.ToString());

        var read = await shop.GetAsync("/purchases/" + id);
        Assert.Equal(("completed", "2026-01-02T08:00:00Z", "1"), (read.Text("state"), read.Text("occurredAt"), read.Text("store")));
        Assert.Equal(id, (await shop.GetAsync("/purchases?reference=R-1")).Json.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Empty((await shop.GetAsync("/purchases?reference=R-2")).Json.GetProperty("items").EnumerateArray());

        var preview = await shop.PostAsync($"/purchases/{id}/return-quotes", """{ "lines": [{ "number": 1, "quantity": 1 }] }""", null);
        Assert.Equal(12, preview.Number("points"));
        var back = await shop.PostAsync($"/purchases/{id}/returns", """{ "lines": [{ "number": 1, "quantity": 1 }] }""");
        Assert.Equal((12, 13), (back.Number("pointsReversed"), back.Number("activePoints")));
        Assert.Equal("return_quantity_gone", (await shop.PostAsync($"/purchases/{id}/returns", """{ "lines": [{ "number": 1, "quantity": 2 }] }""")).Code);

        var account = await shop.GetAsync($"/members/{member}/account");
        Assert.Equal((13, 0, 0), (account.Number("activePoints"), account.Number("pendingPoints"), account.Number("heldPoints")));

        var first = await shop.GetAsync($"/members/{member}/entries?limit=1");
        Assert.Equal("earn_reversal", first.Json.GetProperty("items")[0].GetProperty("kind").GetString());
        var second = await shop.GetAsync($"/members/{member}/entries?limit=5&cursor={first.Text("nextCursor")}");
        Assert.Equal("earn_purchase", second.Json.GetProperty("items")[0].GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Members_are_found_by_what_is_known_of_them_and_listed_page_by_page()
    {
        var shop = await portal.ShopAsync();
        for (var number = 0; number < 5; number++)
            await shop.PostAsync("/members", $$"""{ "name": "Person {{number}}", "email": "p{{number}}@list.example", "externalId": "C-{{number}}" }""");

        var found = await shop.GetAsync("/members?email=p3@list.example");
        Assert.Equal("C-3", Assert.Single(found.Json.GetProperty("items").EnumerateArray()).GetProperty("externalId").GetString());
        var code = found.Json.GetProperty("items")[0].GetProperty("code").GetString();
        Assert.Equal("Person 3", (await shop.GetAsync("/members?code=" + code)).Json.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Single((await shop.GetAsync("/members?externalId=C-1")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal("search_ambiguous", (await shop.GetAsync("/members?email=a&phone=b")).Code);

        var names = new List<string>();
        var cursor = "";
        while (true)
        {
            var page = await shop.GetAsync("/members?limit=2" + cursor);
            names.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
            if (page.Json.GetProperty("nextCursor").GetString() is not { } next)
                break;
            cursor = "&cursor=" + next;
        }

        Assert.Equal(["Person 0", "Person 1", "Person 2", "Person 3", "Person 4"], names);
        Assert.Equal("member_email_taken", (await shop.PostAsync("/members", """{ "name": "Twin", "email": "p3@list.example" }""")).Code);
        Assert.Equal("cursor_unreadable", (await shop.GetAsync("/members?cursor=zzz")).Code);
    }

    [Fact]
    public async Task Points_are_held_and_pay_or_are_let_go()
    {
        var shop = await portal.ShopAsync();
        var member = await shop.MemberAsync("Hold Er");
        await shop.PurchaseAsync(member, 1000);

        var held = await shop.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 400 }""");
        Assert.Equal((HttpStatusCode.Created, 600L), (held.Status, held.Number("activePoints")));
        Assert.Equal("points_not_enough", (await shop.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 700 }""")).Code);
        var hold = held.Text("holdId");
        var paid = await shop.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{member}}", "holdId": "{{hold}}", "lines": [{ "quantity": 1, "net": 100 }] }""");
        Assert.Equal(400, paid.Number("pointsRedeemed"));
        Assert.Equal("hold_ended", (await shop.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{member}}", "holdId": "{{hold}}", "lines": [{ "quantity": 1, "net": 101 }] }""")).Code);

        var before = (await shop.GetAsync($"/members/{member}/account")).Number("activePoints");
        var other = (await shop.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 100 }""")).Text("holdId");
        Assert.Equal(HttpStatusCode.NoContent, (await shop.DeleteAsync("/point-holds/" + other)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await shop.DeleteAsync("/point-holds/" + other)).Status);
        Assert.Equal(before, (await shop.GetAsync($"/members/{member}/account")).Number("activePoints"));
        Assert.Equal("hold_unknown", (await shop.DeleteAsync("/point-holds/1")).Code);
    }

    [Fact]
    public async Task Rewards_are_held_committed_validated_and_burnt_once()
    {
        var shop = await portal.ShopAsync();
        var member = await shop.MemberAsync("Re Deemer");
        await shop.PurchaseAsync(member, 1000);
        var reward = await shop.RewardAsync(100);
        Assert.Equal(reward, Assert.Single((await shop.GetAsync("/rewards")).Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.True((await shop.GetAsync($"/members/{member}/rewards?store=1")).Json.GetProperty("items")[0].GetProperty("canHave").GetBoolean());

        var held = await shop.PostAsync("/redemptions", $$"""{ "memberId": "{{member}}", "rewardId": "{{reward}}", "store": "1", "hold": true }""");
        Assert.Equal(("held", 900L), (held.Text("state"), held.Number("activePoints")));
        var redemption = held.Text("redemptionId");
        var committed = await shop.PostAsync($"/redemptions/{redemption}/commit", "{}", "commit-1");
        Assert.Equal("issued", committed.Text("state"));
        Assert.Equal(committed.Body, (await shop.PostAsync($"/redemptions/{redemption}/commit", "{}", "commit-1")).Body);
        Assert.Equal("hold_ended", (await shop.PostAsync($"/redemptions/{redemption}/commit", "{}", "commit-2")).Code);

        var code = committed.Text("code");
        var valid = await shop.PostAsync("/vouchers/validate", $$"""{ "code": "{{code}}", "store": "1", "amount": 100 }""", null);
        Assert.True(valid.Json.GetProperty("canBeUsed").GetBoolean());
        Assert.Equal("voucher_unknown", (await shop.PostAsync("/vouchers/validate", """{ "code": "NOSUCHCODE", "store": "1" }""", null)).Code);
        var used = await shop.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{member}}", "redemptions": ["{{redemption}}"], "lines": [{ "quantity": 1, "net": 100 }] }""");
        Assert.Equal(HttpStatusCode.Created, used.Status);
        Assert.Equal("voucher_used", (await shop.PostAsync("/vouchers/burn", $$"""{ "code": "{{code}}", "store": "1" }""")).Code);
        Assert.Equal("redemption_unknown", (await shop.PostAsync("/redemptions/77/release", "{}")).Code);

        var second = (await shop.PostAsync("/redemptions", $$"""{ "memberId": "{{member}}", "rewardId": "{{reward}}", "store": "1", "hold": true }""")).Text("redemptionId");
        Assert.Equal("cancelled", (await shop.PostAsync($"/redemptions/{second}/release", "{}")).Text("state"));
    }

    [Fact]
    public async Task Actions_surveys_referrals_access_and_stores_answer()
    {
        var shop = await portal.ShopAsync();
        var member = await shop.MemberAsync("Act Or");
        var action = await shop.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "product_review", "sourceEvent": "r-1", "subject": "Persuasion" }""", "act-1");
        Assert.Equal((HttpStatusCode.OK, "product_review"), (action.Status, action.Text("action")));
        Assert.Equal("idempotency_key_reused", (await shop.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "product_review", "sourceEvent": "r-2" }""", "act-1")).Code);
        Assert.Equal("action_reported_otherwise", (await shop.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "product_review", "sourceEvent": "r-1", "subject": "Emma" }""")).Code);
        Assert.Equal("action_automatic", (await shop.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "birthday", "sourceEvent": "b" }""")).Code);
        Assert.Equal("action_unknown", (await shop.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "sneeze", "sourceEvent": "s" }""")).Code);

        Assert.Empty((await shop.GetAsync("/surveys")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal("survey_no_link", (await shop.PostAsync("/survey-answers", """{ "code": "nothing", "score": 9 }""", null)).Code);
        Assert.Empty((await shop.GetAsync($"/members/{member}/referrals")).Json.GetProperty("brought").EnumerateArray());
        var access = await shop.PostAsync("/access-checks", $$"""{ "memberId": "{{member}}", "products": [{ "sku": "A" }, { "category": "B" }] }""", null);
        Assert.All(access.Json.GetProperty("items").EnumerateArray(), item => Assert.True(item.GetProperty("may").GetBoolean()));
        Assert.Equal("member_unknown", (await shop.PostAsync("/access-checks", """{ "memberId": "12", "products": [{ "sku": "A" }] }""", null)).Code);
        Assert.Equal(2, (await shop.GetAsync("/stores")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Webhooks_are_added_listed_and_removed()
    {
        var shop = await portal.ShopAsync();
        var added = await shop.PostAsync("/webhooks", """{ "url": "https://shop.example/hooks", "events": ["purchase.recorded"] }""", null);
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.StartsWith("whsec_", added.Text("secret"), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", (await shop.GetAsync("/webhooks")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await shop.DeleteAsync("/webhooks/" + added.Text("id"))).Status);
        Assert.Equal("webhook_unknown", (await shop.DeleteAsync("/webhooks/" + added.Text("id"))).Code);
        foreach (var url in new[] { "http://shop.example/", "https://127.0.0.1/", "https://10.0.0.1/x", "https://[::1]/", "https://user:word@shop.example/", "ftp://shop.example", "nothing", "https://169.254.169.254/latest" })
            Assert.Equal("webhook_url", (await shop.PostAsync("/webhooks", JsonSerializer.Serialize(new { url, events = new[] { "purchase.recorded" } }), null)).Code);
        Assert.Equal("webhook_events", (await shop.PostAsync("/webhooks", """{ "url": "https://shop.example/hooks", "events": ["all"] }""", null)).Code);
    }

    [Fact]
    public async Task Nothing_opens_without_a_key_and_its_scope()
    {
        var shop = await portal.ShopAsync();
        var anonymous = portal.Client(null);
        var described = (await DescribedAsync()).ToList();
        Assert.True(described.Count > 25);
        foreach (var (path, method, scope) in described)
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "api_key_missing"), await AskAsync(anonymous, method, path));
            Assert.Equal((HttpStatusCode.Unauthorized, "api_key_unknown"), await AskAsync(portal.Client("lp_1_" + new string('A', 40)), method, path));
            var others = ApiScopes.All.Where(other => other != scope).ToArray();
            Assert.Equal((HttpStatusCode.Forbidden, "scope_missing"), await AskAsync(portal.Client(await shop.KeyAsync(null, others)), method, path));
            foreach (var key in (await portal.Get<ApiKeyService>().ListAsync(shop.Actor)).Value.Where(key => key.RevokedAt is null))
                await portal.Get<ApiKeyService>().RevokeAsync(shop.Actor, key.Id);
        }
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once()
    {
        var shop = await portal.ShopAsync();
        var client = portal.Client(await shop.KeyAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/stores")).StatusCode);
        var keys = portal.Get<ApiKeyService>();
        var key = Assert.Single((await keys.ListAsync(shop.Actor)).Value);
        Assert.NotNull(key.LastUsedAt);
        await keys.RevokeAsync(shop.Actor, key.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/stores")).StatusCode);
    }

    [Fact]
    public async Task A_key_of_one_store_records_for_no_other()
    {
        var shop = await portal.ShopAsync();
        var client = portal.Client(await shop.KeyAsync(shop.Merchant.Stores[0].Id));
        Assert.Equal((HttpStatusCode.Forbidden, "store_not_allowed"), await AskAsync(client, "POST", "/api/v1/quotes", """{ "store": "2", "lines": [{ "quantity": 1, "net": 1 }] }"""));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, "POST", "/api/v1/quotes", """{ "lines": [{ "quantity": 1, "net": 1 }] }""")).Status);
        Assert.Equal("store_missing", (await shop.PostAsync("/quotes", """{ "lines": [{ "quantity": 1, "net": 1 }] }""", null)).Code);
    }

    [Fact]
    public async Task Another_merchants_ids_are_unknown()
    {
        var theirs = await portal.ShopAsync("Theirs");
        var member = await theirs.MemberAsync("Their Member");
        var purchase = await theirs.PurchaseAsync(member, 500, "SECRET-1");
        var reward = await theirs.RewardAsync(100);
        var hold = (await theirs.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 100 }""")).Text("holdId");
        var redemption = await theirs.PostAsync("/redemptions", $$"""{ "memberId": "{{member}}", "rewardId": "{{reward}}", "store": "1", "hold": true }""");
        var webhook = (await theirs.PostAsync("/webhooks", """{ "url": "https://shop.example/hooks", "events": ["purchase.recorded"] }""", null)).Text("id");

        var ours = await portal.ShopAsync("Ours");
        var own = await ours.MemberAsync("Own Member");
        const string line = """[{ "quantity": 1, "net": 1 }]""";
        List<ApiReply> replies =
        [
            await ours.GetAsync("/purchases/" + purchase),
            await ours.PostAsync($"/purchases/{purchase}/returns", """{ "lines": [{ "number": 1, "quantity": 1 }] }"""),
            await ours.PostAsync($"/purchases/{purchase}/return-quotes", """{ "lines": [{ "number": 1, "quantity": 1 }] }""", null),
            await ours.GetAsync("/members/" + member),
            await ours.GetAsync($"/members/{member}/account"),
            await ours.GetAsync($"/members/{member}/entries"),
            await ours.GetAsync($"/members/{member}/referrals"),
            await ours.GetAsync($"/members/{member}/rewards?store=1"),
            await ours.PostAsync("/quotes", $$"""{ "store": "1", "memberId": "{{member}}", "lines": {{line}} }""", null),
            await ours.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{member}}", "lines": {{line}} }"""),
            await ours.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 1 }"""),
            await ours.DeleteAsync("/point-holds/" + hold),
            await ours.PostAsync("/redemptions", $$"""{ "memberId": "{{own}}", "rewardId": "{{reward}}", "store": "1" }"""),
            await ours.PostAsync($"/redemptions/{redemption.Text("redemptionId")}/commit", "{}"),
            await ours.PostAsync("/actions", $$"""{ "memberId": "{{member}}", "action": "product_review", "sourceEvent": "x" }"""),
            await ours.PostAsync("/access-checks", $$"""{ "memberId": "{{member}}", "products": [{ "sku": "A" }] }""", null),
            await ours.DeleteAsync("/webhooks/" + webhook),
        ];
        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.NotFound, reply.Status));
        Assert.Empty((await ours.GetAsync("/purchases?reference=SECRET-1")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal("hold_ended", (await ours.PostAsync("/purchases", $$"""{ "store": "1", "memberId": "{{own}}", "holdId": "{{hold}}", "lines": {{line}} }""")).Code);
        Assert.Equal(500 - 200, (await theirs.GetAsync($"/members/{member}/account")).Number("activePoints"));
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("""{ "store": "1", "lines": [{ "quantity": 1, "net": 1 }], "prise": 3 }""", "$.prise")]
    [InlineData("""{ "store": "1", "lines": [{ "quantity": 1, "net": "1" }] }""", "$.lines[0].net")]
    [InlineData("""{ "store": "1", "store": "1", "lines": [{ "quantity": 1, "net": 1 }] }""", "$.store")]
    [InlineData("""{ "store": "1" }""", "$")]
    [InlineData("null", "$")]
    public async Task A_body_that_is_not_as_described_is_refused_and_told_where(string body, string where)
    {
        var reply = await (await portal.ShopAsync()).PostAsync("/quotes", body, null);
        Assert.Equal((HttpStatusCode.BadRequest, "body_unreadable"), (reply.Status, reply.Code));
        Assert.Contains(where, reply.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_endpoint_answers_is_a_problem_too()
    {
        var shop = await portal.ShopAsync();
        var client = await shop.ClientAsync();
        Assert.Equal((HttpStatusCode.NotFound, "route_unknown"), await AskAsync(client, "GET", "/api/v1/nothing"));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), await AskAsync(client, "DELETE", "/api/v1/purchases"));
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        Assert.Equal("media_type", (await ApiReply.OfAsync(await client.PostAsync("/api/v1/quotes", text))).Code);
        Assert.Equal("body_too_large", (await shop.PostAsync("/quotes", "\"" + new string('x', 1_100_000) + "\"", null)).Code);
        Assert.Equal("idempotency_key_missing", (await shop.PostAsync("/purchases", "{}", null)).Code);
        Assert.Equal("parameter_unreadable", (await shop.GetAsync("/members?limit=many")).Code);
    }

    private async Task<IEnumerable<(string Path, string Method, string Scope)>> DescribedAsync()
    {
        var document = JsonDocument.Parse(await portal.Client(null).GetStringAsync("/openapi/v1.json"));
        return document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("operationId", out _))
            .Select(operation => (path.Name.Replace("{id}", "1", StringComparison.Ordinal), operation.Name.ToUpperInvariant(), operation.Value.GetProperty("description").GetString()!.Split('`')[1])));
    }

    private static async Task<(HttpStatusCode Status, string? Code)> AskAsync(HttpClient client, string method, string path, string body = "{}")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var reply = await ApiReply.OfAsync(await client.SendAsync(request));
        return (reply.Status, reply.Code);
    }
}
