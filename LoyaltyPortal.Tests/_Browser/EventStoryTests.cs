using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>An event from the wallet to the door: by key, and by the camera.</summary>
[Collection(BrowserTests.Name)]
public sealed class EventStoryTests(PortalBrowser portal)
{
    private T Get<T>() where T : notnull => portal.Services.GetRequiredService<T>();

    private async Task<(MerchantView Shop, long Event)> PlannedAsync(string title, int capacity = 10)
    {
        var shop = (await Get<MerchantDirectory>().FindAsync("pagewell"))!;
        var now = Get<TimeProvider>().UtcNow();
        var input = new EventInput { Title = title, StoreId = shop.Stores[0].Id, StartsAt = now.AddHours(3), EndsAt = now.AddHours(5), Capacity = capacity, CheckInPoints = 5 };
        return (shop, (await Get<EventService>().SaveAsync(Actor.System(shop.Id), Guid.NewGuid().ToString("N"), null, 0, input, publishes: true)).Value.EventId);
    }

    [BrowserFact]
    public async Task A_member_registers_on_a_phone_and_is_checked_in_by_keyboard_alone()
    {
        var (_, planned) = await PlannedAsync("Keyboard evening");
        var path = planned.ToString(CultureInfo.InvariantCulture);
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell/events", 390, 844);
        await wallet.Page.GetByRole(AriaRole.Link, new() { Name = "Keyboard evening" }).ClickAsync();
        await wallet.Page.WaitForURLAsync($"**/events/{path}");
        await wallet.Page.Locator("#event-join").ClickAsync();
        var ticket = await wallet.Page.Locator(".ticket-code").InnerTextAsync();
        await wallet.AssertAccessibleAsync();
        var calendar = await wallet.Page.APIRequest.GetAsync($"{portal.Address}/w/pagewell/events/{path}/calendar.ics");
        Assert.Equal(EventCalendar.ContentType, calendar.Headers["content-type"]);
        Assert.Contains("SUMMARY:Keyboard evening\r\n", await calendar.TextAsync(), StringComparison.Ordinal);

        await using var door = await portal.OpenAsAsync("cashier", $"/m/pagewell/till/door?event={path}");
        await door.CaretAsync("till-find");
        await door.Page.Keyboard.TypeAsync(ticket);
        await door.Page.Keyboard.PressAsync("Enter");
        await door.Page.Locator("[data-answer=Good]").WaitForAsync();
        await door.CaretAsync("till-find");
        await door.Page.Keyboard.TypeAsync(ticket.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());
        await door.Page.Keyboard.PressAsync("Enter");
        await door.Page.Locator("[data-answer=Info]").WaitForAsync();
        await door.AssertAccessibleAsync();

        // Who has not registered is found by name and let in by pressing Enter once more.
        await door.CaretAsync("till-find");
        await door.Page.Keyboard.TypeAsync((await Get<LoyaltyPortal.Members.MemberService>().ListAsync(Actor.System((await Get<MerchantDirectory>().FindAsync("pagewell"))!.Id), null, LoyaltyPortal.Members.MemberOrder.Newest, 0, 1)).Value.Rows[0].Code);
        await door.Page.Keyboard.PressAsync("Enter");
        await door.Page.Locator("[data-answer=Warn]").WaitForAsync();
        await door.CaretAsync("door-anyway");
        await door.Page.Keyboard.PressAsync("Enter");
        await door.Page.Locator("[data-answer=Good]").WaitForAsync();
        door.AssertQuiet();

        // The wallet was told meanwhile.
        await wallet.Page.GetByText("You were there").WaitForAsync();
        wallet.AssertQuiet();

        await using var office = await portal.OpenAsAsync("owner", $"/m/pagewell/events/{path}");
        Assert.Equal("2", await office.Page.Locator(".event-in .figure").InnerTextAsync());
        await office.AssertAccessibleAsync();
        office.AssertQuiet();
    }

