namespace LoyaltyPortal.Tests.Browser;

/// <summary>Opens pages as the demo's people.</summary>
internal static class SignIns
{
    public const string Password = "Pagewell-demo-2026";

    /// <summary>Signs in through the form, as a person does, and stands on the wanted page.</summary>
    public static async Task<PortalPage> OpenAsAsync(this PortalBrowser portal, string person, string path, int width = 1440, int height = 900, bool dark = false)
    {
        var page = await portal.OpenAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(path)}", width, height, dark);
        await page.Page.FillAsync("#email", $"{person}@pagewell.example");
        await page.Page.FillAsync("#password", Password);
        await page.Page.ClickAsync("form button.btn-primary[type=submit]");
        await page.Page.WaitForURLAsync($"**{path}");
        await page.InteractiveAsync();
        return page;
    }
}
