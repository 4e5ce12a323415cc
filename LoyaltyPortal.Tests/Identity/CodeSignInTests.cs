using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Identity;

[Collection(WebTests.Name)]
public sealed partial class CodeSignInTests(WebPortal portal)
{
    [Fact]
    public async Task The_code_of_the_newest_letter_signs_in_once()
    {
        var person = await portal.PersonAsync();
        var old = await CodeAsync(person);
        var code = await CodeAsync(person);
        var browser = portal.Browser();

        Assert.Equal(old == code ? HttpStatusCode.Found : HttpStatusCode.OK, (await GiveAsync(portal.Browser(), person.Email!, old)).StatusCode);
        code = old == code ? await CodeAsync(person) : code;
        Assert.Equal(HttpStatusCode.Found, (await GiveAsync(browser, person.Email!, code)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GiveAsync(portal.Browser(), person.Email!, code)).StatusCode);
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_is_wrong_too()
    {
        var person = await portal.PersonAsync();
        var code = await CodeAsync(person);
        var wrong = code == "000000" ? "111111" : "000000";
        for (var attempt = 0; attempt < CodeSignIn.MostTries; attempt++)
            Assert.Equal(HttpStatusCode.OK, (await GiveAsync(portal.Browser(), person.Email!, wrong)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await GiveAsync(portal.Browser(), person.Email!, code)).StatusCode);
    }

    [Fact]
    public async Task A_code_is_stored_hashed_and_ends_after_ten_minutes()
    {
        var person = await portal.PersonAsync();
        var before = portal.Get<TimeProvider>().UtcNow();
        var code = await CodeAsync(person);
        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        var kept = await context.Set<SignInCode>().AsNoTracking().SingleAsync(row => row.UserId == person.Id);

        Assert.DoesNotContain(code, kept.Hash, StringComparison.Ordinal);
        Assert.InRange(kept.ExpiresAt, before + CodeSignIn.Life - TimeSpan.FromSeconds(1), portal.Get<TimeProvider>().UtcNow() + CodeSignIn.Life);
        await context.Set<SignInCode>().Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, portal.Get<TimeProvider>().UtcNow().AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.OK, (await GiveAsync(portal.Browser(), person.Email!, code)).StatusCode);
    }

    [Fact]
    public async Task Who_asks_and_who_tries_is_told_the_same_for_everybody()
    {
        var person = await portal.PersonAsync();
        await CodeAsync(person);
        const string Stranger = "nobody@test.example";

        var asked = await AskAsync(person.Email!);
        Assert.Equal(asked, await AskAsync(Stranger));
        var tried = await AnswerAsync(person.Email!, "12345");
        Assert.Equal(tried, await AnswerAsync(Stranger, "12345"));
        Assert.Equal(tried, await AnswerAsync(Stranger, "000000"));
    }

    [Fact]
    public async Task Nobody_is_written_to_by_the_dozen()
    {
        var person = await portal.PersonAsync();
        for (var time = 0; time < 8; time++)
            await AskAsync(person.Email!);

        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        var id = person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(5, await context.Set<OutboxMessage>().CountAsync(message => message.Payload.Contains(SignInCodeLetter.Template) && message.Payload.Contains(id)));
    }

    [Theory]
    [InlineData("/account/code", "code-ask", "Asked.Email", SignInCodeLetter.Template)]
    [InlineData("/account/forgot", "forgot", "Email", PasswordResetLetter.Template)]
    public async Task For_a_stranger_as_much_is_written_as_for_somebody_and_a_letter_to_nobody_is_none(string page, string form, string field, string template)
    {
        foreach (var email in (string[])[(await portal.PersonAsync()).Email!, $"{Guid.NewGuid():N}@test.example"])
        {
            var (messages, counts) = await WrittenAsync(template);

            await WebPortal.PostAsync(portal.Browser(), page, form, (field, email));
            Assert.Equal((messages + 1, counts + 1), await WrittenAsync(template));

            await WebPortal.PostAsync(portal.Browser(), page, form, (field, " " + email.ToUpperInvariant()));
            Assert.Equal(counts + 1, (await WrittenAsync(template)).Counts);
        }

        await using var scope = portal.Services.CreateAsyncScope();
        var letters = scope.ServiceProvider.GetServices<ILetterTemplate>().Single(letter => letter.Name == template);
        Assert.Null(await letters.WriteAsync(0, JsonSerializer.SerializeToElement(new { userId = 0, locale = "en-GB" }), CancellationToken.None));
    }

    private async Task<(int Messages, int Counts)> WrittenAsync(string template)
    {
        await using var context = portal.Get<LoyaltyDatabase>().ForPlatform();
        return (
            await context.Set<OutboxMessage>().CountAsync(message => message.Payload.Contains(template)),
            await context.Set<AttemptLimit>().CountAsync(limit => limit.Key.StartsWith(template + ":")));
    }

    private Task<string> CodeAsync(LoyaltyUser person) => portal.CodeAsync(person.Id);

    private static Task<HttpResponseMessage> GiveAsync(HttpClient browser, string email, string code) =>
        WebPortal.PostAsync(browser, "/account/code", "code-give", ("Given.Email", email), ("Given.Code", code));

    private async Task<string> AskAsync(string email) =>
        Steady(await (await WebPortal.PostAsync(portal.Browser(), "/account/code", "code-ask", ("Asked.Email", email))).Content.ReadAsStringAsync(), email);

    private async Task<string> AnswerAsync(string email, string code) => Steady(await (await GiveAsync(portal.Browser(), email, code)).Content.ReadAsStringAsync(), email);

    /// <summary>A page without what differs from one answer to the next whoever asks.</summary>
    private static string Steady(string page, string email) => Changing().Replace(page.Replace(email, "somebody", StringComparison.Ordinal), "");

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"|nonce=\"[^\"]*\"|(id|popovertarget|aria-[a-z]+)=\"[a-z]+-?[0-9a-f]+\"|<!--.*?-->", RegexOptions.Singleline, 1_000)]
    private static partial Regex Changing();
}
