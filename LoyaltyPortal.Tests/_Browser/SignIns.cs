namespace LoyaltyPortal.Tests.Browser;

/// <summary>Opens pages as the demo's people.</summary>
internal static class SignIns
{
    public const string Password = "Pagewell-demo-2026";

    /// <summary>Signs in through the form, as a person does, and stands on the wanted page.</summary>
    public static async Task<PortalPage> OpenAsAsync(this PortalBrowser portal, string person, string path, int width = 1440, int height = 900, bool dark = false)
    {
        var page = await portal.OpenAsync(Address(path), width, height, dark);

        // On some days a story's sale reaches one of Ada's badges; what is celebrated then stands before what a story is about.
        if (person == "ada")
            await page.Page.AddLocatorHandlerAsync(page.Page.Locator("dialog.celebration[open]"), dialog => dialog.Locator("button.btn-primary").ClickAsync());
        return await SignInAsync(page, person, path);
    }

    /// <summary>Where one signs in to go on to a page.</summary>
    public static string Address(string path) => $"/account/sign-in?returnUrl={Uri.EscapeDataString(path)}";

    public static async Task<PortalPage> SignInAsync(PortalPage page, string person, string path)
    {
        await page.Page.FillAsync("#email", $"{person}@pagewell.example");
        await page.Page.FillAsync("#password", Password);
        await page.Page.ClickAsync("form button.btn-primary[type=submit]");
        await page.Page.WaitForURLAsync($"**{path}");
        await page.InteractiveAsync();
        return page;
    }
}
