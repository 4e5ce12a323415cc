using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class PeekTests(PortalBrowser portal)
{
    [BrowserTheory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task Peek(int width, bool dark)
    {
        var faults = new List<string>();
        foreach (var (person, path, name) in new[]
        {
            ("owner", "/m/pagewell/badges", "badges"), ("owner", "/m/pagewell/badges/new?preset=explorer", "badge-new"), ("owner", "/m/pagewell/challenges", "challenges"), ("owner", "/m/pagewell/challenges/new?preset=sprint", "challenge-new"),
            ("ada", "/w/pagewell/badges", "wbadges"), ("ada", "/w/pagewell/challenges", "wchallenges"), ("ada", "/w/pagewell/earn", "wearn"),
        })
        {
            await using var page = await portal.OpenAsAsync(person, path, width, width < 600 ? 844 : 900, dark);
            await Task.Delay(500);
            await page.Page.ScreenshotAsync(new() { Path = $"/tmp/peek-{name}-{width}.png", FullPage = true });
            faults.AddRange((await page.FaultsAsync()).Select(fault => $"{name}: {fault}"));
            if (name == "wbadges")
            {
                await page.Page.Locator(".goal-head a").First.ClickAsync();
                await page.Page.Locator(".goal-hero").WaitForAsync();
                await page.Page.ScreenshotAsync(new() { Path = $"/tmp/peek-detail-{width}.png", FullPage = true });
                faults.AddRange((await page.FaultsAsync()).Select(fault => $"detail: {fault}"));
            }
        }

        File.WriteAllLines($"/tmp/peek-{width}.txt", faults);
    }
}
