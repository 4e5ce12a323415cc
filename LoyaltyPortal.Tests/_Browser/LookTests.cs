using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>
/// Every page as each kind of reader sees it, in both widths and themes: axe finds nothing, the console stays quiet, nothing is wider than
/// the window, and the picture is kept in docs/screenshots for people to look at.
/// </summary>
public abstract class LookTests(PortalBrowser portal, int width, int height)
{
    private static readonly (string? Person, string Path, string Name)[] Pages =
    [
        (null, "/", "front"),
        (null, "/account/sign-in", "sign-in"),
        (null, "/account/register-merchant", "register"),
        (null, "/account/forgot", "forgot"),
        (null, "/account/code", "code"),
        (null, "/offline-card", "offline-empty"),
        (null, "/join/pagewell", "join"),
        (null, "/s/pagewell/at/bath", "survey-answer"),
        (null, "/verify/pagewell", "verify"),
        ("owner", "/m/pagewell", "start"),
        ("owner", "/m/pagewell/members", "members"),
        ("owner", "/m/pagewell/members/new", "member-new"),
        ("owner", "/m/pagewell/approvals", "approvals"),
        ("owner", "/m/pagewell/programme", "programme"),
        ("owner", "/m/pagewell/programme/edit", "programme-edit"),
        ("owner", "/m/pagewell/programme/edit?tab=points", "programme-points"),
        ("owner", "/m/pagewell/programme/edit?tab=addingup", "programme-adding-up"),
        ("owner", "/m/pagewell/programme/edit?tab=tiers", "programme-tiers"),
        ("owner", "/m/pagewell/programme/edit?tab=try", "programme-try"),
        ("owner", "/m/pagewell/programme/edit?tab=review", "programme-review"),
        ("owner", "/m/pagewell/programme/history", "programme-history"),
        ("owner", "/m/pagewell/programme/trial", "trials"),
        ("owner", "/m/pagewell/programme/past", "past"),
        ("owner", "/m/pagewell/events", "events"),
        ("owner", "/m/pagewell/events/new", "event-new"),
        ("owner", "/m/pagewell/events/access", "early-access"),
        ("owner", "/m/pagewell/surveys", "surveys"),
        ("owner", "/m/pagewell/surveys/new", "survey-new"),
        ("owner", "/m/pagewell/referrals", "referrals"),
        ("support", "/m/pagewell/referrals/review", "referral-review"),
        ("owner", "/m/pagewell/referrals/terms", "referral-terms"),
        ("owner", "/m/pagewell/rewards", "rewards"),
        ("owner", "/m/pagewell/rewards/new", "reward-kinds"),
        ("owner", "/m/pagewell/rewards/new?idea=tenth", "reward-new"),
        ("owner", "/m/pagewell/badges", "badges"),
        ("owner", "/m/pagewell/badges/new?preset=explorer", "badge-new"),
        ("owner", "/m/pagewell/challenges", "challenges"),
        ("owner", "/m/pagewell/challenges/new?preset=sprint", "challenge-new"),
        ("owner", "/m/pagewell/reports", "reports"),
        ("owner", "/m/pagewell/reports/overview", "report-overview"),
        ("owner", "/m/pagewell/reports/rfm", "report-rfm"),
        ("owner", "/m/pagewell/reports/at-risk", "report-at-risk"),
        ("owner", "/m/pagewell/reports/tiers", "report-tiers"),
        ("owner", "/m/pagewell/reports/nps", "report-nps"),
        ("owner", "/m/pagewell/reports/nps-purchase", "report-nps-purchase"),
        ("owner", "/m/pagewell/reports/loyalty-index", "report-loyalty-index"),
        ("owner", "/m/pagewell/reports/points", "report-points"),
        ("owner", "/m/pagewell/reports/liability", "report-liability"),
        ("owner", "/m/pagewell/reports/liability/estimate", "report-estimate"),
        ("owner", "/m/pagewell/reports/breakage", "report-breakage"),
        ("owner", "/m/pagewell/reports/repeat", "report-repeat"),
        ("owner", "/m/pagewell/reports/first-time", "report-first-time"),
        ("owner", "/m/pagewell/reports/cohorts", "report-cohorts"),
        ("owner", "/m/pagewell/reports/stores", "report-stores"),
        ("owner", "/m/pagewell/segments", "segments"),
        ("owner", "/m/pagewell/segments/new?with=at-risk,recency,birthday,category,tier,store", "segment-new"),
        ("owner", "/m/pagewell/reports/baseline", "report-baseline"),
        ("owner", "/m/pagewell/reports/retention", "report-retention"),
        ("owner", "/m/pagewell/reports/engagement", "report-engagement"),
        ("owner", "/m/pagewell/reports/convertible", "report-convertible"),
        ("owner", "/m/pagewell/reports/value", "report-value"),
        ("owner", "/m/pagewell/reports/categories", "report-categories"),
        ("owner", "/m/pagewell/reports/members-behind?figure=atrisk", "report-members-behind"),
        ("owner", "/m/pagewell/reports/purchases-behind?figure=orders&from=2025-01-01&to=2099-12-31&returned=1", "report-purchases-behind"),
        ("owner", "/m/pagewell/imports", "imports"),
        ("owner", "/m/pagewell/statements", "statements"),
        ("owner", "/m/pagewell/settings", "settings"),
        ("owner", "/m/pagewell/settings/stores", "stores"),
        ("owner", "/m/pagewell/settings/staff", "staff"),
        ("owner", "/m/pagewell/settings/api-keys", "api-keys"),
        ("owner", "/m/pagewell/settings/webhooks", "webhooks"),
        ("owner", "/m/pagewell/settings/connect", "connect"),
        ("owner", "/m/pagewell/settings/audit", "audit"),
        ("owner", "/m/pagewell/settings/integrity", "integrity"),
        ("owner", "/m/pagewell/settings/demo", "demo"),
        ("cashier", "/m/pagewell/till", "till"),
        ("cashier", "/m/pagewell/till/return", "return"),
        ("cashier", "/m/pagewell/till/action", "action"),
        ("cashier", "/m/pagewell/till/door", "door"),
        ("cashier", "/m/pagewell/till/voucher", "till-voucher"),
        ("ada", "/w/pagewell", "wallet"),
        ("ada", "/w/pagewell/rewards", "wallet-rewards"),
        ("ada", "/w/pagewell/vouchers", "vouchers"),
        ("ada", "/w/pagewell/earn", "earn"),
        ("ada", "/w/pagewell/events", "wallet-events"),
        ("ada", "/w/pagewell/badges", "wallet-badges"),
        ("ada", "/w/pagewell/challenges", "wallet-challenges"),
        ("ada", "/w/pagewell/history", "history"),
        ("ada", "/w/pagewell/statements", "wallet-statements"),
        ("ada", "/w/pagewell/give", "give"),
        ("ada", "/w/pagewell/invite", "invite"),
        ("ada", "/w/pagewell/me", "me"),
        ("ada", "/account", "account"),
    ];

