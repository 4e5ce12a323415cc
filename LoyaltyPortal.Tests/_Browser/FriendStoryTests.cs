using LoyaltyPortal.Referrals;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A friend joins by a personal link on a telephone, and the one who invited sees it happen.</summary>
[Collection(BrowserTests.Name)]
public sealed class FriendStoryTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task A_friend_joins_by_the_link_on_a_phone_buys_and_stands_in_the_referrers_open_wallet()
    {
        await using var ada = await portal.OpenAsAsync("ada", "/w/pagewell/invite", 390, 844);
        var code = (await ada.Page.Locator("[data-code]").GetAttributeAsync("data-code"))!;
        Assert.NotNull(ReferralCode.Parse(code));

        await using var friend = await portal.OpenAsync($"/r/pagewell/{code}", 390, 844);
        await Assertions.Expect(friend.Page.Locator("h1")).ToHaveTextAsync("Ada invites you to Pagewell Books");
        await friend.Page.ClickAsync("a.btn-primary");
        await Assertions.Expect(friend.Page.Locator(".callout")).ToContainTextAsync("Ada invited you");
        await friend.Page.FillAsync("#join-name", "Grace Hopper");
        await friend.Page.FillAsync("#join-email", $"grace{Guid.NewGuid():N}@test.example");
        await friend.Page.FillAsync("#join-password", "a long and odd one 7");
        await friend.Page.ClickAsync("form button.btn-primary[type=submit]");
        await friend.Page.WaitForURLAsync("**/w/pagewell");

        // Without reloading: first name and initial, never more.
        var row = ada.Page.Locator(".invite-friends li").First;
        await Assertions.Expect(row).ToContainTextAsync("Grace H.");
        await Assertions.Expect(row).ToContainTextAsync("has not shopped enough yet");

        await using var till = await portal.OpenAsAsync("cashier", "/m/pagewell/till");
        await till.Page.ServeAsync("Grace Hopper");
        await till.Page.AddLineAsync("Fiction", "25");
        await till.Page.ClickAsync("#till-record");
        await Assertions.Expect(till.Page.Locator(".receipt")).ToBeVisibleAsync();
        await Assertions.Expect(row).ToContainTextAsync("Has shopped; your points come on");

        ada.AssertQuiet();
        friend.AssertQuiet();
        till.AssertQuiet();
    }
}