    [BrowserFact]
    public async Task An_event_is_planned_for_the_time_that_was_typed_and_published_once()
    {
        await using var office = await portal.OpenAsAsync("owner", "/m/pagewell/events/new");
        await office.Page.FillAsync("#event-title", "Typed evening");
        await office.Page.FillAsync("#event-starts", "2027-05-06T19:30");
        await office.Page.FillAsync("#event-ends", "2027-05-06T21:00");
        await Assertions.Expect(office.Page.Locator("#event-starts")).ToHaveValueAsync(new Regex("^2027-05-06T19:30"));
        await office.Page.ClickAsync("#event-publish");

        await office.Page.WaitForURLAsync(new Regex("/m/pagewell/events/[0-9]+$"));
        var shop = (await Get<MerchantDirectory>().FindAsync("pagewell"))!;
        await using var context = Get<LoyaltyPortal.Platform.Data.LoyaltyDatabase>().ForMerchant(shop.Id);
        var planned = Assert.Single(context.Set<MemberEvent>().Where(planned => planned.Title == "Typed evening").ToList());
        Assert.Equal(shop.Zone.ToUtc(new DateTime(2027, 5, 6, 19, 30, 0)), planned.StartsAt);
        office.AssertQuiet();
    }

    [BrowserFact]
    public async Task A_ticket_held_before_the_camera_is_checked_in_and_the_camera_is_let_go()
    {
        var (shop, planned) = await PlannedAsync("Camera evening");
        var member = (await Get<LoyaltyPortal.Members.MemberService>().ListAsync(Actor.System(shop.Id), null, LoyaltyPortal.Members.MemberOrder.Oldest, 0, 1)).Value.Rows[0];
        Assert.True((await Get<EventDesk>().RegisterAsync(Actor.System(shop.Id), planned, member.Id)).Succeeded);
        var ticket = (await Get<EventDesk>().ListAsync(Actor.System(shop.Id), planned, AttendeeFilter.Seats)).Value.Rows[0].Ticket;
        var film = Path.Combine(Path.GetTempPath(), $"loyalty-{Guid.NewGuid():N}.y4m");
        QrFilm.Write(film, ticket);
        try
        {
            await using var camera = await portal.OpenCameraAsync(film, allowed: true);
            await using var door = await camera.OpenAsAsync("cashier", string.Create(CultureInfo.InvariantCulture, $"/m/pagewell/till/door?event={planned}"));
            Assert.Equal(0, await door.Page.EvaluateAsync<int>("() => performance.getEntriesByType('resource').filter(entry => /scan|jsqr/.test(entry.name)).length"));
            await door.Page.EvaluateAsync("() => { window.cameras = []; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices); navigator.mediaDevices.getUserMedia = async (how) => { const stream = await ask(how); window.cameras.push(stream); return stream; }; }");

            // Opened and closed again, no camera is left running.
            await door.Page.Locator("#scan-open").ClickAsync();
            await door.Page.Locator("#scan-close").ClickAsync();
            await door.Page.WaitForFunctionAsync("() => window.cameras.every(stream => stream.getTracks().every(track => track.readyState === 'ended'))");

            await door.Page.Locator("#scan-open").ClickAsync();
            await door.Page.Locator("[data-answer]").WaitForAsync(new() { Timeout = 60_000 });
            Assert.Equal("Good", await door.Page.Locator("[data-answer]").GetAttributeAsync("data-answer"));
            Assert.Contains(member.Name, await door.Page.Locator("[data-answer]").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await door.Page.Locator(".scan").CountAsync());
            Assert.True(await door.Page.EvaluateAsync<bool>("() => window.cameras.length > 0 && window.cameras.every(stream => stream.getTracks().every(track => track.readyState === 'ended'))"));
            door.AssertQuiet();
        }
        finally
        {
            File.Delete(film);
        }
    }

    [BrowserFact]
    public async Task A_camera_that_is_not_allowed_is_said_and_typing_goes_on()
    {
        var (_, planned) = await PlannedAsync("Refused evening");
        var film = Path.Combine(Path.GetTempPath(), $"loyalty-{Guid.NewGuid():N}.y4m");
        QrFilm.Write(film, "nothing");
        try
        {
            await using var camera = await portal.OpenCameraAsync(film, allowed: false);
            await using var door = await camera.OpenAsAsync("cashier", string.Create(CultureInfo.InvariantCulture, $"/m/pagewell/till/door?event={planned}"));
            await door.Page.Locator("#scan-open").ClickAsync();
            await door.Page.GetByText("does not let this page use the camera").WaitForAsync();
            await door.AssertAccessibleAsync();
            await door.Page.Locator("#scan-close").ClickAsync();
            await door.Page.Locator("#till-find").FillAsync("Ada");
            await door.Page.Locator(".finder-hit").First.WaitForAsync();
            door.AssertQuiet();
        }
        finally
        {
            File.Delete(film);
        }
    }
}
