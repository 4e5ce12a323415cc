using System.Net;
using System.Text.RegularExpressions;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Identity.Pages;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Identity;

[Collection(WebTests.Name)]
public sealed partial class SignInTests(WebPortal portal)
{
    [Fact]
    public async Task Signing_in_leads_where_the_reader_wanted_to_go()
    {
        var browser = portal.Browser();
        var refused = await browser.GetAsync("/m/pagewell/settings");
        Assert.Equal(HttpStatusCode.Found, refused.StatusCode);

        var answer = await WebPortal.PostAsync(browser, refused.Headers.Location!.PathAndQuery, "sign-in", ("Posted.Email", "owner@pagewell.example"), ("Posted.Password", WebPortal.Password));

        Assert.Equal("/m/pagewell/settings", answer.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/m/pagewell/settings")).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public void Signing_in_never_leads_to_another_site(string address) => Assert.Equal("/", AccountPages.Safe(address));

    [Fact]
    public async Task Wrong_password_unknown_address_and_lockout_get_one_answer()
    {
        var person = await portal.PersonAsync();
        var wrong = await AnswerAsync(person.Email!, "not the password at all");
        var unknown = await AnswerAsync("nobody@test.example", "not the password at all");
        for (var attempt = 0; attempt < 5; attempt++)
            await AnswerAsync(person.Email!, "not the password at all");
        var locked = await AnswerAsync(person.Email!, WebPortal.Password);

        Assert.Equal(wrong, unknown);
        Assert.Equal(wrong, locked);
    }

    [Fact]
    public async Task A_forgotten_password_gets_the_same_answer_for_everybody()
    {
        var person = await portal.PersonAsync();
        var known = await WebPortal.PostAsync(portal.Browser(), "/account/forgot", "forgot", ("Email", person.Email!));
        var unknown = await WebPortal.PostAsync(portal.Browser(), "/account/forgot", "forgot", ("Email", "nobody@test.example"));

        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(
            Steady(await known.Content.ReadAsStringAsync(), person.Email!),
            Steady(await unknown.Content.ReadAsStringAsync(), "nobody@test.example"));
    }

    [Fact]
    public async Task Failures_from_one_network_address_end_what_is_tried_there_and_successes_count_for_nothing()
    {
        var person = await portal.PersonAsync();
        await SpendAsync(SignInPage.Counted, SignInPage.MostFailuresOfNetworkPerHour - 1);
        try
        {
            await portal.SignedInAsync(person.Email!);
            await portal.SignedInAsync(person.Email!);

            await AnswerAsync($"{Guid.NewGuid():N}@test.example", "not the password at all");

            var (status, page) = await AnswerAsync(person.Email!, WebPortal.Password);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("tried too often", page, StringComparison.Ordinal);
        }
        finally
        {
            await ForgetAsync(SignInPage.Counted);
        }
    }

    [Fact]
    public async Task Failures_with_one_address_typed_stop_that_address_there_and_nobody_elses()
    {
        var (person, neighbour) = (await portal.PersonAsync(), await portal.PersonAsync());
        await SpendAsync(SignInPage.TypedKey(SignInPage.Counted + ":", person.Email), SignInPage.MostFailuresPerHour, "");

        Assert.Contains("tried too often", (await AnswerAsync(person.Email!, WebPortal.Password)).Item2, StringComparison.Ordinal);
        await portal.SignedInAsync(neighbour.Email!);
    }

    [Fact]
    public async Task Links_are_asked_for_so_often_from_one_network_address_and_no_more()
    {
        await SpendAsync(ForgotPage.Counted, ForgotPage.MostPerHour);
        try
        {
            var answer = await WebPortal.PostAsync(portal.Browser(), "/account/forgot", "forgot", ("Email", "nobody@test.example"));

            Assert.Contains("tried too often", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await ForgetAsync(ForgotPage.Counted);
        }
    }

    [Fact]
    public async Task Signing_out_needs_the_form()
    {
        var browser = await portal.SignedInAsync("owner@pagewell.example");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/account/sign-out", new FormUrlEncodedContent([KeyValuePair.Create("_handler", "sign-out")]))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/m/pagewell")).StatusCode);

        await WebPortal.PostAsync(browser, "/account/sign-out", "sign-out");

        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync("/m/pagewell")).StatusCode);
    }

    [Fact]
    public async Task Strangers_are_told_that_there_is_no_such_page()
    {
        var (merchant, _, owner) = await portal.MerchantAsync();
        var stranger = await portal.SignedInAsync(owner.Email!);

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync($"/m/{merchant.Slug}/settings")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/m/pagewell/settings")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/m/nobody-has-this-name/settings")).StatusCode);
    }

    [Fact]
    public async Task Staff_without_the_permission_are_told_so()
    {
        var cashier = await portal.SignedInAsync("cashier@pagewell.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await cashier.GetAsync("/m/pagewell/settings")).StatusCode);
    }

    [Fact]
    public async Task Signing_up_founds_a_merchant_and_signs_its_owner_in()
    {
        var browser = portal.Browser();
        var answer = await WebPortal.PostAsync(
            browser, "/account/register-merchant", "register",
            ("Posted.Name", "Ines Costa"), ("Posted.Email", $"ines{Guid.NewGuid():N}@test.example"), ("Posted.Password", "three lazy green herons"),
            ("Posted.MerchantName", "Café Ines"), ("Posted.Currency", "EUR"), ("Posted.TimeZone", "Europe/Lisbon"), ("Posted.Preset", "coffee"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/m/cafe-ines", answer.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(answer.Headers.Location)).StatusCode);
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd2026!")]
    [InlineData("qwertyuiop12")]
    [InlineData("aaaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("welcomelondon2026")]
    [InlineData("gracehopper12")]
    public void A_common_password_is_refused(string password) => Assert.True(UncommonPassword.IsCommon(password, "Grace Hopper", "grace@example.com"));

    [Theory]
    [InlineData("three lazy green herons")]
    [InlineData("correct-tuba-window")]
    [InlineData("sarı fil uçan bisiklet")]
    public void A_phrase_is_taken(string password) => Assert.False(UncommonPassword.IsCommon(password, "Grace Hopper", "grace@example.com"));

    [Fact]
    public async Task Answers_carry_the_security_headers()
    {
        var answer = await portal.Browser().GetAsync("/account/sign-in");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_portal_says_when_it_is_ready() => Assert.Equal("ok", await portal.Browser().GetStringAsync("/healthz/ready"));

    private async Task SpendAsync(string what, int times, string network = ":")
    {
        var key = what + network;
        await portal.Get<Attempts>().CountAsync(key, int.MaxValue, TimeSpan.FromHours(1));
        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        Assert.Equal(1, await context.Set<AttemptLimit>().Where(limit => limit.Key == key).ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Count, times)));
    }

    private async Task ForgetAsync(string what)
    {
        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        await context.Set<AttemptLimit>().Where(limit => limit.Key == what + ":").ExecuteDeleteAsync();
    }

    private async Task<(HttpStatusCode, string)> AnswerAsync(string email, string password)
    {
        var answer = await WebPortal.PostAsync(portal.Browser(), "/account/sign-in", "sign-in", ("Posted.Email", email), ("Posted.Password", password));
        return (answer.StatusCode, Steady(await answer.Content.ReadAsStringAsync(), email));
    }

    /// <summary>The page without what differs on every answer: tokens, made-up ids, and what was typed.</summary>
    private static string Steady(string page, string email) =>
        Changing().Replace(page.Replace(WebUtility.HtmlEncode(email), "", StringComparison.Ordinal).Replace(email, "", StringComparison.Ordinal), "");

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"|nonce=\"[^\"]*\"|(id|popovertarget|aria-[a-z]+)=\"[a-z]+-?[0-9a-f]+\"|<!--.*?-->", RegexOptions.Singleline, 1_000)]
    private static partial Regex Changing();
}
