using System.Security.Claims;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Identity;

/// <summary>A passkey of a sign-in, as its owner sees it.</summary>
/// <param name="Id">The credential's id in base64url.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt);

/// <summary>The passkeys of a sign-in, for pages that stay open.</summary>
public sealed class PasskeyList(LoyaltyDatabase database)
{
    public async Task<IReadOnlyList<PasskeyView>> OfAsync(long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForPlatform();
        var rows = await context.Set<IdentityUserPasskey<long>>().AsNoTracking().Where(passkey => passkey.UserId == userId).ToListAsync(cancellation);
        return [.. rows.Select(row => new PasskeyView(WebEncoders.Base64UrlEncode(row.CredentialId), row.Data.Name ?? "", row.Data.CreatedAt)).OrderBy(passkey => passkey.CreatedAt)];
    }

    /// <summary>Whether the address of a sign-in is proved: before, no passkey is made for it.</summary>
    public async Task<bool> IsProvedAsync(long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForPlatform();
        return await context.Users.AnyAsync(user => user.Id == userId && user.EmailConfirmed, cancellation);
    }
}

/// <summary>Registering passkeys and signing in with them. Lives as long as a request: what a browser is asked to sign is kept in a cookie of its own between two of them.</summary>
public sealed class PasskeyService(UserManager<LoyaltyUser> users, SignInManager<LoyaltyUser> signIns)
{
    public const int MostPerPerson = 10;

    private const int NameLength = 80;

    /// <summary>What the browser needs to make a passkey for the signed-in person, as JSON.</summary>
    /// <returns>Or <c>sign_in_failed</c>, <c>passkey_address_unproved</c>, <c>passkeys_enough</c>.</returns>
    public async Task<Result<string>> CreationOptionsAsync(ClaimsPrincipal person)
    {
        if (!(await OwnerAsync(person)).Try(out var user, out var refusal))
            return refusal;
        if ((await users.GetPasskeysAsync(user)).Count >= MostPerPerson)
            return IdentityErrors.PasskeysEnough(MostPerPerson);
        return await signIns.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = await users.GetUserIdAsync(user),
            Name = user.Email ?? user.DisplayName,
            DisplayName = user.DisplayName,
        });
    }

    /// <summary>Keeps the passkey that the browser made.</summary>
    /// <returns>Or <c>passkey_failed</c>, <c>sign_in_failed</c>, <c>passkey_address_unproved</c>.</returns>
    public async Task<Result<Done>> AddAsync(ClaimsPrincipal person, string credential, string? name)
    {
        if (!(await OwnerAsync(person)).Try(out var user, out var refusal))
            return refusal;
        if (credential.Length == 0)
            return IdentityErrors.PasskeyFailed();
        PasskeyAttestationResult made;
        try
        {
            made = await signIns.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return IdentityErrors.PasskeyFailed(); // nobody asked for one in this browser, or too long ago
        }

        if (!made.Succeeded || made.UserEntity.Id != await users.GetUserIdAsync(user))
            return IdentityErrors.PasskeyFailed();
        var shown = (name ?? "").Trim();
        made.Passkey.Name = shown.Length > NameLength ? shown[..NameLength] : shown;
        return (await users.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded ? Done.Instance : IdentityErrors.PasskeyFailed();
    }

    /// <summary>Takes one of the signed-in person's passkeys away; another's is not there.</summary>
    public async Task<Result<Done>> RemoveAsync(ClaimsPrincipal person, string id)
    {
        if (await signIns.ValidateSecurityStampAsync(person) is not { } user || Decode(id) is not { } credential || await users.GetPasskeyAsync(user, credential) is null)
            return IdentityErrors.PasskeyFailed();
        return (await users.RemovePasskeyAsync(user, credential)).Succeeded ? Done.Instance : IdentityErrors.PasskeyFailed();
    }

    /// <summary>What the browser needs to offer the passkeys it has for this portal, as JSON. It names nobody.</summary>
    public Task<string> RequestOptionsAsync() => signIns.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Signs in whoever the passkey belongs to.</summary>
    /// <returns>Or <c>passkey_failed</c>, whatever the reason.</returns>
    public async Task<Result<Done>> SignInAsync(string credential)
    {
        if (credential.Length == 0)
            return IdentityErrors.PasskeyFailed();
        try
        {
            return (await signIns.PasskeySignInAsync(credential)).Succeeded ? Done.Instance : IdentityErrors.PasskeyFailed();
        }
        catch (InvalidOperationException)
        {
            return IdentityErrors.PasskeyFailed(); // nobody asked in this browser, or too long ago
        }
    }

    /// <summary>Whose passkey is made: a sign-in that still holds, asked of the database because a passkey outlives it, and whose address is proved, because anybody can type one.</summary>
    private async Task<Result<LoyaltyUser>> OwnerAsync(ClaimsPrincipal person)
    {
        if (await signIns.ValidateSecurityStampAsync(person) is not { } user)
            return IdentityErrors.SignInFailed();
        return user.EmailConfirmed ? user : IdentityErrors.PasskeyAddressUnproved();
    }

    private static byte[]? Decode(string id)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(id);
        }
        catch (FormatException)
        {
            return null; // no id of ours
        }
    }
}
