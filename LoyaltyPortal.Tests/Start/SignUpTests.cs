using System.Security.Claims;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Start;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Start;

[Collection(WebTests.Name)]
public sealed class SignUpTests(WebPortal portal)
{
    [Fact]
    public async Task A_form_that_is_sent_twice_at_one_moment_founds_one_merchant()
    {
        var owner = await portal.PersonAsync();
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, owner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))], "test"));
        var form = new SignUp { Key = Guid.NewGuid().ToString("N"), MerchantName = "Twice sent", Currency = "GBP", TimeZone = "Europe/London", Locale = "en-GB" };

        var answers = await Task.WhenAll(RegisterAsync(form, person), RegisterAsync(form, person));

        Assert.All(answers, Assert.NotNull);
        Assert.Equal(answers[0]!.Id, answers[1]!.Id);
        Assert.Single(await portal.Get<MerchantAccess>().WorkplacesAsync(owner.Id));
    }

    private async Task<MerchantView?> RegisterAsync(SignUp form, ClaimsPrincipal person)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<SignUpService>().RegisterAsync(form, person)).Merchant;
    }
}
