using System.Globalization;
using System.Net;
using System.Text;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Tests.Identity;

/// <summary>Who typed an address first has nothing left once somebody has shown that it is theirs.</summary>
[Collection(WebTests.Name)]
public sealed class AddressProofTests(WebPortal portal)
{
    private const string NewPassword = "another long sentence of mine";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_made_before_the_proof_ends_with_it(bool byCode)
    {
        var squatter = await SquatterAsync();
        await AddPasskeyAsync(squatter.Id);

        if (byCode)
            Assert.Equal(HttpStatusCode.Found, (await ProveByCodeAsync(portal.Browser(), squatter)).StatusCode);
        else
            Assert.True((await ResetAsync(squatter)).Succeeded);

        var proved = await UserAsync(squatter.Id);
        Assert.True(proved.EmailConfirmed);
        Assert.NotEqual(squatter.SecurityStamp, proved.SecurityStamp);
        Assert.Empty(await portal.Get<PasskeyList>().OfAsync(squatter.Id));
        Assert.Equal(HttpStatusCode.OK, (await PasswordAsync(squatter.Email!, WebPortal.Password)).StatusCode);
        if (!byCode)
            Assert.Equal(HttpStatusCode.Found, (await PasswordAsync(squatter.Email!, NewPassword)).StatusCode);
    }

    [Fact]
    public async Task A_proved_sign_in_keeps_password_and_passkeys_when_a_code_is_used()
    {
        var person = await portal.PersonAsync();
        await AddPasskeyAsync(person.Id);

        Assert.Equal(HttpStatusCode.Found, (await ProveByCodeAsync(portal.Browser(), person)).StatusCode);

        Assert.Single(await portal.Get<PasskeyList>().OfAsync(person.Id));
        Assert.Equal(person.SecurityStamp, (await UserAsync(person.Id)).SecurityStamp);
        await portal.SignedInAsync(person.Email!);
    }

    [Fact]
    public async Task A_new_password_by_letter_ends_the_passkeys_of_a_proved_sign_in_too()
    {
        var person = await portal.PersonAsync();
        await AddPasskeyAsync(person.Id);

        Assert.True((await ResetAsync(person)).Succeeded);

        Assert.Empty(await portal.Get<PasskeyList>().OfAsync(person.Id));
    }

    [Fact]
    public async Task A_link_that_sets_no_password_ends_nothing()
    {
        var person = await SquatterAsync();
        await AddPasskeyAsync(person.Id);

        Assert.Equal("password_short", (await ResetAsync(person, "short")).Failure?.Code);

        Assert.Single(await portal.Get<PasskeyList>().OfAsync(person.Id));
        Assert.False((await UserAsync(person.Id)).EmailConfirmed);
    }

    [Fact]
    public async Task A_cookie_from_before_the_proof_makes_no_passkey_and_is_not_made_new()
    {
        var squatter = await SquatterAsync();
        var mallory = await portal.SignedInAsync(squatter.Email!);
        await ProveByCodeAsync(portal.Browser(), squatter);

        var made = await WebPortal.PostAsync(mallory, "/account", "/account/passkeys/options");
        var renamed = await WebPortal.PostAsync(mallory, "/account", "name", ("Name", "Mallory"));

        Assert.Equal(HttpStatusCode.BadRequest, made.StatusCode);
        Assert.DoesNotContain(renamed.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith("loyalty=", StringComparison.Ordinal));
        Assert.Equal(squatter.DisplayName, (await UserAsync(squatter.Id)).DisplayName);
    }

