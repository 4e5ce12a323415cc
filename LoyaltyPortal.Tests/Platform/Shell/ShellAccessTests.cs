using LoyaltyPortal.Tests.Browser;

namespace LoyaltyPortal.Tests.Platform.Shell;

[Collection(BrowserTests.Name)]
public sealed class ShellAccessTests(PortalBrowser portal)
{
    public static TheoryData<string, int, bool> Looks()
    {
        var looks = new TheoryData<string, int, bool>();
        foreach (var page in (string[])["/dev/gallery", "/dev/wallet", "/dev/public", "/not-found"])
        {
            foreach (var width in (int[])[1440, 390])
            {
                looks.Add(page, width, false);
                looks.Add(page, width, true);
            }
        }

        return looks;
    }

    [BrowserTheory]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing_and_nothing_runs_off_the_side(string page, int width, bool dark)
    {
        await using var open = await portal.OpenAsync(page, width, dark: dark);

        await open.AssertAccessibleAsync();
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        open.AssertQuiet();
    }

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Axe_finds_nothing_in_what_opens(bool dark)
    {
        await using var open = await portal.OpenAsync("/dev/gallery", dark: dark);
        var page = open.Page;

        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Enrol a member" }).ClickAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await open.AssertAccessibleAsync();

        await page.Keyboard.PressAsync("Control+k");
        await open.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await open.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByText("Erase a member").ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Dialog)).ToBeVisibleAsync();
        await open.AssertAccessibleAsync();
        open.AssertQuiet();
    }
}
