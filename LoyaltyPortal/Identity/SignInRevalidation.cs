using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Identity;

/// <summary>
/// Asks every minute, for as long as a page stays open, whether its sign-in still holds: the security stamp is the database's, and the
/// rooms' own checks agree.
/// </summary>
internal sealed class SignInRevalidation(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> options, IEnumerable<ICircuitCheck> checks)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => IdentityRoom.RevalidationInterval;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
            if (await users.GetUserAsync(authenticationState.User) is not { } user
                || authenticationState.User.FindFirst(options.Value.ClaimsIdentity.SecurityStampClaimType)?.Value != await users.GetSecurityStampAsync(user))
                return false;
        }

        foreach (var check in checks)
        {
            if (!await check.StillWelcomeAsync(authenticationState.User, cancellationToken))
                return false;
        }

        return true;
    }
}
