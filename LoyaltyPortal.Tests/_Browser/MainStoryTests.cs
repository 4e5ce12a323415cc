using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>The main job, as people do it: one at the till, one with the wallet open on a phone.</summary>
[Collection(BrowserTests.Name)]
public sealed class MainStoryTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task An_open_wallet_shows_a_sale_within_two_seconds_and_why_and_a_return_takes_back_exactly_that()
    {
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell", 390, 844);
        var before = await PointsAsync(wallet.Page);

        // The cashier finds Ada and keys two lines: 2 x 12.50 Fiction, which the demo's rules double, and 3.99 of something else.
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        await till.Page.ServeAsync("ada");
        await till.Page.AddLineAsync("Fiction", "12.50", 2);
        await till.Page.AddLineAsync("Stationery", "3.99", 1);
        var record = till.Page.Locator("#till-record");
        await Assertions.Expect(record).ToContainTextAsync("28.99");
        await record.ClickAsync();
        await Assertions.Expect(till.Page.Locator(".receipt")).ToBeVisibleAsync();

        // 28.99 x 1 = 28.99; Fiction again 25.00; what Ada's tier, her birthday and the weekend add depends on the day: at least 53.99, rounded down.
        var clock = Stopwatch.StartNew();
        var earned = PointsIn(await till.Page.Locator(".receipt-points").InnerTextAsync());
        Assert.InRange(earned, 53, 140);
        await Assertions.Expect(wallet.Page.Locator("[data-points]")).ToHaveAttributeAsync("data-points", Text(before + earned), new() { Timeout = 2_000 });
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"The wallet took {clock.Elapsed}.");

        // The reason, in the wallet, without reloading; what its steps give adds up to what was given.
        var newest = wallet.Page.Locator(".entry").First;
        await newest.Locator("summary").ClickAsync();
        var amounts = await newest.Locator(".sum-line:not(.sum-total) dd").AllInnerTextsAsync();
        var total = await newest.Locator(".sum-total dd").InnerTextAsync();
        Assert.Equal(earned, amounts.Sum(Number));
        Assert.Equal(earned, Number(total));

        // All of it comes back.
        await till.Page.ClickAsync("#till-next");
        await till.Page.ClickAsync(".till-tabs a[href$='/till/return']");
        await Assertions.Expect(till.Page.Locator("#return-number")).ToBeVisibleAsync();
        await till.Page.ServeAsync("ada");
        await till.Page.Locator(".return-row").First.ClickAsync();
        await till.Page.Locator(".with-aside .btn-small").First.ClickAsync();
        await Assertions.Expect(till.Page.Locator(".return-sum .strong dd")).ToContainTextAsync(Text(earned));
        await till.Page.Locator(".with-aside .btn-primary.btn-block").ClickAsync();
        await Assertions.Expect(till.Page.Locator(".return-done")).ToBeVisibleAsync();
        await Assertions.Expect(wallet.Page.Locator("[data-points]")).ToHaveAttributeAsync("data-points", Text(before), new() { Timeout = 2_000 });

        wallet.AssertQuiet();
        till.AssertQuiet();
    }

    private static long PointsIn(string text) => long.Parse(string.Concat(text.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static async Task<long> PointsAsync(IPage page) =>
        long.Parse((await page.Locator("[data-points]").GetAttributeAsync("data-points"))!, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string shown) =>
        decimal.Parse(shown.Replace('−', '-').Replace("+", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.Number | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
