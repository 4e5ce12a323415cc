using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyPortal.Api.Describing;

namespace LoyaltyPortal.Tests.Api;

/// <summary>
/// Requests that follow the description and then do not: whatever comes, the answer is a success or a problem that the description names, soon, and never an error of ours.
/// </summary>
[Collection(ApiTests.Name)]
public sealed class ApiFuzzTests(ApiPortal portal)
{
    private static readonly int Count = Histories.Long ? 20_000 : 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What stands in place of a value; written as JSON, some of it broken.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "-0.00001", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "79228162514264337593543950335", "1e308", "1e400", "-1e-400", "NaN", "Infinity",
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\ud83d\\ude00\"", "\"0\"", "\"-1\"", "\"9223372036854775807\"", "\"9223372036854775808\"", "\"٣\"", "\"2026-02-30\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59-14:00\"", "\"' OR 1=1 --\"", "\"<script>alert(1)</script>\"", "\"../../etc/passwd\"", "\"%00%0a\"", "\"{0} {1}\"", "[]", "{}", "[[]]", "[null]", "{\"a\":{\"b\":[1,2,{\"c\":null}]}}", "1 2", "\"open", "[1,",
        "0.00000000000000000000000001", "\"\\u202e\\u0130\\u0131\"",
    ];

    private static readonly string[] Words = ["", "0", "-1", "1.5", "9223372036854775807", "9223372036854775808", "%00", "%ED%A0%80", "%F0%9F%98%80", "a%2Fb", "..%2F..", "%25", "NaN", "null", "true", new string('9', 300), "1-1", "3155378975999999999-1", "3155378976000000000-1", "٣", "a&limit=b"];

    /// <summary>A server answers a path with a NUL itself, before anybody's code.</summary>
    private static readonly string[] PathWords = [.. Words.Where(static word => word != "%00")];

    [Fact]
    public async Task Whatever_is_sent_is_answered_by_a_success_or_by_a_problem_that_is_described()
    {
        var seed = Histories.Long ? Random.Shared.Next() : 20260617;
        var shop = await portal.ShopAsync("Fuzz");
        var known = await KnownAsync(shop);
        var client = await shop.ClientAsync();
        var operations = (await OperationsAsync()).ToArray();
        var faults = new ConcurrentBag<string>();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var random = new Random(unchecked((seed * 31) + number));
            var operation = operations[number % operations.Length];
            using var request = RequestOf(operation, known, random, number);
            var sent = $"{request.Method} {request.RequestUri}";
            var body = request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(CancellationToken.None));
            try
            {
                using var limit = new CancellationTokenSource(Patience);
                var reply = await ApiReply.OfAsync(await client.SendAsync(request, limit.Token));
                statuses.AddOrUpdate(reply.Status, 1, static (_, count) => count + 1);
                if (FaultOf(reply, operation) is { } fault)
                    faults.Add($"{fault}: {sent} {(body.Length > 400 ? body[..400] : body)}");
            }
            catch (OperationCanceledException)
            {
                faults.Add($"No answer: {sent} {(body.Length > 400 ? body[..400] : body)}");
            }
        });

        Assert.True(faults.IsEmpty, $"Seed {seed}: {faults.Count} of {Count}.{Environment.NewLine}{string.Join(Environment.NewLine, faults.Take(30))}");
        Assert.True(statuses.GetValueOrDefault(HttpStatusCode.BadRequest) > Count / 10, "Most of it should have been refused: " + string.Join(", ", statuses));
        Assert.True(statuses.Where(status => (int)status.Key < 300).Sum(status => status.Value) > Count / 50, "Some of it should have come through: " + string.Join(", ", statuses));
    }

    private static string? FaultOf(ApiReply reply, Operation operation)
    {
        if ((int)reply.Status >= 500)
            return $"{(int)reply.Status} {reply.Body}";
        if ((int)reply.Status < 400)
            return null;
        if (reply.MediaType != "application/problem+json")
            return $"{(int)reply.Status} as {reply.MediaType}";
        var code = reply.Code;
        if (string.IsNullOrEmpty(code) || reply.Number("status") != (int)reply.Status || !reply.Text("type").EndsWith(code, StringComparison.Ordinal))
            return "A problem that contradicts itself: " + reply.Body;
        return code is "route_unknown" or "method_not_allowed" || operation.Codes.Contains($"{(int)reply.Status} {code}") ? null : $"{(int)reply.Status} {code} is not described for {operation.Name}";
    }

    private static HttpRequestMessage RequestOf(Operation operation, IReadOnlyDictionary<string, string> known, Random random, int number)
    {
        var path = operation.Path.Replace("{id}", random.Next(4) == 0 ? PathWords[random.Next(PathWords.Length)] : known.GetValueOrDefault(operation.Path.Split('/')[3], "1"), StringComparison.Ordinal);
        var query = operation.Query.Where(_ => random.Next(3) == 0).Select(name => $"{name}={Words[random.Next(Words.Length)]}").ToList();
        if (query.Count > 0)
            path += "?" + string.Join('&', query);
        if (path.Contains("//", StringComparison.Ordinal))
            path = path.Replace("//", "/%20/", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (random.Next(10) != 0)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", random.Next(12) == 0 ? Words[random.Next(Words.Length)] : $"fuzz-{number}");
        if (operation.Method != "POST")
            return request;
        var body = operation.Example?.ToJsonString() ?? "{}";
        foreach (var (example, real) in known)
            body = body.Replace(example, real, StringComparison.Ordinal);
        request.Content = new ByteArrayContent(Mutated(body, random)) { Headers = { ContentType = new MediaTypeHeaderValue(random.Next(40) == 0 ? "text/plain" : "application/json") } };
        return request;
    }

    private static byte[] Mutated(string body, Random random)
    {
        var mutations = random.Next(0, 4);
        for (var mutation = 0; mutation < mutations; mutation++)
        {
            switch (random.Next(14))
            {
                case 0:
                    return [.. Encoding.UTF8.GetBytes(body)[..random.Next(body.Length)], (byte)random.Next(256)];
                case 1:
                    return Encoding.UTF8.GetBytes(new string('[', random.Next(2, 5_000)) + body);
                case 2:
                    return Encoding.UTF8.GetBytes(body.Replace(":", ":" + string.Concat(Enumerable.Repeat("{\"x\":", 40)), StringComparison.Ordinal));
                case 3:
                    return [.. Encoding.UTF8.GetBytes(body), 0xC0, 0x80, 0xFF];
                case 4 when random.Next(10) == 0:
                    return Encoding.UTF8.GetBytes(Replaced(body, random, "\"" + new string('x', random.Next(1, 1_500_000)) + "\""));
                case 5:
                    body = body.Insert(body.IndexOf('{', StringComparison.Ordinal) + 1, "\"surprise\":1,");
                    break;
                case 6:
                    body = Replaced(body, random, "\"" + new string('y', random.Next(1, 3_000)) + "\"");
                    break;
                case 7:
                    body = Replaced(body, random, random.NextInt64(long.MinValue, long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture));
                    break;
                default:
                    body = Replaced(body, random, Values[random.Next(Values.Length)]);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(body);
    }

    /// <summary>One of the values in a JSON text, replaced.</summary>
    private static string Replaced(string body, Random random, string value)
    {
        var places = System.Text.RegularExpressions.Regex.Matches(body, "(?<=:\\s*)(\"[^\"]*\"|-?[0-9][0-9.eE+-]*|true|false|null)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
        if (places.Count == 0)
            return value;
        var place = places[random.Next(places.Count)];
        return body[..place.Index] + value + body[(place.Index + place.Length)..];
    }

    /// <summary>Ids that are there, in place of those of the examples; and one for each kind of address.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> KnownAsync(ApiShop shop)
    {
        var member = await shop.MemberAsync("Fuzz Y");
        var purchase = await shop.PurchaseAsync(member, 100_000);
        var reward = await shop.RewardAsync(1);
        var hold = (await shop.PostAsync("/point-holds", $$"""{ "memberId": "{{member}}", "points": 100 }""")).Text("holdId");
        var redeemed = await shop.PostAsync("/redemptions", $$"""{ "memberId": "{{member}}", "rewardId": "{{reward}}", "store": "1" }""");
        var webhook = (await shop.PostAsync("/webhooks", """{ "url": "https://shop.example/hooks", "events": ["tier.changed"] }""", null)).Text("id");
        return new Dictionary<string, string>
        {
            ["7391840273651200002"] = member,
            ["7391840273651200003"] = reward,
            ["7KQ2-XM4T-9RBN-3W"] = redeemed.Text("code"),
            ["purchases"] = purchase,
            ["members"] = member,
            ["point-holds"] = hold,
            ["redemptions"] = redeemed.Text("redemptionId"),
            ["webhooks"] = webhook,
        };
    }

    private async Task<IEnumerable<Operation>> OperationsAsync()
    {
        var document = JsonNode.Parse(await portal.Client(null).GetStringAsync(ApiDescription.Address))!;
        return document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(operation => operation.Value?["operationId"] is not null).Select(operation => new Operation(
            operation.Value!["operationId"]!.GetValue<string>(), operation.Key.ToUpperInvariant(), path.Key,
            [.. (operation.Value["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]!.GetValue<string>() == "query").Select(parameter => parameter!["name"]!.GetValue<string>())],
            operation.Value["requestBody"]?["content"]?["application/json"]?["example"],
            [.. operation.Value["responses"]!.AsObject().SelectMany(response => (response.Value?["content"]?["application/problem+json"]?["examples"]?.AsObject() ?? []).Select(example => $"{response.Key} {example.Key}"))])));
    }

    private sealed record Operation(string Name, string Method, string Path, IReadOnlyList<string> Query, JsonNode? Example, IReadOnlyList<string> Codes);
}
