using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Api.Webhooks;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Api;

/// <summary>From what is recorded to what a shop receives, over a real connection to a listener on this machine.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private WebhookService _webhooks = null!;
    private WebhookDispatcher _dispatcher = null!;
    private WebhookClient _client = null!;
    private Listener _listener = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(WebhookAddress.Setting, (string?)"true")]).Build();
        var addresses = new WebhookAddress(new TestEnvironment("Development"), settings);
        _webhooks = new WebhookService(_portal.Database, new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, addresses, new EphemeralDataProtectionProvider(), _portal.Clock);
        _client = new WebhookClient(addresses, _portal.Clock);
        _dispatcher = new WebhookDispatcher(_portal.Database, _webhooks, _client, _portal.Clock, NullLogger<WebhookDispatcher>.Instance);
        _listener = Listener.Start();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _listener.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task What_is_recorded_arrives_signed_and_nothing_that_was_not_asked_for()
    {
        var secret = (await _webhooks.AddAsync(_shop.Actor, _listener.Url, [EventNames.PurchaseRecorded, EventNames.MemberEnrolled])).Value.Secret;
        var member = await _shop.MemberAsync();
        await _portal.Queue.ExecuteAsync(_shop.Purchase(member, TestMerchant.Line(40)));
        await FanOutAsync();
        Assert.Equal(2, await _dispatcher.RunOnceAsync());

        var received = _listener.Received.ToArray();
        Assert.Equal([EventNames.MemberEnrolled, EventNames.PurchaseRecorded], received.Select(one => one.Json.GetProperty("type").GetString()));
        var sold = received[1];
        Assert.Equal(40, sold.Json.GetProperty("data").GetProperty("points").GetInt64());
        Assert.Equal(member.ToString(CultureInfo.InvariantCulture), sold.Json.GetProperty("data").GetProperty("memberId").GetString());
        Assert.Equal(sold.Id, sold.Json.GetProperty("id").GetString());
        Assert.True(WebhookSignature.Matches(secret, sold.Seconds, sold.Body, sold.Signature, _portal.Clock.GetUtcNow()));
        Assert.False(WebhookSignature.Matches(secret, sold.Seconds, sold.Body.Replace("40", "41", StringComparison.Ordinal), sold.Signature, _portal.Clock.GetUtcNow()));
        Assert.False(WebhookSignature.Matches(secret, sold.Seconds, sold.Body, sold.Signature, _portal.Clock.GetUtcNow().AddMinutes(6)));
        Assert.False(WebhookSignature.Matches("whsec_other", sold.Seconds, sold.Body, sold.Signature, _portal.Clock.GetUtcNow()));
        Assert.All(await DeliveriesAsync(), delivery => Assert.Equal((DeliveryState.Arrived, 200), (delivery.State, delivery.StatusCode)));
    }

    [Fact]
    public async Task Without_a_webhook_nothing_is_written_for_the_world()
    {
        await _portal.Queue.ExecuteAsync(_shop.Purchase(await _shop.MemberAsync(), TestMerchant.Line(40)));
        await using var context = _portal.Database.ForPlatform();
        Assert.False(await context.Set<OutboxMessage>().AnyAsync(message => message.Kind == Announcement.MessageKind));
    }

    [Fact]
    public async Task Every_kind_of_event_is_told()
    {
        await _webhooks.AddAsync(_shop.Actor, _listener.Url, EventNames.All);
        var member = await _shop.MemberAsync();
        var sold = (await _portal.Queue.ExecuteAsync(_shop.Purchase(member, TestMerchant.Line(40)))).Value;
        await _portal.Purchases.ReturnAsync(_shop.Actor, "r", sold.PurchaseId, [new(1, 1)]);
        await FanOutAsync();
        await _dispatcher.RunOnceAsync();
        var told = _listener.Received.Select(one => one.Json.GetProperty("type").GetString()).ToList();
        Assert.Equal([EventNames.MemberEnrolled, EventNames.PurchaseRecorded, EventNames.PointsChanged, EventNames.PurchaseReturned, EventNames.PointsChanged], told);
    }

    [Fact]
    public async Task What_does_not_arrive_is_tried_again_after_longer_and_longer_under_the_same_id_and_at_last_given_up()
    {
        await _webhooks.AddAsync(_shop.Actor, _listener.Url, [EventNames.MemberEnrolled]);
        await _shop.MemberAsync();
        await FanOutAsync();
        _listener.Answer = 503;
        var pauses = new List<TimeSpan>();
        while ((await DeliveriesAsync()).Single() is { NextAttemptAt: { } next })
        {
            if (next > _portal.Clock.Now)
            {
                pauses.Add(next - _portal.Clock.Now);
                Assert.Equal(0, await _dispatcher.RunOnceAsync());
                _portal.Clock.Set(next);
            }

            Assert.Equal(1, await _dispatcher.RunOnceAsync());
        }

        Assert.Equal(WebhookDelivery.MostAttempts, _listener.Received.Count);
        Assert.Single(_listener.Received.Select(one => one.Id).Distinct());
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(15), pauses[0]);
        Assert.True(pauses.Aggregate((sum, pause) => sum + pause) > TimeSpan.FromHours(8));
        var given = (await DeliveriesAsync()).Single();
        Assert.Equal((DeliveryState.GivenUp, 503), (given.State, given.StatusCode));

        // Somebody mends the shop and sends it again from the portal.
        _listener.Answer = 204;
        await _webhooks.SendAgainAsync(_shop.Actor, given.Id);
        await _dispatcher.RunOnceAsync();
        Assert.Equal(DeliveryState.Arrived, (await DeliveriesAsync()).Single().State);
        Assert.Single(_listener.Received.Select(one => one.Id).Distinct());
    }

    [Fact]
    public async Task A_message_that_is_handled_twice_is_one_delivery_and_two_dispatchers_send_it_once()
    {
        await _webhooks.AddAsync(_shop.Actor, _listener.Url, [EventNames.MemberEnrolled]);
        await _shop.MemberAsync();
        await FanOutAsync();
        await FanOutAsync();
        await Task.WhenAll(_dispatcher.RunOnceAsync(), _dispatcher.RunOnceAsync());
        Assert.Single(_listener.Received);
        Assert.Single(await DeliveriesAsync());
    }

    [Fact]
    public async Task Nothing_is_followed_and_another_merchant_sees_nothing()
    {
        await _webhooks.AddAsync(_shop.Actor, _listener.Url, [EventNames.MemberEnrolled]);
        await _shop.MemberAsync();
        await FanOutAsync();
        _listener.Answer = 302;
        await _dispatcher.RunOnceAsync();
        Assert.Single(_listener.Received);
        var delivery = Assert.Single(await DeliveriesAsync());
        Assert.Equal((DeliveryState.Waiting, 302), (delivery.State, delivery.StatusCode));

        var other = await _portal.MerchantAsync();
        Assert.Empty((await _webhooks.DeliveriesAsync(other.Actor)).Value);
        Assert.Equal("delivery_unknown", (await _webhooks.SendAgainAsync(other.Actor, delivery.Id)).Failure!.Code);
        Assert.Equal("not_allowed", (await _webhooks.DeliveriesAsync(Actor.OfMember(_shop.Id, "x"))).Failure!.Code);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2606:4700::1111", true)]
    public void Only_addresses_of_the_world_are_connected_to(string address, bool isPublic) => Assert.Equal(isPublic, WebhookAddress.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_into_a_private_network_is_not_connected_to()
    {
        var guarded = new WebhookAddress(new TestEnvironment("Development"), new ConfigurationBuilder().Build());
        using var client = new WebhookClient(guarded, _portal.Clock);
        await _webhooks.AddAsync(_shop.Actor, _listener.Url, [EventNames.MemberEnrolled]);
        await _shop.MemberAsync();
        await FanOutAsync();
        await new WebhookDispatcher(_portal.Database, _webhooks, client, _portal.Clock, NullLogger<WebhookDispatcher>.Instance).RunOnceAsync();
        Assert.Empty(_listener.Received);
        Assert.Equal(DeliveryState.Waiting, Assert.Single(await DeliveriesAsync()).State);
    }

    private async Task FanOutAsync()
    {
        await using var context = _portal.Database.ForPlatform();
        var fanOut = new FanOut(_portal.Database, _portal.Ids, _portal.Clock);
        foreach (var message in await context.Set<OutboxMessage>().Where(message => message.Kind == Announcement.MessageKind).OrderBy(message => message.Id).ToListAsync())
            await fanOut.HandleAsync(message, CancellationToken.None);
    }

    private async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync() => (await _webhooks.DeliveriesAsync(_shop.Actor)).Value;

    private sealed record Delivered(string Id, long Seconds, string Signature, string Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }

    /// <summary>A shop that listens.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly HttpListener _http = new();

        private Listener(int port)
        {
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hooks");
            _http.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            _http.Start();
            _ = Task.Run(LoopAsync);
        }

        public string Url { get; }

        public ConcurrentQueue<Delivered> Received { get; } = [];

        public int Answer { get; set; } = 200;

        public static Listener Start()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            var port = ((IPEndPoint)socket.LocalEndpoint).Port;
            socket.Stop();
            return new Listener(port);
        }

        public void Dispose() => _http.Close();

        private async Task LoopAsync()
        {
            while (_http.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _http.GetContextAsync();
                }
                catch (Exception) when (!_http.IsListening)
                {
                    return;
                }

                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                var headers = context.Request.Headers;
                Received.Enqueue(new Delivered(headers[WebhookSignature.IdHeader]!, long.Parse(headers[WebhookSignature.TimestampHeader]!, CultureInfo.InvariantCulture), headers[WebhookSignature.SignatureHeader]!, body));
                context.Response.StatusCode = Answer;
                if (Answer == 302)
                    context.Response.RedirectLocation = Url;
                context.Response.Close();
            }
        }
    }

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "LoyaltyPortal";

        public string ContentRootPath { get; set; } = Path.GetTempPath();

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
