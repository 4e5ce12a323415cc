using LoyaltyPortal.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace LoyaltyPortal.Tests.Platform.Shell;

[Collection(BrowserTests.Name)]
public sealed class InteractivityTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task Clicking_a_column_head_sorts_the_grid()
    {
        await using var open = await portal.OpenAsync("/dev/gallery");
        var first = open.Page.Locator(".rz-grid-table tbody tr").First;
        await Expect(first).ToContainTextAsync("Ada Lovelace");

        await open.Page.Locator(".rz-column-title", new() { HasTextString = "Points" }).ClickAsync();

        await Expect(first).ToContainTextAsync("Katherine Johnson");
        open.AssertQuiet();
    }
}
