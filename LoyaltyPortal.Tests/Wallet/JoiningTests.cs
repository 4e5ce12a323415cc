using System.Net;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
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

    [Fact]
    public async Task Whoever_only_types_a_cards_address_does_not_get_its_wallet_but_is_asked_to_prove_it()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var email = NewEmail();
        var card = await CardAsync(owner, email: email);
        await using var scope = portal.Services.CreateAsyncScope();

        // The answer is the same for an address that is not the card's: nothing of the card is found out.
        foreach (var typed in (string[])[email, NewEmail()])
            Assert.Equal(Joined.UntilProved, (await JoinAsync(scope, merchant, typed, card)).Value);

        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        Assert.Null(await portal.Get<MemberService>().FindOwnAsync(merchant.Id, (await users.FindByEmailAsync(email))!.Id));
        var browser = await portal.SignedInAsync(email, Secret);
        Assert.Equal("/account/code", AddressOf(await AgainAsync(browser, merchant.Slug, card)));
        Assert.Null(await portal.Get<MemberService>().FindOwnAsync(merchant.Id, (await users.FindByEmailAsync(email))!.Id));
    }

    [Fact]
    public async Task Joining_with_a_card_leads_through_a_code_by_email_into_its_wallet()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var email = NewEmail();
        var card = await CardAsync(owner, email: email);
        var browser = portal.Browser();

        var joined = await WebPortal.PostAsync(
            browser, $"/join/{merchant.Slug}", "join",
            ("Posted.Key", Guid.NewGuid().ToString()), ("Posted.Name", "Ada"), ("Posted.Email", email), ("Posted.Password", Secret), ("Posted.CardCode", card));
        Assert.Equal("/account/code", AddressOf(joined));
        var code = joined.Headers.Location!.ToString();
        Assert.Contains($"value=\"{email}\"", await browser.GetStringAsync(code), StringComparison.Ordinal);

        await using var scope = portal.Services.CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>().FindByEmailAsync(email))!;
        var proved = await WebPortal.PostAsync(browser, code, "code-give", ("Given.Email", email), ("Given.Code", await portal.CodeAsync(user.Id)));
        Assert.Equal($"/join/{merchant.Slug}", AddressOf(proved));
        var back = proved.Headers.Location!.ToString();
        Assert.Contains($"value=\"{card}\"", await browser.GetStringAsync(back), StringComparison.Ordinal);

        Assert.Equal($"/w/{merchant.Slug}", AddressOf(await WebPortal.PostAsync(browser, back, "join-again", ("Again.Key", Guid.NewGuid().ToString()), ("Again.CardCode", card))));
        Assert.Equal(card, (await portal.Get<MemberService>().FindOwnAsync(merchant.Id, user.Id))?.Code);
    }

    [Fact]
    public async Task A_card_with_a_phone_number_alone_takes_a_few_guesses_and_then_none()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var card = await CardAsync(owner, phone: "+44 7700 900777");
        var other = await CardAsync(owner, phone: "+44 7700 900888");
        var person = await portal.PersonAsync();
        var browser = await portal.SignedInAsync(person.Email!);

        for (var guess = 0; guess < Joining.MostClaims; guess++)
            Assert.Equal(HttpStatusCode.OK, (await AgainAsync(browser, merchant.Slug, card, $"111{guess}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AgainAsync(browser, merchant.Slug, card, "0777")).StatusCode);

        Assert.Equal($"/w/{merchant.Slug}", AddressOf(await AgainAsync(browser, merchant.Slug, other, "0888")));
    }

    [Fact]
    public async Task A_card_of_which_the_shop_knows_nothing_sends_its_owner_to_the_shop_and_leaves_no_sign_in_behind()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var card = await CardAsync(owner, externalId: "SHOP-9");
        var email = NewEmail();
        await using var scope = portal.Services.CreateAsyncScope();

        Assert.Equal("join_card_needs_staff", (await JoinAsync(scope, merchant, email, card)).Failure?.Code);
        Assert.Null(await scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>().FindByEmailAsync(email));
    }

    private const string Secret = "a long enough secret";

    private static string NewEmail() => $"{Guid.NewGuid():N}@test.example";

    private static string? AddressOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { } to ? new Uri(new Uri("http://localhost"), to).AbsolutePath : null;

    private async Task<string> CardAsync(Actor owner, string? email = null, string? phone = null, string? externalId = null)
    {
        var enrolled = await portal.Get<PurchaseService>().EnrolAsync(owner, Guid.NewGuid().ToString(), new Enrolment { Name = "Ada", Email = email, Phone = phone, ExternalId = externalId }, "till");
        Assert.True(enrolled.Succeeded, enrolled.Failure?.Code);
        return enrolled.Value.Code;
    }

    private static Task<Result<Joined>> JoinAsync(AsyncServiceScope scope, MerchantView merchant, string email, string card) =>
        JoiningOf(scope).JoinAsync(merchant, new JoinRequest(Guid.NewGuid().ToString("N"), "Ada", email, null, Secret, false, card));

    private static Joining JoiningOf(AsyncServiceScope scope)
    {
        // Joining signs in, which only a request can.
        scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Http.IHttpContextAccessor>().HttpContext = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider };
        return scope.ServiceProvider.GetRequiredService<Joining>();
    }

    private static Task<HttpResponseMessage> AgainAsync(HttpClient browser, string slug, string card, string phoneEnd = "") =>
        WebPortal.PostAsync(browser, $"/join/{slug}", "join-again", ("Again.Key", Guid.NewGuid().ToString()), ("Again.CardCode", card), ("Again.PhoneEnd", phoneEnd));
}
