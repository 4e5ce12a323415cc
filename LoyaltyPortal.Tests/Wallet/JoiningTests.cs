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
}
