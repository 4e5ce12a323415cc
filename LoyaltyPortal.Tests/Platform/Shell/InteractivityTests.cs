using LoyaltyPortal.Tests.Browser;

namespace LoyaltyPortal.Tests.Platform.Shell;

[Collection(BrowserTests.Name)]
public sealed class InteractivityTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task Clicking_a_column_head_sorts_the_grid()
    {
        await using var open = await portal.OpenAsync("/dev/gallery");
        var first = open.Page.Locator(".rz-grid-table tbody tr").First;
        await Microsoft.Playwright.Assertions.Expect(first).ToContainTextAsync("Latte");

        await open.Page.GetByText("Name", new() { Exact = true }).ClickAsync();

        await Microsoft.Playwright.Assertions.Expect(first).ToContainTextAsync("Americano");
        open.AssertQuiet();
    }
}
