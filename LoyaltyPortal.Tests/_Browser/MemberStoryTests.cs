using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>All that a programme is to one member, from a friend's link to goods that come back, with two windows open: the member's telephone and the till.</summary>
[Collection(BrowserTests.Name)]
public sealed class MemberStoryTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task Invited_she_buys_earns_a_badge_climbs_a_tier_redeems_brings_back_and_finds_every_point_explained()
    {
        await using var ada = await portal.OpenAsAsync("ada", "/w/pagewell/invite", 390, 844);
        var code = (await ada.Page.Locator("[data-code]").GetAttributeAsync("data-code"))!;
        await using var phone = await portal.OpenAsync($"/r/pagewell/{code}", 390, 844);
        var wallet = phone.Page;
        var name = $"Mary {Guid.NewGuid():N}"[..16];
        await wallet.ClickAsync("a.btn-primary");
        await wallet.FillAsync("#join-name", name);
        await wallet.FillAsync("#join-email", $"{Guid.NewGuid():N}@test.example");
        await wallet.FillAsync("#join-password", "a long and odd one 7");
        await wallet.ClickAsync("form button.btn-primary[type=submit]");
        await wallet.WaitForURLAsync("**/w/pagewell");
        await phone.InteractiveAsync();
        await Assertions.Expect(wallet.Locator(".points-number")).ToHaveTextAsync("50");

        // What the profile brings is enough for a coffee.
        await phone.GoAsync("/w/pagewell/me");
        await wallet.FillAsync("#me-phone", "+44 7400 " + Random.Shared.Next(100_000, 999_999));
        await wallet.FillAsync("#me-birthday", "1990-02-28");
        await wallet.ClickAsync(".me-form button[type=submit]");
        await Assertions.Expect(wallet.Locator(".me-form .callout")).ToHaveTextAsync("Saved.");
        await phone.GoAsync("/w/pagewell");
        await Assertions.Expect(wallet.Locator(".points-number")).ToHaveTextAsync("70", new() { Timeout = 60_000 }); // by the outbox, which tries again later what found the database busy

        // A great basket of two kinds: a badge and a tier at once, celebrated on the telephone while she still stands at the till.
        await using var counter = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        var till = counter.Page;
        await counter.CaretAsync("till-find");
        await till.ServeAsync(name);
        await counter.CaretAsync("till-category");
        await till.AddLineAsync("Fiction", "220");
        await till.AddLineAsync("Stationery", "20");
        await till.ClickAsync("#till-record");
        await Assertions.Expect(till.Locator(".receipt")).ToContainTextAsync("Bookworm");
        var party = wallet.Locator(".celebration[open]");
        await Assertions.Expect(party).ToContainTextAsync("Bookworm");
        await Assertions.Expect(party).ToContainTextAsync("Shelf explorer");
        await phone.AssertAccessibleAsync();
        await party.Locator("button.btn-primary").ClickAsync();
        await Assertions.Expect(party).ToHaveCountAsync(0);
        await Assertions.Expect(ada.Page.Locator(".invite-friends li").First).ToContainTextAsync("Has shopped; your points come on");

        // The coffee: redeemed on the telephone, burnt at the till.
        await phone.GoAsync("/w/pagewell/rewards");
        await wallet.Locator(".offer", new() { HasText = "A coffee on us" }).ClickAsync();
        await wallet.ClickAsync("#redeem");
        await wallet.ClickAsync("#redeem-yes");
        await Assertions.Expect(wallet.Locator(".ticket[data-state='Issued']")).ToBeVisibleAsync();
        var voucher = await wallet.Locator(".ticket-number").InnerTextAsync();
        await counter.GoAsync("/m/pagewell/till/voucher");
        await counter.CaretAsync("voucher-code");
        await till.FillAsync("#voucher-code", voucher);
        await till.PressAsync("#voucher-code", "Enter");
        await till.ClickAsync("#voucher-burn");
        await Assertions.Expect(wallet.Locator(".ticket[data-state='Fulfilled']")).ToBeVisibleAsync();

        // The stationery comes back, and its points with it.
        await counter.GoAsync("/m/pagewell/till/return");
        await counter.CaretAsync("till-find");
        await till.ServeAsync(name);
        await till.Locator(".return-row").First.ClickAsync();
        await till.Locator(".return-line", new() { HasText = "Stationery" }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await till.GetByRole(AriaRole.Button, new() { Name = "Record the return" }).ClickAsync();
        await Assertions.Expect(till.Locator(".return-done")).ToBeVisibleAsync();

        // Every line of the history says why.
        await phone.GoAsync("/w/pagewell/history");
        foreach (var (line, why) in new[] { ("Return", "Stationery"), ("Points spent", "A coffee on us"), ("Purchase", "Double points on Fiction") })
        {
            var entry = wallet.Locator(".entry", new() { Has = wallet.Locator(".entry-title", new() { HasTextRegex = new Regex($"^{line}$") }) }).First;
            await entry.Locator("summary").ClickAsync();
            await Assertions.Expect(entry.Locator(".entry-reason")).ToContainTextAsync(why);
        }

        await phone.GoAsync("/w/pagewell/badges");
        await Assertions.Expect(wallet.Locator(".goal", new() { HasText = "Shelf explorer" })).ToBeVisibleAsync(); // a badge once earned stays
        ada.AssertQuiet();
        phone.AssertQuiet();
        counter.AssertQuiet();
    }
}
