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
    public async Task A_reward_is_redeemed_at_the_till_before_payment_and_taken_off_the_sale()
    {
        await CreditAdaAsync(1_000);
        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        await till.Page.Locator("#till-find").PressSequentiallyAsync("ada");
        await till.Page.Locator(".finder-hit").First.ClickAsync();
        await till.Page.FillAsync("#till-category", "Stationery");
        await till.Page.FillAsync("#till-amount", "20");
        await till.Page.ClickAsync(".basket-add-button");
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
                OccurredAt = DateTime.UtcNow,
                Explanation = new Explanation { Points = points },
            },
        });
        Assert.True(posted.Succeeded, posted.Failure?.Code);
    }
}