    [BrowserFact]
    public async Task Every_page_is_accessible_and_quiet_and_fits()
    {
        var faults = new List<string>();
        foreach (var group in Pages.GroupBy(page => page.Person))
        {
            var first = group.First();
            await using var page = group.Key is null
                ? await portal.OpenAsync(first.Path, width, height)
                : await portal.OpenAsAsync(group.Key, first.Path, width, height);
            foreach (var (_, path, name) in group)
            {
                await page.GoAsync(path);
                await LookAsync(page, name, faults);
            }

            if (group.Key == "ada")
            {
                await page.GoAsync("/w/pagewell/rewards");
                await page.GoAsync((await page.Page.Locator("a.offer").First.GetAttributeAsync("href"))!);
                await LookAsync(page, "wallet-reward", faults);
            }

            if (group.Key == "owner")
            {
                await page.GoAsync("/m/pagewell/rewards");
                await page.GoAsync((await page.Page.Locator("a.reward-link").First.GetAttributeAsync("href"))!);
                await LookAsync(page, "reward", faults);
                foreach (var survey in new[] { "After a visit", "Readers’ index" })
                {
                    await page.GoAsync("/m/pagewell/surveys");
                    await page.GoAsync((await page.Page.GetByRole(AriaRole.Link, new() { Name = survey }).GetAttributeAsync("href"))!);
                    await LookAsync(page, survey == "After a visit" ? "survey" : "survey-index", faults);
                }

                await page.GoAsync(new Uri(page.Page.Url).AbsolutePath + "/import");
                await LookAsync(page, "survey-import", faults);
                await page.GoAsync("/m/pagewell/reports/purchases-behind?figure=known&from=2025-01-01&to=2099-12-31");
                await page.GoAsync((await page.Page.Locator(".report-table tbody th a").First.GetAttributeAsync("href"))!);
                await LookAsync(page, "purchase", faults);
                await page.GoAsync("/m/pagewell/segments");
                await page.GoAsync((await page.Page.GetByRole(AriaRole.Link, new() { Name = "Regular fiction readers" }).GetAttributeAsync("href"))!);
                await LookAsync(page, "segment", faults);
                await page.GoAsync("/m/pagewell/members");
                await page.GoAsync((await page.Page.Locator("a.member-link").First.GetAttributeAsync("href"))!);
                await LookAsync(page, "member", faults);
                await page.GoAsync(new Uri(page.Page.Url).AbsolutePath + "/statements");
                await LookAsync(page, "member-statements", faults);
                await page.GoAsync(new Uri(page.Page.Url).AbsolutePath.Replace("/statements", "/adjust", StringComparison.Ordinal));
                await LookAsync(page, "adjust", faults);
                await page.GoAsync(new Uri(page.Page.Url).AbsolutePath.Replace("/adjust", "/merge", StringComparison.Ordinal));
                await LookAsync(page, "merge", faults);
                await page.GoAsync(new Uri(page.Page.Url).AbsolutePath.Replace("/merge", "/transfer", StringComparison.Ordinal));
                await LookAsync(page, "transfer", faults);
            }
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>By day, then by night: the theme follows the system at once, so a page need not be loaded for it again.</summary>
    private async Task LookAsync(PortalPage page, string name, List<string> faults)
    {
        await KeepAsync(page, name, "light");
        var overhang = await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overhang > 0)
            faults.Add($"{name}-{width}: {overhang} px wider than the window");
        faults.AddRange((await page.FaultsAsync()).Select(fault => $"{name}-{width}-light: {fault}"));

        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await KeepAsync(page, name, "dark");
        faults.AddRange((await page.ColourFaultsAsync()).Select(fault => $"{name}-{width}-dark: {fault}"));
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private async Task KeepAsync(PortalPage page, string name, string theme) =>
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root, "docs", "screenshots", $"{name}-{width}-{theme}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
}

[Collection(LookingTests.Wide)]
public sealed class WideLookTests(PortalBrowser portal) : LookTests(portal, 1440, 900);

/// <summary>What looks for faults finds them.</summary>
[Collection(LookingTests.Narrow)]
public sealed class FaultyPageTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task Faults_of_a_page_are_found_by_axe_by_its_colours_and_in_its_console()
    {
        await using var page = await portal.OpenAsync("/", 390, 844);
        await page.Page.SetContentAsync("<html lang='en'><title>Faults</title><main><h1>Faults</h1><img src='data:,'><p style='color:#aaa;background:#fff'>Pale</p></main></html>");
        await page.Page.EvaluateAsync("() => console.error('complaint')");

        var faults = await page.FaultsAsync();

        Assert.Contains(faults, fault => fault.StartsWith("image-alt", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("complaint", StringComparison.Ordinal));
        Assert.Contains(await page.ColourFaultsAsync(), fault => fault.StartsWith("color-contrast", StringComparison.Ordinal));
    }
}

[Collection(LookingTests.Narrow)]
public sealed class NarrowLookTests(PortalBrowser portal) : LookTests(portal, 390, 844);
