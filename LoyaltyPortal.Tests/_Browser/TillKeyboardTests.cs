using System.Text.RegularExpressions;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A cashier's day without a mouse: the caret is always where the next thing is typed, and nothing that was pressed loses it.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class TillKeyboardTests(PortalBrowser portal)
{
    private const string Kept = "Object.keys(sessionStorage).filter(key => key.startsWith('till-basket-')).length";

    [GeneratedRegex(@"\w+-\d{6}-\d+", RegexOptions.None, 1_000)]
    private static partial Regex ReceiptNumber();

    private T Get<T>() where T : notnull => portal.Services.GetRequiredService<T>();

    [BrowserFact]
    public async Task Signing_out_drops_the_sale_that_the_tab_has_kept()
    {
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        await till.CaretAsync("till-find");
        await till.Page.FocusAsync("#till-category");
        await AddLineAsync(till, "Fiction", "12.50", "2", lines: 1);
        await till.Page.WaitForFunctionAsync(Kept + " === 1");

        await till.GoAsync("/account/sign-out");
        Assert.Equal(1, await till.Page.EvaluateAsync<int>(Kept));
        await till.Page.ClickAsync("[data-sign-out] button");

        await till.Page.WaitForFunctionAsync(Kept + " === 0");
    }

    [BrowserFact]
    public async Task A_sale_with_points_and_a_reward_a_return_and_a_voucher_by_keyboard_alone()
    {
        var voucher = await CoffeeForAdaAsync();
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        var keys = till.Page.Keyboard;

        await FindAdaAsync(till);
        await AddLineAsync(till, "Fiction", "12.50", "2", lines: 1);
        await AddLineAsync(till, "Stationery", "20", "1", lines: 2);

        // Points pay a part, and a reward takes another off.
        await TabToAsync(till, "#pay-points");
        await keys.TypeAsync("50");
        await keys.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator("#pay-free")).ToBeVisibleAsync();
        await till.CaretAsync("till-record");
        var before = await till.Page.Locator("#till-record").InnerTextAsync();
        await TabToAsync(till, ".till-offer:has-text('£5 off')", back: true);
        await keys.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator(".used")).ToContainTextAsync("40.00", new() { Timeout = 15_000 });
        await till.CaretAsync("till-record");
        Assert.NotEqual(before, await till.Page.Locator("#till-record").InnerTextAsync());
        await keys.PressAsync("Enter");
        await till.CaretAsync("till-next");
        var number = ReceiptNumber().Match(await till.Page.Locator(".receipt").InnerTextAsync()).Value;
        Assert.NotEmpty(number);
        await keys.PressAsync("Enter");
        await till.CaretAsync("till-find");

        // One line of that sale comes back.
        await TabToAsync(till, ".till-tabs a[href$='/till/return']", back: true);
        await keys.PressAsync("Enter");
        await FindAdaAsync(till, goesTo: "return-number");
        await keys.TypeAsync(number);
        await keys.PressAsync("Enter");
        await till.CaretAsync("return-more-1");
        await TabToAsync(till, "#return-more-2");
        await keys.PressAsync("Enter");
        await till.CaretAsync("return-less-2");
        await TabToAsync(till, "#return-confirm");
        await keys.PressAsync("Enter");
        await till.CaretAsync("return-next");
        await keys.PressAsync("Enter");
        await till.CaretAsync("return-number");

        // A voucher is held out at the next sale, and burnt there.
        await TabToAsync(till, ".till-tabs a[href$='/till']", back: true);
        await keys.PressAsync("Enter");
        await till.CaretAsync("till-category");
        await TabToAsync(till, "#till-code", back: true);
        await keys.TypeAsync(voucher.ToLowerInvariant());
        await keys.PressAsync("Enter");
        await till.CaretAsync("voucher-use");
        await till.AssertAccessibleAsync();
        await keys.PressAsync("Tab");
        await till.CaretAsync("voucher-burn");
        await keys.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator(".tone-good")).ToContainTextAsync("coffee");
        await till.CaretAsync("till-code");
        till.AssertQuiet();
    }

    [BrowserFact]
    public async Task On_a_phone_every_button_of_a_line_lies_within_the_panel()
    {
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till", 390, 844);
        await till.CaretAsync("till-find");
        await till.Page.FocusAsync("#till-category");
        await AddLineAsync(till, "Stationery and other fine things", "99999.99", "9999", lines: 1);
        await AddLineAsync(till, "Maps", "3", "1", lines: 2);

        var beyond = await till.Page.EvaluateAsync<double>("""
            () => Math.max(...[...document.querySelectorAll('.basket-line button, .basket-line span')].map((part) => {
              const body = part.closest('.panel-body');
              return part.getBoundingClientRect().right - (body.getBoundingClientRect().right - parseFloat(getComputedStyle(body).paddingInlineEnd));
            }))
            """);

        Assert.True(beyond <= 0.5, $"{beyond} px beyond the panel");
        till.AssertQuiet();
    }

    private static async Task FindAdaAsync(PortalPage till, string goesTo = "till-category")
    {
        await till.CaretAsync("till-find");
        await till.Page.Keyboard.TypeAsync("ada@pagewell.example");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.CaretAsync(goesTo);
    }

    private static async Task AddLineAsync(PortalPage till, string category, string amount, string quantity, int lines)
    {
        await till.CaretAsync("till-category");
        foreach (var typed in (string[])[category, amount, quantity])
        {
            await till.Page.Keyboard.TypeAsync(typed);
            await till.Page.Keyboard.PressAsync(typed == quantity ? "Enter" : "Tab");
        }

        await Assertions.Expect(till.Page.Locator(".basket-line")).ToHaveCountAsync(lines);
        await till.CaretAsync("till-category");
    }

    /// <summary>Goes on with Tab until the caret is there, as people do.</summary>
    private static async Task TabToAsync(PortalPage till, string selector, bool back = false)
    {
        var wanted = till.Page.Locator(selector).First;
        await Assertions.Expect(wanted).ToBeEnabledAsync();
        for (var press = 0; press < 60; press++)
        {
            await till.Page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
        }

        Assert.Fail($"{selector} is not reached by Tab.");
    }

    /// <summary>Ada has points enough, and the code of a voucher for a coffee.</summary>
    private async Task<string> CoffeeForAdaAsync()
    {
        var merchant = (await Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        var actor = Actor.System(merchant.Id);
        var ada = (await Get<MemberService>().LookUpAsync(actor, "ada@pagewell.example", 1)).Value.Hits[0].Member;
        Assert.True((await Get<CommandQueue>().ExecuteAsync(new PostPoints
        {
            MerchantId = merchant.Id,
            Posting = new Posting
            {
                AccountId = ada.Id,
                Kind = EntryKind.Goodwill,
                Points = 1_000,
                Source = EntrySource.Adjustment,
                SourceId = 1,
                OccurredAt = Get<TimeProvider>().GetUtcNow().UtcDateTime,
                Explanation = new Explanation { Points = 1_000 },
            },
        })).Succeeded);
        var coffee = (await Get<RedemptionService>().CatalogueAsync(actor, ada.Id, merchant.Stores[0].Id)).Value.Offers.First(offer => offer.Content.Name == "A coffee on us");
        return (await Get<RedemptionService>().RedeemAsync(merchant.Id, ada.Id, Guid.NewGuid().ToString("N"), coffee.RewardId)).Value.Code!;
    }
}
