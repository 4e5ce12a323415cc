using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Demo;

/// <summary>Removing the demo merchant.</summary>
public sealed class DemoService(LoyaltyDatabase database, MerchantAccess access, DemoAccounts accounts, DemoSignIns signIns)
{
    /// <summary>Deletes the actor's merchant with everything that belongs to it, and the demo's sign-ins. It is not seeded again.</summary>
    /// <param name="typedName">The merchant's name, typed to confirm what cannot be undone.</param>
    /// <returns>Done; or <c>not_allowed</c>, <c>demo_only</c>, <c>demo_name_differs</c>.</returns>
    public async Task<Result<Done>> RemoveAsync(Actor actor, string typedName, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForPlatform();
        var merchant = await context.Set<Merchant>().AsNoTracking().FirstOrDefaultAsync(merchant => merchant.Id == actor.MerchantId, cancellation);
        if (merchant is not { IsDemo: true })
            return DemoErrors.DemoOnly();
        if (!string.Equals(typedName.Trim(), merchant.Name, StringComparison.OrdinalIgnoreCase))
            return DemoErrors.NameDiffers(merchant.Name);
        await database.DeleteMerchantAsync(merchant.Id, CancellationToken.None);
        access.Forget(merchant.Slug);
        signIns.Hide();
        await accounts.RemoveAsync();
        return Done.Instance;
    }
}
