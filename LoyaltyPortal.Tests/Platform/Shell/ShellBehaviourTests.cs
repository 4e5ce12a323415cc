using LoyaltyPortal.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LoyaltyPortal.Tests.Platform.Shell;

[Collection(BrowserTests.Name)]
public sealed class ShellBehaviourTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task A_chosen_theme_is_in_the_first_byte_of_the_next_page()
    {
        await using var open = await portal.OpenAsync("/dev/gallery");

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Expect(open.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        var answer = await open.Page.Context.APIRequest.GetAsync("/dev/gallery");
        Assert.Contains("data-theme=\"dark\"", await answer.TextAsync(), StringComparison.Ordinal);
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Changing_the_language_comes_back_to_the_same_page()
    {
        await using var open = await portal.OpenAsync("/dev/gallery?view=earned");

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Language" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Türkçe" }).ClickAsync();

        await Expect(open.Page.Locator("html")).ToHaveAttributeAsync("lang", "tr");
        Assert.EndsWith("/dev/gallery?view=earned", open.Page.Url, StringComparison.Ordinal);
        await open.InteractiveAsync();
        await Expect(open.Page.GetByText("önceki döneme göre").First).ToBeVisibleAsync();
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task The_skip_link_is_the_first_stop_and_leads_to_the_content()
    {
        await using var open = await portal.OpenAsync("/dev/gallery");
        Assert.True(await open.Page.EvaluateAsync<bool>("() => document.body.querySelector('a, button, input, [tabindex]').matches('.skip-link')"));

        await open.Page.Locator(".skip-link").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");

        await Expect(open.Page.Locator("main")).ToBeFocusedAsync();
        Assert.EndsWith("/dev/gallery", open.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task On_a_phone_the_menu_is_a_drawer_that_escape_closes()
    {
        await using var open = await portal.OpenAsync("/dev/gallery", width: 390);
        var opener = open.Page.GetByRole(AriaRole.Button, new() { Name = "Open the menu" });

        await opener.ClickAsync();
        await Expect(open.Page.Locator(".shell-nav")).ToBeVisibleAsync();
        await open.Page.Keyboard.PressAsync("Escape");

        await Expect(open.Page.Locator(".shell-nav")).ToBeHiddenAsync();
        await Expect(opener).ToBeFocusedAsync();
    }

    [BrowserTheory]
    [InlineData("components-reconnect-show", "Reconnecting…")]
    [InlineData("components-reconnect-failed", "No connection")]
    public async Task A_lost_connection_is_said_and_taken_back(string state, string title)
    {
        await using var open = await portal.OpenAsync("/dev/gallery");
        var dialog = open.Page.Locator("#components-reconnect-modal");

        await dialog.EvaluateAsync("(dialog, state) => dialog.classList.add(state)", state);
        await Expect(dialog.GetByText(title)).ToBeVisibleAsync();
        await dialog.EvaluateAsync("(dialog, state) => { dialog.classList.remove(state); dialog.classList.add('components-reconnect-hide'); }", state);

        await Expect(dialog).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task What_must_be_typed_before_an_erasure_is_typed()
    {
        await using var open = await portal.OpenAsync("/dev/gallery");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Erase a member" }).ClickAsync();
        var dialog = open.Page.GetByRole(AriaRole.Dialog);
        var go = dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" });

        await Expect(go).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("ada lovelace");
        await go.ClickAsync();

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(open.Page.GetByText("Ada Lovelace is erased")).ToBeVisibleAsync();
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task An_unknown_address_answers_404_in_the_house_look_and_programs_get_no_page()
    {
        await using var open = await portal.OpenAsync("/dev/public");

        var page = await open.Page.Context.APIRequest.GetAsync("/no/such/page");
        Assert.Equal(404, page.Status);
        Assert.Contains("Page not found", await page.TextAsync(), StringComparison.Ordinal);

        var api = await open.Page.Context.APIRequest.GetAsync("/api/v1/nothing");
        Assert.Equal(404, api.Status);
        Assert.StartsWith("application/problem+json", api.Headers["content-type"], StringComparison.Ordinal);
        Assert.Contains("\"route_unknown\"", await api.TextAsync(), StringComparison.Ordinal);
    }

    [BrowserTheory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task The_language_switch_never_leaves_the_portal(string address)
    {
        await using var open = await portal.OpenAsync("/dev/public");

        var answer = await open.Page.Context.APIRequest.GetAsync($"/culture/set?culture=tr&returnUrl={Uri.EscapeDataString(address)}", new() { MaxRedirects = 0 });

        Assert.Equal(302, answer.Status);
        Assert.Equal("/", answer.Headers["location"]);
    }
}
