using System.Security.Claims;
using Bunit;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Tests.Wallet;

public sealed class MeTests : CounterContext
{
    private const long UserId = 4_712;

    [Fact]
    public async Task Preferences_are_saved_and_proved_line_by_line()
    {
        var place = await EnterAsync();
        var preferences = Open<MePreferences>(page => page.Add(me => me.Place, place).Add(me => me.AllowsEmail, true));
        Counter.Clock.Now += TimeSpan.FromMinutes(1);
        await preferences.Find("[data-purpose=Offers]").ChangeAsync(new ChangeEventArgs { Value = false });
        await preferences.Find("form input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = false });

        await preferences.Find("form").SubmitAsync();

        Assert.Contains("Saved", preferences.Find(".callout").TextContent, StringComparison.Ordinal);
        var now = await Get<PreferencesService>().OfAsync(place.Merchant.Id, place.Member.Id);
        Assert.Equal((true, LetterPurposes.All & ~LetterPurposes.Offers), (now.CelebrationsOff, now.Letters));
        var newest = preferences.Find(".consents li").TextContent;
        Assert.Contains("No longer allowed: Offers", newest, StringComparison.Ordinal);
        Assert.Contains("You, ", newest, StringComparison.Ordinal);
        Assert.Contains("Noted by staff", preferences.FindAll(".consents li")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_forgotten_is_asked_for_by_typing_a_word_and_can_be_called_off()
    {
        var place = await EnterAsync();
        var privacy = Open<MePrivacy>(page => page.Add(me => me.Place, place));
        var asked = privacy.Find("#me-erase").ClickAsync(new());
        Assert.Equal("erase", Get<Confirmations>().Open?.Typed);
        Assert.Null(await Get<ErasureService>().WaitingAsync(place.Merchant.Id, place.Member.Id));

        Get<Confirmations>().Answer(true);
        await asked;

        var waiting = await Get<ErasureService>().WaitingAsync(place.Merchant.Id, place.Member.Id);
        Assert.Equal(Counter.Clock.Now.UtcDateTime.AddDays(14), waiting?.DueAt);
        await privacy.Find("#me-erase-revoke").ClickAsync(new());
        Assert.Null(await Get<ErasureService>().WaitingAsync(place.Merchant.Id, place.Member.Id));
        Assert.Contains("Called off", privacy.Find(".callout").TextContent, StringComparison.Ordinal);
    }

    private async Task<WalletPlace> EnterAsync()
    {
        await Counter.EnrolAsync("Ada Byron", "ada@example.com", allowsEmail: true, userId: UserId);
        return (await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{UserId}")], "test"))))!;
    }
}
