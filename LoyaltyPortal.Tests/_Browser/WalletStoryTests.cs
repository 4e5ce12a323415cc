using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>The wallet as people carry it: without a network, with a passkey, with somebody else's sign-in on the same phone.</summary>
[Collection(BrowserTests.Name)]
public sealed class WalletStoryTests(PortalBrowser portal)
{
    private const string Worked = "async () => (await caches.keys()).some((name) => name.startsWith('wallet-shell')) && (await caches.match('/offline-card')) !== undefined && (await navigator.serviceWorker.getRegistration('/w/'))?.active?.state === 'activated' && localStorage.getItem('wallet-card:pagewell') !== null";

    [BrowserFact]
    public async Task With_the_network_cut_the_card_shows_and_nothing_else_of_the_person_is_kept()
    {
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell", 390, 844);
        var code = await wallet.Page.Locator(".card-number").InnerTextAsync();
        await UntilAsync(wallet.Page, Worked);

        await wallet.Page.Context.SetOfflineAsync(true);
        await wallet.Page.GotoAsync("/w/pagewell/history");

        await Assertions.Expect(wallet.Page.Locator("[data-offline-card]")).ToBeVisibleAsync();
        await Assertions.Expect(wallet.Page.Locator("[data-offline-code]")).ToHaveTextAsync(code);
        Assert.NotEmpty((await wallet.Page.Locator("[data-offline-qr] path").GetAttributeAsync("d"))!);
        await Assertions.Expect(wallet.Page.Locator("[data-offline-when]")).ToContainTextAsync("as of");
        await ScreenshotAsync(wallet.Page, "offline-390-light");
        var kept = await wallet.Page.EvaluateAsync<string[]>("async () => { const urls = []; for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname); return urls; }");
        Assert.Contains("/offline-card", kept);
        Assert.DoesNotContain(kept, path => path.StartsWith("/w/", StringComparison.Ordinal) || path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/account", StringComparison.Ordinal));

        // With the network back the page comes back by itself.
        await wallet.Page.Context.SetOfflineAsync(false);
        await Assertions.Expect(wallet.Page.Locator("[data-offline-card]")).ToHaveCountAsync(0);
        await wallet.InteractiveAsync();
        await wallet.GoAsync("/w/pagewell");
        await Assertions.Expect(wallet.Page.Locator(".points-number")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Signing_out_takes_the_card_off_the_device_and_the_next_person_sees_only_their_own()
    {
        var email = await JoinAsync();
        await using var phone = await portal.OpenAsAsync("ada", "/w/pagewell", 390, 844);
        var ada = await phone.Page.Locator(".card-number").InnerTextAsync();
        await UntilAsync(phone.Page, Worked);

        await phone.GoAsync("/account/sign-out");
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.WaitForURLAsync("**/");
        await UntilAsync(phone.Page, "async () => (await caches.keys()).length === 0 && localStorage.getItem('wallet-card:pagewell') === null && (await navigator.serviceWorker.getRegistrations()).length === 0");
        await phone.Page.Context.SetOfflineAsync(true);
        await Assert.ThrowsAnyAsync<PlaywrightException>(() => phone.Page.GotoAsync("/w/pagewell"));
        await phone.Page.Context.SetOfflineAsync(false);

        await phone.GoAsync($"/account/sign-in?returnUrl=%2Fw%2Fpagewell");
        await phone.Page.FillAsync("#email", email);
        await phone.Page.FillAsync("#password", SignIns.Password);
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.WaitForURLAsync("**/w/pagewell");
        await phone.InteractiveAsync();
        var own = await phone.Page.Locator(".card-number").InnerTextAsync();
        await UntilAsync(phone.Page, Worked);
        await phone.Page.Context.SetOfflineAsync(true);
        await phone.Page.GotoAsync("/w/pagewell");
        await Assertions.Expect(phone.Page.Locator("[data-offline-code]")).ToHaveTextAsync(own);
        Assert.NotEqual(ada, own);
    }

    [BrowserFact]
    public async Task A_passkey_made_in_the_wallet_signs_in_without_a_password()
    {
        var email = await JoinAsync();
        // A passkey belongs to a name: browsers make none for a bare address.
        var home = portal.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var phone = await portal.OpenAsync("/account/sign-in", 390, 844);
        var session = await phone.Page.Context.NewCDPSessionAsync(phone.Page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true } });

        await phone.GoAsync($"{home}/account/sign-in?returnUrl=%2Fw%2Fpagewell%2Fme");
        await phone.Page.FillAsync("#email", email);
        await phone.Page.FillAsync("#password", SignIns.Password);
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.WaitForURLAsync("**/w/pagewell/me");
        await phone.InteractiveAsync();

        // Whoever joined has typed an address: first they show that it is theirs.
        await Assertions.Expect(phone.Page.Locator("[data-passkey-add]")).ToHaveCountAsync(0);
        await phone.Page.ClickAsync(".passkeys a.btn");
        await Assertions.Expect(phone.Page.Locator("#email")).ToHaveValueAsync(email);
        await phone.AssertAccessibleAsync();
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.FillAsync("#code", await CodeAsync(email));
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.WaitForURLAsync("**/w/pagewell/me");
        await phone.InteractiveAsync();
        await phone.Page.ClickAsync("[data-passkey-add]");
        await Assertions.Expect(phone.Page.Locator(".passkey-list li")).ToHaveCountAsync(1);

        // Where the browser offers passkeys beside the address by itself, the authenticator takes the offer.
        await SignOutAsync(phone, home);
        await phone.Page.GotoAsync($"{home}/account/sign-in?returnUrl=%2Fw%2Fpagewell%2Fme");
        await phone.Page.WaitForURLAsync("**/w/pagewell/me");
        await phone.InteractiveAsync();
        await Assertions.Expect(phone.Page.Locator("#me-name")).ToHaveValueAsync("Wanda Wallet");

        // Where it does not, there is the button.
        await phone.Page.AddInitScriptAsync("if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;");
        await SignOutAsync(phone, home);
        await phone.GoAsync($"{home}/account/sign-in?returnUrl=%2Fw%2Fpagewell%2Fme");
        await phone.Page.ClickAsync("[data-passkey-sign-in]");
        await phone.Page.WaitForURLAsync("**/w/pagewell/me");
        await phone.InteractiveAsync();

        await phone.Page.ClickAsync(".passkey-list button");
        await Assertions.Expect(phone.Page.Locator(".passkey-list li")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_first_load_does_not_jump()
    {
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell", 390, 844);
        await wallet.Page.AddInitScriptAsync("window.jumps = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps += entry.value; }).observe({ type: 'layout-shift', buffered: true });");
        foreach (var path in (string[])["/w/pagewell", "/w/pagewell/me", "/w/pagewell/history"])
        {
            await wallet.GoAsync(path);
            await wallet.Page.WaitForTimeoutAsync(300);
            Assert.InRange(await wallet.Page.EvaluateAsync<double>("() => window.jumps"), 0, 0.02);
        }
    }

    [BrowserTheory]
    [InlineData(390)]
    [InlineData(320)]
    public async Task Everything_to_press_in_a_wallet_is_large_enough_for_a_finger(int width)
    {
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell", width, 844);
        var small = new List<string>();
        foreach (var path in (string[])["/w/pagewell", "/w/pagewell/history", "/w/pagewell/me"])
        {
            await wallet.GoAsync(path);
            small.AddRange((await wallet.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.wallet a, .wallet button, .wallet input:not([type=hidden]), .wallet select, .wallet summary')]
                  .filter((element) => element.checkVisibility() && !element.closest('p'))
                  .map((element) => [element, (element.matches('input[type=checkbox]') ? element.closest('label') : element).getBoundingClientRect()])
                  .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
                  .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)
                """)).Select(element => $"{path}: {element}"));
            if (await wallet.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var over)
                small.Add($"{path}: {over} px wider than the window");
        }

        Assert.True(small.Count == 0, string.Join(Environment.NewLine, small));
    }

    /// <summary>Asks the page until it agrees: what it answers is a promise, which a wait for a function takes for a yes.</summary>
    private static async Task UntilAsync(IPage page, string agreed)
    {
        for (var asked = 0; !await page.EvaluateAsync<bool>(agreed); asked++)
        {
            Assert.True(asked < 150, $"Never: {agreed}");
            await page.WaitForTimeoutAsync(100);
        }
    }

    private static async Task SignOutAsync(PortalPage phone, string home)
    {
        await phone.GoAsync($"{home}/account/sign-out");
        await phone.Page.ClickAsync("form button.btn-primary[type=submit]");
        await phone.Page.WaitForURLAsync($"{home}/");
    }

    /// <summary>Somebody who has just joined the demo's programme.</summary>
    private async Task<string> JoinAsync()
    {
        var email = $"{Guid.NewGuid():N}@test.example";
        var merchant = (await portal.Services.GetRequiredService<MerchantDirectory>().FindAsync("pagewell"))!;
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<LoyaltyUser>>();
        var user = new LoyaltyUser { Id = scope.ServiceProvider.GetRequiredService<IdGenerator>().Next(), UserName = email, Email = email, DisplayName = "Wanda Wallet" };
        Assert.True((await users.CreateAsync(user, SignIns.Password)).Succeeded);
        var joined = await scope.ServiceProvider.GetRequiredService<LoyaltyPortal.Purchases.PurchaseService>()
            .JoinAsync(merchant.Id, Guid.NewGuid().ToString("N"), new LoyaltyPortal.Members.Enrolment { Name = "Wanda Wallet", Email = email, UserId = user.Id });
        Assert.True(joined.Succeeded, joined.Failure?.Code);
        return email;
    }

    /// <summary>Six digits as of a letter after the one that the page has asked for: only the newest are good.</summary>
    private async Task<string> CodeAsync(string email)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<LoyaltyUser>>().FindByEmailAsync(email))!;
        await Eventually.IsAsync(() =>
        {
            using var context = portal.Services.GetRequiredService<LoyaltyDatabase>().ForPlatform();
            return context.Set<SignInCode>().Any(code => code.UserId == user.Id);
        });
        var template = scope.ServiceProvider.GetServices<ILetterTemplate>().Single(template => template.Name == SignInCodeLetter.Template);
        var letter = await template.WriteAsync(0, System.Text.Json.JsonSerializer.SerializeToElement(new { userId = user.Id, locale = "en-GB" }), CancellationToken.None);
        return new string([.. letter!.Subject.Where(char.IsAsciiDigit)]);
    }

    private static Task ScreenshotAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root, "docs", "screenshots", name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
}
