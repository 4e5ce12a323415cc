using System.Globalization;
using System.Security.Claims;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Identity;

/// <summary>What the cookie knows of a person besides who it is. Roles are not among it: those are asked of the database.</summary>
internal sealed class SignInClaims(UserManager<LoyaltyUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<LoyaltyUser>(users, options)
{
    public static long? UserIdOf(ClaimsPrincipal person) =>
        long.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(LoyaltyUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimNames.Name, user.DisplayName));
        if (user.IsOperator)
            identity.AddClaim(new Claim(ClaimNames.Operator, "true"));
        return identity;
    }
}
