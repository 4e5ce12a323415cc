using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Demo;

/// <summary>The demo's sign-ins, all with the password of the setting <c>Demo:Password</c>; without one there are none.</summary>
public sealed class DemoAccounts(LoyaltyDatabase database, IdGenerator ids, IServiceScopeFactory scopes, IConfiguration configuration)
{
    public string? Password => configuration["Demo:Password"] is { Length: > 0 } password ? password : null;

    /// <summary>Makes the staff with their roles, and Ada.</summary>
    /// <returns>Ada's sign-in; null without a password.</returns>
    public async Task<long?> CreateAsync(MerchantView merchant, DateTime since)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (Password is not { } password || scope.ServiceProvider.GetService<UserManager<LoyaltyUser>>() is not { } users)
            return null;
        await using var context = database.ForPlatform();
        foreach (var staff in DemoMerchant.Staff)
        {
            var userId = await CreateAsync(users, staff.Email, staff.Name, password);
            var home = merchant.Stores.FirstOrDefault(store => store.Code == staff.HomeStore)?.Id;
            context.Add(StaffMember.Create(merchant.Id, userId, staff.Role, home, Clock.Truncate(since)));
        }

        await context.SaveChangesAsync();
        return await CreateAsync(users, DemoMerchant.AdaEmail, DemoMerchant.AdaName, password);
    }

    /// <summary>Takes the demo's sign-ins away; nobody else has addresses under its domain, which is reserved for examples.</summary>
    public async Task RemoveAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        foreach (var email in DemoMerchant.Staff.Select(staff => staff.Email).Append(DemoMerchant.AdaEmail))
        {
            if (await users.FindByEmailAsync(email) is { } user)
                Check(await users.DeleteAsync(user));
        }
    }

    private async Task<long> CreateAsync(UserManager<LoyaltyUser> users, string email, string name, string password)
    {
        // A seeding that was interrupted has left them behind.
        if (await users.FindByEmailAsync(email) is { } known)
            return known.Id;
        var user = new LoyaltyUser { Id = ids.Next(), UserName = email, Email = email, EmailConfirmed = true, DisplayName = name, LockoutEnabled = true };
        Check(await users.CreateAsync(user, password));
        return user.Id;
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException("Demo sign-ins: " + string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
