using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Api;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tests.Rewards;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Api;

/// <summary>The whole portal in process as it runs at a merchant's, without the demo; started again on the same folder, it is the same portal after a restart.</summary>
public sealed class ApiPortal : WebApplicationFactory<Program>
{
    private readonly string _folder;
    private readonly bool _isOwn;

    public ApiPortal()
        : this(Directory.CreateTempSubdirectory("loyalty-api-").FullName, true)
    {
    }

    private ApiPortal(string folder, bool isOwn) => (_folder, _isOwn) = (folder, isOwn);

    public static ApiPortal In(string folder) => new(folder, false);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Staging");
        builder.UseSetting("ConnectionStrings:Loyalty", $"Data Source={Path.Combine(_folder, "loyalty.db")}");
        builder.UseSetting("Mail:Folder", Path.Combine(_folder, "mail"));
        builder.UseSetting(ApiRate.Setting, "10000000");
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A merchant of its own with one point per unit of currency.</summary>
    internal async Task<ApiShop> ShopAsync(string name = "Corner shop")
    {
        var founded = await Get<Founding>().FoundAsync(
            new MerchantSettings { Name = name },
            [new("1", "High Street", "Bath", Channel.InStore), new("2", "Market Square", "York", Channel.InStore)],
            ProgrammeContent.Of([EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("Base", new PointsPerAmountSettings(1))], PointsPolicy.Of(0, null)));
        return new ApiShop(this, founded.Value);
    }

    public HttpClient Client(string? key)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("https://localhost") });
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!_isOwn)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A merchant in API tests, with a key for everything.</summary>
internal sealed class ApiShop(ApiPortal portal, MerchantView merchant)
{
    private HttpClient? _client;
    private int _keys;

    public MerchantView Merchant => merchant;

    public Actor Actor { get; } = Actor.System(merchant.Id);

    public async Task<string> KeyAsync(int? storeId = null, params string[] scopes)
    {
        var made = await portal.Get<ApiKeyService>().CreateAsync(Actor, new ApiKeyInput("Test", scopes.Length == 0 ? ApiScopes.All : scopes, storeId));
        return made.Value.Key;
    }

    public async Task<HttpClient> ClientAsync() => _client ??= portal.Client(await KeyAsync());

    public async Task<ApiReply> PostAsync(string path, string body, string? once = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (once is not null)
            request.Headers.Add("Idempotency-Key", once.Length == 0 ? "key-" + Interlocked.Increment(ref _keys) : once);
        return await ApiReply.OfAsync(await (await ClientAsync()).SendAsync(request));
    }

    public async Task<ApiReply> GetAsync(string path) => await ApiReply.OfAsync(await (await ClientAsync()).GetAsync("/api/v1" + path));

    public async Task<ApiReply> DeleteAsync(string path) => await ApiReply.OfAsync(await (await ClientAsync()).DeleteAsync("/api/v1" + path));

    public async Task<string> MemberAsync(string name)
    {
        var reply = await PostAsync("/members", $$"""{ "name": "{{name}}", "email": "{{name.Replace(' ', '.')}}@test.example", "store": "1" }""");
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.Text("memberId");
    }

    public async Task<string> PurchaseAsync(string? memberId, decimal net, string? reference = null)
    {
        var reply = await PostAsync("/purchases", JsonSerializer.Serialize(new { store = "1", memberId, reference, lines = new[] { new { sku = "A", quantity = 1, net } } }));
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.Text("purchaseId");
    }

    public async Task<string> RewardAsync(long points)
    {
        var rewards = portal.Get<RewardService>();
        var added = (await rewards.AddAsync(Actor, TestRewards.Five with { Points = points })).Value;
        return (await rewards.PublishAsync(Actor, added.Id, added.Version)).Value.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>What the API answered.</summary>
internal sealed record ApiReply(HttpStatusCode Status, string? MediaType, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    public long Number(string name) => Json.GetProperty(name).GetInt64();

    public string? Code => MediaType == "application/problem+json" ? Text("code") : null;

    public static async Task<ApiReply> OfAsync(HttpResponseMessage message)
    {
        using (message)
            return new ApiReply(message.StatusCode, message.Content.Headers.ContentType?.MediaType, await message.Content.ReadAsStringAsync(), message.Headers);
    }
}

[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<ApiPortal>
{
    public const string Name = "Api";
}
