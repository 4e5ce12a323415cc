using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>Rewards as people use them: the owner offers one, a member redeems it on a phone, a cashier burns it without a mouse.</summary>
[Collection(BrowserTests.Name)]
public sealed class RewardStoryTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task An_idea_is_offered_redeemed_on_a_phone_and_burnt_at_the_till_by_keyboard_while_the_wallet_looks_on()
    {
        await CreditAdaAsync(1_000);
        await using var owner = await portal.OpenAsAsync("owner", "/m/pagewell/rewards/new?idea=coffee");
        await owner.Page.FillAsync("#reward-name", "Story coffee");
        await owner.Page.Locator("#reward-name").PressAsync("Tab");
        await Assertions.Expect(owner.Page.Locator(".preview .reward-name")).ToHaveTextAsync("Story coffee");
        await owner.Page.ClickAsync(".save-bar .btn-primary");
        await owner.Page.ClickAsync("#reward-publish");
        await Assertions.Expect(owner.Page.Locator("#reward-publish")).ToHaveCountAsync(0);

        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell/rewards", 390, 844);
        await wallet.Page.Locator(".offer", new() { HasText = "Story coffee" }).ClickAsync();
        await wallet.Page.ClickAsync("#redeem");
        await wallet.CaretAsync("redeem-yes");
        await wallet.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(wallet.Page.Locator(".ticket[data-state='Issued']")).ToBeVisibleAsync();
        var code = await wallet.Page.Locator(".ticket-number").InnerTextAsync();

        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till/voucher");
        await till.CaretAsync("voucher-code");
        await till.Page.Keyboard.TypeAsync(code.ToLowerInvariant());
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator(".found")).ToContainTextAsync("Story coffee");
        await till.CaretAsync("voucher-burn");
        await till.AssertAccessibleAsync();
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator(".found")).ToHaveCountAsync(0);
        await Assertions.Expect(wallet.Page.Locator(".ticket[data-state='Fulfilled']")).ToBeVisibleAsync(new() { Timeout = 2_000 });

        await till.CaretAsync("voucher-code");
        await till.Page.Keyboard.TypeAsync(code);
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator(".found .callout")).ToContainTextAsync("used already");
        owner.AssertQuiet();
        wallet.AssertQuiet();
        till.AssertQuiet();
    }

    [BrowserFact]
    public async Task A_reward_is_redeemed_at_the_till_before_payment_and_taken_off_the_sale()
    {
        await CreditAdaAsync(1_000);
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        await till.Page.ServeAsync("Ada");
        await till.CaretAsync("till-category");
        await till.Page.AddLineAsync("Stationery", "20");
        await till.Page.Locator(".till-offer", new() { HasText = "£5 off" }).ClickAsync();
        await Assertions.Expect(till.Page.Locator(".used")).ToContainTextAsync("15.00", new() { Timeout = 15_000 }); // three commands, each on the disk
        await Assertions.Expect(till.Page.Locator("#till-record")).ToContainTextAsync("15.00");
        await till.AssertAccessibleAsync();

        await till.Page.ClickAsync("#till-record");

        await Assertions.Expect(till.Page.Locator(".receipt tfoot")).ToContainTextAsync("15.00");
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell/vouchers", 390, 844);
        await Assertions.Expect(wallet.Page.Locator(".over .voucher").First).ToContainTextAsync("£5 off");
        till.AssertQuiet();
        wallet.AssertQuiet();
    }

    [BrowserFact]
    public async Task A_voucher_that_is_given_back_brings_its_points_back()
    {
        await CreditAdaAsync(1_000);
        await using var wallet = await portal.OpenAsAsync("ada", "/w/pagewell/rewards", 390, 844);
        await wallet.Page.Locator(".offer", new() { HasText = "A coffee on us" }).ClickAsync();
        await wallet.Page.ClickAsync("#redeem");
        await wallet.Page.ClickAsync("#redeem-yes");
        await Assertions.Expect(wallet.Page.Locator(".ticket[data-state='Issued']")).ToBeVisibleAsync();

        await wallet.Page.ClickAsync("#voucher-back");

        await Assertions.Expect(wallet.Page.Locator(".ticket[data-state='Cancelled']")).ToContainTextAsync("60");
        await wallet.AssertAccessibleAsync();
        wallet.AssertQuiet();
    }

    /// <summary>Ada with points enough, whatever the demo gave her.</summary>
    private async Task CreditAdaAsync(long points)
    {
        var merchant = (await portal.Services.GetRequiredService<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        var actor = LoyaltyPortal.Platform.Access.Actor.System(merchant.Id);
        var ada = (await portal.Services.GetRequiredService<MemberService>().LookUpAsync(actor, "ada@pagewell.example", 1)).Value.Hits[0].Member;
        var posted = await portal.Services.GetRequiredService<CommandQueue>().ExecuteAsync(new PostPoints
        {
            MerchantId = merchant.Id,
            Posting = new Posting
            {
                AccountId = ada.Id,
                Kind = EntryKind.Goodwill,
                Points = points,
                Source = EntrySource.Adjustment,
                SourceId = 1,
                OccurredAt = portal.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
                Explanation = new Explanation { Points = points },
            },
        });
        Assert.True(posted.Succeeded, posted.Failure?.Code);
    }
}
