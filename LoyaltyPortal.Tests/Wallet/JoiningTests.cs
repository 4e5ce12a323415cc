using System.Net;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Wallet;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Wallet;

[Collection(WebTests.Name)]
public sealed class JoiningTests(WebPortal portal)
{
    [Theory]
    [InlineData("0", "", "member_phone_unreadable")]
    [InlineData(null, "NOSUCHCARD", "join_not_possible")]
    public async Task What_cannot_be_joined_leaves_no_sign_in_behind(string? phone, string card, string code)
    {
        var (merchant, _, _) = await portal.MerchantAsync();
        var email = $"{Guid.NewGuid():N}@test.example";
        await using var scope = portal.Services.CreateAsyncScope();
        var joining = scope.ServiceProvider.GetRequiredService<Joining>();

        var joined = await joining.JoinAsync(merchant, new JoinRequest(Guid.NewGuid().ToString("N"), "Ada", email, phone, "a long enough secret", false, card));

        Assert.Equal(code, joined.Failure?.Code);
        Assert.Null(await scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>().FindByEmailAsync(email));
    }

    [Fact]
    public async Task One_sign_in_opens_several_wallets_and_each_leads_to_the_others()
    {
        var (merchant, _, _) = await portal.MerchantAsync();
        var person = await portal.PersonAsync("Two Wallets");
        var browser = await portal.SignedInAsync(person.Email!);
        foreach (var slug in (string[])[WebPortal.Demo, merchant.Slug])
            Assert.Equal(HttpStatusCode.Found, (await WebPortal.PostAsync(browser, $"/join/{slug}", "join-again", ("Again.Key", Guid.NewGuid().ToString()))).StatusCode);

        var wallet = await browser.GetStringAsync($"/w/{merchant.Slug}");
        var choice = await browser.GetStringAsync("/");

        Assert.Contains($"href=\"/w/{WebPortal.Demo}\"", wallet, StringComparison.Ordinal);
        Assert.Contains($"href=\"/w/{WebPortal.Demo}\"", choice, StringComparison.Ordinal);
        Assert.Contains($"href=\"/w/{merchant.Slug}\"", choice, StringComparison.Ordinal);
        var alone = await portal.SignedInAsync("ada@pagewell.example");
        Assert.DoesNotContain(merchant.Slug, await alone.GetStringAsync($"/w/{WebPortal.Demo}"), StringComparison.Ordinal);
    }
}
