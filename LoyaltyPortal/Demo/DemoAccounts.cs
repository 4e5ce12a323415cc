using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Demo;

/// <summary>The demo's sign-ins, all with the password of the setting <c>Demo:Password</c>; without one there are none.</summary>
public sealed class DemoAccounts(LoyaltyDatabase database, IdGenerator ids, IServiceScopeFactory scopes, IConfiguration configuration, DemoSignIns signIns, IStringLocalizer<DemoText> text)
{
    public string? Password => configuration["Demo:Password"] is { Length: > 0 } password ? password : null;

    /// <summary>Makes the staff with their roles, and Ada.</summary>
    /// <returns>Ada's sign-in; null without a password.</returns>
    public async Task<long?> CreateAsync(MerchantView merchant, DateTime since)
    {
        if (Password is not { } password)
            return null;
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
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

    /// <summary>Offers them beside the sign-in form.</summary>
    public void Show()
    {
        if (Password is not { } password)
            return;
        signIns.Show(
        [
            .. DemoMerchant.Staff.Select(staff => new DemoSignIn(() => text["SignIn." + staff.Role], staff.Email, password)),
            new DemoSignIn(() => text["SignIn.Member"], DemoMerchant.AdaEmail, password),
        ]);
    }

    /// <summary>Locks the demo's sign-ins, which a database keeps that was made in Development, or opens them again.</summary>
    public async Task LockAsync(bool locked)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        foreach (var email in DemoMerchant.Staff.Select(staff => staff.Email).Append(DemoMerchant.AdaEmail))
        {
            if (await users.FindByEmailAsync(email) is not { } user || locked == (user.LockoutEnd == DateTimeOffset.MaxValue))
                continue;
            Check(await users.SetLockoutEndDateAsync(user, locked ? DateTimeOffset.MaxValue : null));
            if (locked)
                Check(await users.UpdateSecurityStampAsync(user)); // ends what is open
        }
    }

    /// <summary>Takes the demo's sign-ins away; nobody else has addresses under its domain, which is reserved for examples.</summary>
    public async Task RemoveAsync()
    {
        signIns.Hide();
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
