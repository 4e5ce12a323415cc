using System.Net;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Wallet;

/// <summary>A personal link over HTTP: what a stranger sees of it, and joining by it.</summary>
[Collection(WebTests.Name)]
public sealed class InvitationTests(WebPortal portal)
{
    [Fact]
    public async Task A_friend_learns_the_first_name_and_the_offer_and_nothing_else_and_gets_no_cookie()
    {
        var code = await AdasCodeAsync();
        var answer = await portal.Browser().GetAsync($"/r/{WebPortal.Demo}/{code}");
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Contains("Ada invites you to Pagewell Books", page, StringComparison.Ordinal);
        Assert.Contains($"/join/{WebPortal.Demo}?ref={code}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Whitfield", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", page, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers.Where(header => header.Key == "Set-Cookie").SelectMany(header => header.Value), cookie => cookie.StartsWith("device=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_leads_nowhere_leads_to_the_plain_page_to_join()
    {
        var answer = await portal.Browser().GetAsync($"/r/{WebPortal.Demo}/{ReferralCode.New()}");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith($"/join/{WebPortal.Demo}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);

        var plain = await portal.Browser().GetStringAsync($"/join/{WebPortal.Demo}");
        var withWrong = await portal.Browser().GetStringAsync($"/join/{WebPortal.Demo}?ref={ReferralCode.New()}");
        Assert.DoesNotContain("invited you", withWrong, StringComparison.Ordinal);
        Assert.Contains("join-email", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_joins_by_the_link_is_brought_by_its_owner_and_a_second_friend_on_the_same_telephone_is_noticed()
    {
        var code = await AdasCodeAsync();
        var browser = portal.Browser();
        var first = await JoinAsync(browser, code);
        Assert.Equal(ReferralState.Joined, first.State);
        Assert.Empty(first.ReasonCodes);

        var signedOut = portal.Browser();
        signedOut.DefaultRequestHeaders.Add("Cookie", Device);
        Assert.Equal(["device"], (await JoinAsync(signedOut, code)).ReasonCodes);
        Assert.Empty((await JoinAsync(portal.Browser(), code)).ReasonCodes);
    }

    private string Device { get; set; } = "";

    private async Task<string> AdasCodeAsync()
    {
        var merchant = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var ada = await context.Set<Member>().SingleAsync(member => member.NormalizedEmail == "ada@pagewell.example");
        return await portal.Get<ReferralService>().CodeAsync(merchant.Id, ada.Id);
    }

    private async Task<Referral> JoinAsync(HttpClient browser, string code)
    {
        var email = $"friend-{Guid.NewGuid():N}@test.example";
        var answer = await WebPortal.PostAsync(browser, $"/join/{WebPortal.Demo}?ref={code}", "join",
            ("Posted.Key", Guid.NewGuid().ToString("N")), ("Posted.Name", "Grace Hopper"), ("Posted.Email", email), ("Posted.Password", "a long and odd one 7"));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Device = answer.Headers.Where(header => header.Key == "Set-Cookie").SelectMany(header => header.Value).FirstOrDefault(cookie => cookie.StartsWith("device=", StringComparison.Ordinal))?.Split(';')[0] ?? Device;
        var merchant = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var friend = await context.Set<Member>().SingleAsync(member => member.NormalizedEmail == email);
        return await context.Set<Referral>().SingleAsync(referral => referral.RefereeId == friend.Id);
    }
}
