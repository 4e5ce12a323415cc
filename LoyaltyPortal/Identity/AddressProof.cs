using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Identity;

/// <summary>
/// Somebody shows that an address is theirs, by a code or a link that came there. Until then anybody may have typed it: what they made with it ends, in the very save that says
/// that the address is proved.
/// </summary>
/// <param name="context">The one that the sign-ins' own store writes to.</param>
public sealed class AddressProof(UserManager<LoyaltyUser> users, LoyaltyDbContext context)
{
    /// <summary>By a code. The first time it ends every password, passkey and open sign-in there is; later there is nothing to prove.</summary>
    /// <returns>False when somebody else changed the sign-in at this moment: it is as it was.</returns>
    public async Task<bool> ByCodeAsync(LoyaltyUser user)
    {
        if (user.EmailConfirmed)
            return true;
        user.PasswordHash = null;
        await ProveAddressAsync(user);
        return (await users.UpdateSecurityStampAsync(user)).Succeeded;
    }

    /// <summary>By a link whose token was looked at: the new password takes the place of whatever opened the sign-in before, and open sign-ins end.</summary>
    public async Task<IdentityResult> ByLinkAsync(LoyaltyUser user, string token, string password)
    {
        await ProveAddressAsync(user);
        return await users.ResetPasswordAsync(user, token, password);
    }

    private async Task ProveAddressAsync(LoyaltyUser user)
    {
        context.RemoveRange(await context.Set<IdentityUserPasskey<long>>().Where(passkey => passkey.UserId == user.Id).ToListAsync());
        user.EmailConfirmed = true;
    }
}
