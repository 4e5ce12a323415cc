using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A manager builds a programme from nothing, tries it, publishes it and takes it back; a cashier sees nothing of it.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProgrammeStoryTests(PortalBrowser portal)
{
    private static readonly LocatorAssertionsToHaveCountOptions Patient = new() { Timeout = 20_000 };

    [BrowserFact]
    public async Task A_manager_builds_five_tiers_and_eight_rules_from_the_empty_state_tries_them_publishes_and_rolls_back()
    {
        var slug = await SignUpAsync();
        await using var open = slug.Page;
        var page = open.Page;
        var root = $"/m/{slug.Name}/programme";

        // The preset's three rules go, one by one; what is left is the empty state.
        await open.GoAsync($"{root}/edit");
        for (var left = 3; left > 0; left--)
        {
            await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(left, Patient);
            await page.Locator(".card").First.Locator("[popovertarget]").ClickAsync();
            await page.Locator(".menu:popover-open .danger").ClickAsync();
        }

        await page.ClickAsync("#start-nothing");
        await AddRuleAsync(page, "Points for what is spent", 1, ("Points for one unit of the currency", "2"));
        await AddRuleAsync(page, "More points in a category", 2, ("Category", "Fiction"));
        await AddRuleAsync(page, "Welcome on the first purchase", 3);
        await AddRuleAsync(page, "Bonus from an amount", 4);
        await AddRuleAsync(page, "More points for the birthday", 5);
        await AddRuleAsync(page, "Bonus for variety", 6);
        await AddRuleAsync(page, "Points for an action", 7);
        await AddRuleAsync(page, "Limit", 8);
        await Assertions.Expect(page.Locator(".card .tone-warn")).ToHaveCountAsync(0);

        // The last rule is moved up by the keys; the draft is kept by Ctrl+S.
        await page.Locator(".card").Last.Locator(".handle").PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator(".card").Nth(6)).ToContainTextAsync("500");
        await page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(page.Locator(".save-bar")).ToHaveCountAsync(0, Patient);

        // Five tiers: three to begin with, and two more.
        await TabAsync(page, "tiers");
        await page.Locator(".ladder-editor .empty .btn-primary").ClickAsync();
        for (var tiers = 3; tiers < 5; tiers++)
        {
            await Assertions.Expect(page.Locator(".ladder-editor .tier")).ToHaveCountAsync(tiers, Patient);
            await page.Locator(".ladder-editor .panel-head .btn-small").First.ClickAsync();
        }

        await Assertions.Expect(page.Locator(".ladder-editor .tier")).ToHaveCountAsync(5, Patient);

        // 20 of Fiction twice over and 5 of something else, at 2 points: 40 + 40 + 10.
        await TabAsync(page, "try");
        await page.FillAsync("#try-category-0", "Fiction");
        await page.FillAsync("#try-amount-0", "20");
        await page.FillAsync("#try-amount-1", "5");
        await page.Locator("#try-amount-1").BlurAsync();
        await Assertions.Expect(page.Locator("#try-draft .figure-hero")).ToHaveTextAsync("90");
        await Assertions.Expect(page.Locator("#try-published .figure-hero")).Not.ToHaveTextAsync("90");

        // (The what-if over a year of purchases goes in here.)
        await TabAsync(page, "review");
        await Assertions.Expect(page.Locator(".change-added")).ToHaveCountAsync(8 + 5, Patient);
        await Assertions.Expect(page.Locator(".change-removed")).ToHaveCountAsync(3);
        await page.FillAsync("#note", "Our own programme");
        await page.ClickAsync("#publish");
        await page.WaitForURLAsync($"**{root}");
        await Assertions.Expect(page.Locator(".rules li")).ToHaveCountAsync(8, Patient);
        await Assertions.Expect(page.Locator(".rungs li")).ToHaveCountAsync(5);
        await Assertions.Expect(page.Locator(".subtitle")).ToContainTextAsync("Version 2");

        // And back.
        await open.GoAsync($"{root}/history");
        await Assertions.Expect(page.Locator("[data-version='2']")).ToContainTextAsync("Our own programme");
        await page.Locator("[data-version='1'] .btn-small").ClickAsync();
        await page.Locator("[data-version='1'] form .btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("[data-version='3'] .badge")).ToHaveCountAsync(1, Patient);
        await open.GoAsync(root);
        await Assertions.Expect(page.Locator(".rules li")).ToHaveCountAsync(3, Patient);
        open.AssertQuiet();
    }

    [BrowserTheory]
    [InlineData("/m/pagewell/programme")]
    [InlineData("/m/pagewell/programme/edit")]
    [InlineData("/m/pagewell/programme/history")]
    public async Task A_cashier_sees_nothing_of_the_programme(string path)
    {
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        Assert.Equal(0, await till.Page.Locator(".shell-nav a[href*='/programme']").CountAsync());

        var answer = await till.Page.GotoAsync(path);

        Assert.Equal(403, answer!.Status);
        Assert.Equal(0, await till.Page.Locator(".rules, .card, .version").CountAsync());
    }

    private async Task<(PortalPage Page, string Name)> SignUpAsync()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var open = await portal.OpenAsync("/account/register-merchant");
        var page = open.Page;
        await page.FillAsync("#merchant", $"Ladder {mark}");
        await page.FillAsync("#name", "Mary Manager");
        await page.FillAsync("#email", $"mary-{mark}@example.com");
        await page.FillAsync("#password", "a sentence nobody guesses");
        await page.ClickAsync("form button.btn-primary[type=submit]");
        await page.WaitForURLAsync($"**/m/ladder-{mark}*");
        return (open, $"ladder-{mark}");
    }

    private static async Task AddRuleAsync(IPage page, string kind, int count, params (string Label, string Value)[] fields)
    {
        await page.ClickAsync("#add-rule");
        await page.Locator(".kind").Filter(new() { Has = page.GetByText(kind, new() { Exact = true }) }).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(count, Patient);
        foreach (var (label, value) in fields)
        {
            var field = page.Locator(".card.is-open .card-form").GetByLabel(label, new() { Exact = true });
            await field.FillAsync(value);
            await field.BlurAsync();
        }

        await Assertions.Expect(page.Locator(".card").Nth(count - 1).Locator(".tone-warn")).ToHaveCountAsync(0, Patient);
    }

    private static async Task TabAsync(IPage page, string tab)
    {
        await page.Locator($".tabs a[href$='tab={tab}']").ClickAsync();
        await Assertions.Expect(page.Locator($".tabs a[href$='tab={tab}'][aria-current=page]")).ToHaveCountAsync(1, Patient);
    }
}