    [Fact]
    public async Task No_passkey_is_made_for_an_unproved_address_and_the_page_says_what_to_do()
    {
        var person = await SquatterAsync();
        var browser = await portal.SignedInAsync(person.Email!);
        const string Way = "/account/code?returnUrl=%2Faccount";

        var page = await browser.GetStringAsync("/account");
        Assert.Contains(Way, page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-passkey-add", page, StringComparison.Ordinal);
        foreach (var (address, fields) in ((string, (string, string)[])[])[("options", []), ("add", [("credential", "{}")])])
        {
            var refused = await WebPortal.PostAsync(browser, "/account", "/account/passkeys/" + address, fields);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("code by e-mail", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Contains($"value=\"{person.Email}\"", await browser.GetStringAsync(Way), StringComparison.Ordinal);
        await ProveByCodeAsync(browser, person);
        page = await browser.GetStringAsync("/account");
        Assert.Contains("data-passkey-add", page, StringComparison.Ordinal);
        Assert.Contains("/account/forgot", page, StringComparison.Ordinal); // the password went with the proof
        Assert.Equal(HttpStatusCode.OK, (await WebPortal.PostAsync(browser, "/account", "/account/passkeys/options")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_credential_that_is_none_is_refused(string credential)
    {
        var browser = await portal.SignedInAsync((await portal.PersonAsync()).Email!);
        foreach (var (page, address, begin) in ((string, string, string)[])[("/account", "add", "options"), ("/account/code", "sign-in", "request")])
        {
            await WebPortal.PostAsync(browser, page, "/account/passkeys/" + begin);
            Assert.Equal(HttpStatusCode.BadRequest, (await WebPortal.PostAsync(browser, page, "/account/passkeys/" + address, ("credential", credential))).StatusCode);
        }
    }

    [Theory]
    [InlineData("https://loyal.example/", "loyal.example")]
    [InlineData("http://10.0.0.1:8080", null)]
    [InlineData("", null)]
    public void Passkeys_belong_to_the_name_that_the_portal_is_set_to(string address, string? name)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Address", address)]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddIdentity(portal.Get<IHostEnvironment>()).BuildServiceProvider();

        Assert.Equal(name, services.GetRequiredService<IOptions<IdentityPasskeyOptions>>().Value.ServerDomain);
    }

    /// <summary>A sign-in with a password whose address nobody has proved.</summary>
    private async Task<LoyaltyUser> SquatterAsync()
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var email = $"{Guid.NewGuid():N}@test.example";
        var user = new LoyaltyUser { Id = portal.Get<IdGenerator>().Next(), UserName = email, Email = email, DisplayName = "Squatter" };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>().CreateAsync(user, WebPortal.Password)).Succeeded);
        return user;
    }

    private async Task AddPasskeyAsync(long userId)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        var user = (await users.FindByIdAsync(userId.ToString(CultureInfo.InvariantCulture)))!;
        var passkey = new UserPasskeyInfo(Guid.NewGuid().ToByteArray(), [1], portal.Get<TimeProvider>().GetUtcNow(), 0, null, true, false, false, [2], [3]);
        Assert.True((await users.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded);
        Assert.Single(await portal.Get<PasskeyList>().OfAsync(userId));
    }

    private async Task<Result<Done>> ResetAsync(LoyaltyUser user, string password = NewPassword)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        var id = user.Id.ToString(CultureInfo.InvariantCulture);
        var token = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync((await users.FindByIdAsync(id))!)));
        return await scope.ServiceProvider.GetRequiredService<AccountService>().ResetPasswordAsync(id, token, password);
    }

    private async Task<HttpResponseMessage> ProveByCodeAsync(HttpClient browser, LoyaltyUser user) =>
        await WebPortal.PostAsync(browser, "/account/code", "code-give", ("Given.Email", user.Email!), ("Given.Code", await portal.CodeAsync(user.Id)));

    private Task<HttpResponseMessage> PasswordAsync(string email, string password) =>
        WebPortal.PostAsync(portal.Browser(), "/account/sign-in", "sign-in", ("Posted.Email", email), ("Posted.Password", password));

    private async Task<LoyaltyUser> UserAsync(long id)
    {
        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        return await context.Users.AsNoTracking().SingleAsync(user => user.Id == id);
    }
}
