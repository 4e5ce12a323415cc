using System.Net;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Api;

/// <summary>Hard case 9: retries, in any order, over restarts, are one effect with one answer.</summary>
public sealed class ApiOnceTests
{
    private const int Restarts = 3;

    [Fact]
    public async Task Commands_sent_up_to_five_times_in_any_order_with_restarts_between_happen_exactly_once()
    {
        var count = Histories.Long ? 10_000 : 300;
        var folder = Directory.CreateTempSubdirectory("loyalty-once-").FullName;
        var random = new Random(20260617);
        string key, otherKey, member;
        int merchantId, otherId;
        await using (var first = ApiPortal.In(folder))
        {
            var shop = await first.ShopAsync("Once");
            var other = await first.ShopAsync("Other");
            (key, otherKey, merchantId, otherId) = (await shop.KeyAsync(), await other.KeyAsync(), shop.Merchant.Id, other.Merchant.Id);
            member = await shop.MemberAsync("Once Only");
        }

        var sends = Enumerable.Range(0, count).SelectMany(command => Enumerable.Repeat(command, random.Next(1, 6))).ToArray();
        random.Shuffle(sends);
        var answers = new string?[count];
        foreach (var part in sends.Chunk((sends.Length / (Restarts + 1)) + 1))
        {
            await using var portal = ApiPortal.In(folder);
            var client = portal.Client(key);
            await Parallel.ForEachAsync(part, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (command, _) =>
            {
                var reply = await SendAsync(client, command, member);
                Assert.Equal(HttpStatusCode.Created, reply.Status);
                var known = Interlocked.CompareExchange(ref answers[command], reply.Body, null);
                if (known is not null)
                    Assert.Equal(known, reply.Body);
            });
        }

        await using (var last = ApiPortal.In(folder))
        {
            var client = last.Client(key);
            Assert.Equal(count, answers.Select(answer => JsonDocument.Parse(answer!).RootElement.GetProperty("purchaseId").GetString()).Distinct().Count());
            Assert.Equal(count, await CountAsync(last, merchantId));

            // Another body under a known key is refused, whatever it would have done.
            var otherwise = await SendAsync(client, 0, member, net: 999);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (otherwise.Status, otherwise.Code));

            // The same key of another merchant is another command.
            var theirs = await SendAsync(last.Client(otherKey), 0, null);
            Assert.Equal(HttpStatusCode.Created, theirs.Status);
            Assert.Equal(1, await CountAsync(last, otherId));
            Assert.Equal(count, await CountAsync(last, merchantId));
            var account = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/members/{member}/account")).RootElement;
            Assert.Equal(Enumerable.Range(0, count).Sum(command => 1L + (command % 7)), account.GetProperty("activePoints").GetInt64());
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> CountAsync(ApiPortal portal, int merchantId)
    {
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchantId);
        return await context.Set<Purchase>().CountAsync();
    }

    private static async Task<ApiReply> SendAsync(HttpClient client, int command, string? member, decimal? net = null)
    {
        var body = JsonSerializer.Serialize(new { store = "1", memberId = member, lines = new[] { new { sku = "A", quantity = 1, net = net ?? 1 + (command % 7) } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/purchases") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"command-{command}");
        return await ApiReply.OfAsync(await client.SendAsync(request));
    }
}
