using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Trials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A manager builds a programme from nothing, tries it on a year of purchases, publishes it and takes it back; a cashier sees nothing of it.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProgrammeStoryTests(PortalBrowser portal, ITestOutputHelper output)
{
    /// <summary>For what reads or writes a whole year of purchases.</summary>
    private const float Long = 300_000;

    private static readonly LocatorAssertionsToHaveCountOptions Patient = new() { Timeout = 20_000 };

    [BrowserFact]
    public async Task A_manager_builds_five_tiers_and_eight_rules_from_the_empty_state_tries_them_publishes_and_rolls_back()
    {
        var slug = await SignUpAsync();
        await using var open = slug.Page;
        var page = open.Page;
        var root = $"/m/{slug.Name}/programme";

        // The preset's three tiers and three rules go, one by one; what is left is the empty state.
        await open.GoAsync($"{root}/edit?tab=tiers");
        for (var left = 3; left > 0; left--)
        {
            await Assertions.Expect(page.Locator(".ladder-editor .tier")).ToHaveCountAsync(left, Patient);
            await page.Locator(".ladder-editor .tier").First.Locator(".tier-actions button").Last.ClickAsync();
        }

        await page.Locator(".tabs a[href$='/edit']").ClickAsync();
        for (var left = 3; left > 0; left--)
        {
            await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(left, Patient);
            await page.Locator(".card").First.Locator("[popovertarget]").ClickAsync();
            await page.Locator(".menu:popover-open .danger").ClickAsync();
        }

        await page.ClickAsync("#start-nothing");
        await AddRuleAsync(page, "Points for what is spent", 1, ("Points for one unit of the currency", "4"));
        await AddRuleAsync(page, "More points in a category", 2, ("Category", "Christmas"));
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

        // 20 of Christmas twice over and 5 of something else, at 4 points: 80 + 80 + 20.
        await TabAsync(page, "try");
        await page.FillAsync("#try-category-0", "Christmas");
        await page.FillAsync("#try-amount-0", "20");
        await page.FillAsync("#try-amount-1", "5");
        await page.Locator("#try-amount-1").BlurAsync();
        await Assertions.Expect(page.Locator("#try-draft .figure-hero")).ToHaveTextAsync("180");
        await Assertions.Expect(page.Locator("#try-published .figure-hero")).Not.ToHaveTextAsync("180");

        await page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(page.Locator(".save-bar")).ToHaveCountAsync(0, Patient);

        await ImportYearAsync(open, slug.Name);
        await WhatIfAsync(open, slug.Name);

        await open.GoAsync($"{root}/edit?tab=review");
        await Assertions.Expect(page.Locator(".change-added")).ToHaveCountAsync(8 + 5, Patient);
        await Assertions.Expect(page.Locator(".change-removed")).ToHaveCountAsync(3 + 3);
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

    private async Task ImportYearAsync(PortalPage open, string merchant)
    {
        var page = open.Page;
        var year = StoryYear.Until(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        output.WriteLine($"The year is {year.Origin}.");
        await open.GoAsync($"/m/{merchant}/imports");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = year.FileName, MimeType = "application/gzip", Buffer = year.Content });
        await page.WaitForURLAsync($"**/m/{merchant}/imports/*", new() { Timeout = Long });
        await open.InteractiveAsync();
        await page.Locator(".map-foot .btn-primary").ClickAsync();
        await page.Locator("#import-start").ClickAsync(new() { Timeout = Long });
        await Assertions.Expect(page.Locator(".tiles .kpi")).ToHaveCountAsync(6, new() { Timeout = Long });
    }

    /// <summary>The draft over the imported year, from the page: how far it is, what came of it, and one purchase then and with the draft.</summary>
    private async Task WhatIfAsync(PortalPage open, string merchant)
    {
        var page = open.Page;
        await open.GoAsync($"/m/{merchant}/programme/edit?tab=review");
        await page.Locator("a[href$='/programme/trial']").ClickAsync();
        await page.Locator("#trial-months").SelectOptionAsync("0");

        // The portal's own worker would be done before anybody looks; this one waits in the middle until somebody has.
        var worker = portal.Services.GetServices<IHostedService>().OfType<TrialWorker>().Single();
        await worker.StopAsync(default);
        try
        {
            await page.Locator("form .btn-primary").ClickAsync();
            await page.WaitForURLAsync($"**/m/{merchant}/programme/trial/*");
            await SeenHalfwayAsync(page, merchant);
        }
        finally
        {
            await worker.StartAsync(default);
        }

        await Assertions.Expect(page.Locator(".bands")).ToBeVisibleAsync(new() { Timeout = Long });
        await open.AssertAccessibleAsync();
        await ResultIsOfTheBooksAsync(page, merchant);
        await OnePurchaseThenAndNowAsync(page);
    }

    private async Task SeenHalfwayAsync(IPage page, string merchant)
    {
        var progress = page.GetByRole(AriaRole.Progressbar);
        await Assertions.Expect(progress).ToHaveAttributeAsync("aria-valuenow", "0", new() { Timeout = 20_000 });
        var runId = long.Parse(page.Url.Split('/')[^1], CultureInfo.InvariantCulture);
        await using var books = await BooksAsync(merchant);
        var purchases = await books.Set<Purchase>().CountAsync();
        var (steps, halfway) = (0, new SemaphoreSlim(0));
        var running = portal.Services.GetRequiredService<TrialRunner>().RunAsync(books.MerchantId, runId, () =>
        {
            if (++steps == purchases / 2)
                Assert.True(halfway.Wait(TimeSpan.FromMinutes(1)), "Nobody saw it halfway.");
        });
        try
        {
            await Assertions.Expect(progress).Not.ToHaveAttributeAsync("aria-valuenow", "0", new() { Timeout = Long });
            Assert.InRange(int.Parse((await progress.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture), 1, 60);
        }
        finally
        {
            halfway.Release();
            Assert.True(await running);
        }
    }

    /// <summary>What the page calls "then" is what the books say; the chart's members are all members, and the tiers' too.</summary>
    private async Task ResultIsOfTheBooksAsync(IPage page, string merchant)
    {
        await using var books = await BooksAsync(merchant);
        var given = await books.Set<Purchase>().Where(purchase => purchase.MemberId != null).SumAsync(purchase => purchase.PointsEarned - purchase.PointsReversed);
        var members = await books.Set<Purchase>().Where(purchase => purchase.MemberId != null).Select(purchase => purchase.MemberId).Distinct().CountAsync();
        var tiles = page.Locator(".kpi");
        await Assertions.Expect(tiles).ToHaveCountAsync(5);
        await Assertions.Expect(tiles.Nth(0)).ToContainTextAsync(given.ToString("#,0", CultureInfo.InvariantCulture) + " then");
        await Assertions.Expect(tiles.Nth(1).Locator(".kpi-value")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[+−-]?£[0-9,]+\\.[0-9]{2}$"));
        Assert.Equal(members, await SumAsync(page.Locator(".chart-figure table tbody tr td:nth-child(2)")));
        Assert.Equal(members, await SumAsync(page.Locator(".moves td")));
        Assert.NotEqual("0 up, 0 down", await tiles.Nth(4).Locator(".kpi-value").TextContentAsync());
        await Assertions.Expect(page.Locator(".winners tbody tr")).ToHaveCountAsync(10);
        await Assertions.Expect(page.Locator(".losers")).ToBeVisibleAsync();
    }

    private static async Task OnePurchaseThenAndNowAsync(IPage page)
    {
        var winner = page.Locator(".winners tbody tr").First;
        var (then, draft) = (await winner.Locator("td").Nth(1).InnerTextAsync(), await winner.Locator("td").Nth(2).InnerTextAsync());
        await winner.Locator("a").ClickAsync();
        await Assertions.Expect(page.Locator(".kpi").Nth(0).Locator(".kpi-value")).ToHaveTextAsync(then, new() { Timeout = Long });
        await Assertions.Expect(page.Locator(".kpi").Nth(1).Locator(".kpi-value")).ToHaveTextAsync(draft);
        await page.Locator("td [aria-expanded]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".why section")).ToHaveCountAsync(2, Patient);
        await Assertions.Expect(page.Locator(".why .sum")).ToHaveCountAsync(2, Patient);
        await Assertions.Expect(page.Locator(".why section").Nth(1)).ToContainTextAsync("Welcome");
    }

    private static async Task<long> SumAsync(ILocator cells) =>
        (await cells.AllTextContentsAsync()).Select(text => new string([.. text.Where(char.IsAsciiDigit)])).Where(digits => digits.Length > 0).Sum(digits => long.Parse(digits, CultureInfo.InvariantCulture));

    private async Task<LoyaltyDbContext> BooksAsync(string merchant)
    {
        var view = await portal.Services.GetRequiredService<MerchantDirectory>().FindAsync(merchant);
        return portal.Services.GetRequiredService<LoyaltyDatabase>().ForMerchant(view!.Id);
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
