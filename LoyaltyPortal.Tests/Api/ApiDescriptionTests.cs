using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyPortal.Api.Describing;

namespace LoyaltyPortal.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class ApiDescriptionTests(ApiPortal portal)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The linter in .ci/run and whoever generates a client read the file. LOYALTY_WRITE_OPENAPI=1 writes it anew.</summary>
    [Fact]
    public async Task The_description_that_is_kept_is_the_one_that_is_served()
    {
        var path = Path.Combine(Checkout.Root, "docs", "openapi.v1.json");
        var served = JsonNode.Parse(await portal.Client(null).GetStringAsync(ApiDescription.Address))!.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("LOYALTY_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, served);
        Assert.Equal((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n"), served);
    }

    [Fact]
    public async Task Every_operation_says_what_it_needs_what_it_answers_and_what_it_refuses()
    {
        var faults = new List<string>();
        foreach (var (name, operation) in await OperationsAsync())
        {
            if (operation["summary"] is null || !operation["description"]!.GetValue<string>().Contains("Scope: `", StringComparison.Ordinal))
                faults.Add(name + " has no words");
            if (operation["requestBody"] is { } body && body["content"]!["application/json"]!["example"] is null && !name.StartsWith("commit", StringComparison.Ordinal) && !name.StartsWith("release", StringComparison.Ordinal))
                faults.Add(name + " has no example of a request");
            foreach (var status in new[] { "401", "403", "429" })
            {
                if (operation["responses"]![status]?["content"]?["application/problem+json"]?["examples"]?.AsObject().All(example => example.Value!["value"]!["detail"]!.GetValue<string>().Contains(' ', StringComparison.Ordinal)) != true)
                    faults.Add($"{name} does not describe {status} in words");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_example_can_be_read_by_its_endpoint()
    {
        var shop = await portal.ShopAsync();
        foreach (var (name, operation) in await OperationsAsync())
        {
            if (operation["requestBody"]?["content"]?["application/json"]?["example"] is not { } example)
                continue;
            var reply = await shop.PostAsync(operation["path"]!.GetValue<string>().Replace("/api/v1", "", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal), example.ToJsonString());
            Assert.True(reply.Code is not ("body_unreadable" or "id_unreadable" or "parameter_unreadable"), $"{name}: {reply.Body}");
        }
    }

    [Fact]
    public async Task Its_page_opens_under_the_same_policy_as_every_other()
    {
        var client = portal.Client(null);
        var page = await client.GetAsync("/docs/index.html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("script-src 'self' 'nonce-", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<IEnumerable<(string Name, JsonNode Operation)>> OperationsAsync()
    {
        var document = JsonNode.Parse(await portal.Client(null).GetStringAsync(ApiDescription.Address))!;
        return document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(operation => operation.Value?["operationId"] is not null).Select(operation =>
        {
            operation.Value!["path"] = path.Key;
            return (operation.Value["operationId"]!.GetValue<string>(), operation.Value);
        }));
    }
}
