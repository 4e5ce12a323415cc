using System.Text.Json;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Tests.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tests.Events;

/// <summary>A shop with tiers of metals and somebody who plans events in it.</summary>
internal sealed class EventBench : IAsyncDisposable
{
    private EventBench(TestPortal portal, TestMerchant shop)
    {
        (Portal, Shop) = (portal, shop);
        Events = new EventService(portal.Database, portal.Queue, new AuditLog(portal.Database, portal.Clock), portal.Clock);
        Desk = new EventDesk(portal.Database, portal.Queue, new Attempts(portal.Database, portal.Clock), portal.Clock);
        Access = new AccessService(portal.Database, new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock);
    }

    public TestPortal Portal { get; }

    public TestMerchant Shop { get; }

    public EventService Events { get; }

    public EventDesk Desk { get; }

    public AccessService Access { get; }

    public DateTime Now => Portal.Clock.Now;

    public static async Task<EventBench> StartAsync(FakeClock? clock = null, params EarningRule[] rules)
    {
        var portal = await TestPortal.StartAsync(clock);
        var programme = ProgrammeContent.Of([TestPortal.PerUnit(), .. rules], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals };
        return new EventBench(portal, await portal.MerchantAsync(programme));
    }

    public EventInput Input(int capacity = 2) => new()
    {
        Title = "An evening with the author",
        StoreId = Shop.Store,
        StartsAt = Now.AddDays(7),
        EndsAt = Now.AddDays(7).AddHours(2),
        Capacity = capacity,
    };

    public async Task<long> PublishedAsync(EventInput input) => TestMerchant.Ok(await Events.SaveAsync(Shop.Actor, Portal.NewKey(), null, 0, input, publishes: true)).EventId;

    public async Task<EventView> ViewAsync(long eventId) => TestMerchant.Ok(await Events.FindAsync(Shop.Actor, eventId));

    public Task<Result<EventPlace>> JoinAsync(long eventId, long member, CommandQueue? queue = null, RegistrationSource source = RegistrationSource.Wallet) =>
        (queue ?? Portal.Queue).ExecuteAsync(new JoinEvent { MerchantId = Shop.Id, EventId = eventId, MemberId = member, Source = source });

    public Task<Result<EventPlace>> LeaveAsync(long eventId, long member) => Portal.Queue.ExecuteAsync(new LeaveEvent { MerchantId = Shop.Id, EventId = eventId, MemberId = member });

    public async Task<EventRegistration?> PlaceAsync(long eventId, long member) => (await Shop.RowsAsync<EventRegistration>()).SingleOrDefault(place => place.EventId == eventId && place.MemberId == member);

    /// <summary>What the letters that wait in the outbox are about, for an event.</summary>
    public async Task<List<string>> LettersAsync()
    {
        await using var context = Portal.Database.ForPlatform();
        return await context.Set<OutboxMessage>().Where(message => message.Kind == "mail" && message.Payload.Contains("\"event\"")).OrderBy(message => message.Id).Select(message => message.Payload).ToListAsync();
    }

    /// <summary>The same letters as they would be written now.</summary>
    public async Task<List<Letter>> WrittenAsync()
    {
        await using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var address = new PortalAddress(new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Address", "https://loyal.example")]).Build(), null!); // it is configured: no server is asked
        var template = new EventLetter(Portal.Database, Portal.Directory, address, services.GetRequiredService<IStringLocalizer<EventsText>>());
        var written = new List<Letter>();
        foreach (var payload in await LettersAsync())
        {
            if (await template.WriteAsync(Shop.Id, JsonSerializer.Deserialize<JsonElement>(payload), CancellationToken.None) is { } letter)
                written.Add(letter);
        }

        return written;
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
