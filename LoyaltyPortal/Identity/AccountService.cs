using System.Globalization;
using System.Text;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace LoyaltyPortal.Identity;

/// <summary>Signing in and out, and looking after one's own sign-in. Lives as long as a request; open pages do not use it.</summary>
public sealed class AccountService(UserManager<LoyaltyUser> users, SignInManager<LoyaltyUser> signIns, AskedLetters letters, AddressProof proof, IdGenerator ids)
{
    public const int PasswordLength = 12;

    private static readonly TimeSpan ResetPause = TimeSpan.FromMinutes(3);

    private static readonly LoyaltyUser Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<LoyaltyUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>Signs in with e-mail and password. Wrong address, wrong password and lockout get one answer, after the same work.</summary>
    public async Task<Result<Done>> SignInAsync(string? email, string? password, bool remember)
    {
        var user = string.IsNullOrWhiteSpace(email) ? null : await users.FindByEmailAsync(email.Trim());
        if (user is null || string.IsNullOrEmpty(password))
        {
            Spend(password);
            return IdentityErrors.SignInFailed();
        }

        var result = await signIns.PasswordSignInAsync(user, password, remember, lockoutOnFailure: true);
        if (result.Succeeded)
            return Done.Instance;
        if (result.IsLockedOut || user.PasswordHash is null)
            Spend(password);
        return IdentityErrors.SignInFailed();
    }

    public Task SignOutAsync() => signIns.SignOutAsync();

    /// <summary>
    /// The sign-in for a person who signs up and gives a password: a new one, or their own from before when the password is right. An address that is
    /// taken is refused in the same words whatever is wrong with it, and counts as a failed sign-in there.
    /// </summary>
    public async Task<Result<LoyaltyUser>> SignUpAsync(string name, string email, string password)
    {
        if (Check(name, email) is { } failure)
            return failure;
        if (await users.FindByEmailAsync(email.Trim()) is { } known)
            return (await signIns.CheckPasswordSignInAsync(known, password, lockoutOnFailure: true)).Succeeded ? known : IdentityErrors.SignUpFailed();
        var user = New(name, email);
        var created = await users.CreateAsync(user, password);
        return created.Succeeded ? user : FailureOf(created);
    }

    /// <summary>What is wrong with a person's name, address or password, before anything is written; null when nothing is.</summary>
    public static Failure? Check(string? name, string? email)
    {
        if (name is null || name.Trim().Length is < 2 or > 80)
            return IdentityErrors.NameMissing();
        return EmailAddress.IsReadable(email?.Trim()) ? null : IdentityErrors.EmailUnreadable();
    }

    /// <summary>What is wrong with a password for this person; null when nothing is.</summary>
    public static Failure? CheckPassword(string? password, string? name, string? email)
    {
        if (password is null || password.Length < PasswordLength)
            return IdentityErrors.PasswordShort();
        return UncommonPassword.IsCommon(password, name, email) ? IdentityErrors.PasswordCommon() : null;
    }

    public Task SignInAsync(LoyaltyUser user) => signIns.SignInAsync(user, isPersistent: false);

    /// <summary>Sends a letter with a link to set a new password, if somebody signs in with that address; the asker is told the same either way.</summary>
    public Task ForgotAsync(string? email) => letters.AskAsync(PasswordResetLetter.Template, email, 1, ResetPause);

    /// <summary>Sets a new password by the link of a letter; it ends every open sign-in, every passkey and a lockout.</summary>
    public async Task<Result<Done>> ResetPasswordAsync(string? userId, string? token, string? password)
    {
        if (!long.TryParse(userId, CultureInfo.InvariantCulture, out _) || Decode(token) is not { } plain || await users.FindByIdAsync(userId) is not { } user)
            return IdentityErrors.LinkStale();
        // The link first: the password's rules know the person's name, which is for nobody who only guessed a number.
        if (!await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<LoyaltyUser>.ResetPasswordTokenPurpose, plain))
            return IdentityErrors.LinkStale();
        if (CheckPassword(password, user.DisplayName, user.Email) is { } failure)
            return failure;
        var result = await proof.ByLinkAsync(user, plain, password!);
        if (!result.Succeeded)
            return FailureOf(result);
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        return Done.Instance;
    }

    /// <summary>Whether the signed-in person has a password; who signs in by code or passkey alone has none.</summary>
    public async Task<bool> HasPasswordAsync(System.Security.Claims.ClaimsPrincipal person) => (await users.GetUserAsync(person))?.PasswordHash is not null;

    /// <summary>Changes the signed-in person's password; other sign-ins end within a minute.</summary>
    public async Task<Result<Done>> ChangePasswordAsync(System.Security.Claims.ClaimsPrincipal person, string? current, string? next)
    {
        if (await signIns.ValidateSecurityStampAsync(person) is not { } user)
            return IdentityErrors.SignInFailed();
        if (CheckPassword(next, user.DisplayName, user.Email) is { } failure)
            return failure;
        var result = await users.ChangePasswordAsync(user, current ?? "", next!);
        if (!result.Succeeded)
            return FailureOf(result);
        await signIns.RefreshSignInAsync(user);
        return Done.Instance;
    }

    /// <summary>Changes the name that pages greet by.</summary>
    public async Task<Result<Done>> RenameAsync(System.Security.Claims.ClaimsPrincipal person, string? name)
    {
        if (await signIns.ValidateSecurityStampAsync(person) is not { } user)
            return IdentityErrors.SignInFailed(); // a cookie that was withdrawn is not made new
        if (Check(name, user.Email) is { } failure)
            return failure;
        user.DisplayName = name!.Trim();
        await users.UpdateAsync(user);
        await signIns.RefreshSignInAsync(user);
        return Done.Instance;
    }

    private static string? Decode(string? token)
    {
        try
        {
            return token is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
        }
        catch (FormatException)
        {
            return null; // cut off on its way through a mail program
        }
    }

    private LoyaltyUser New(string name, string email) => new()
    {
        Id = ids.Next(),
        UserName = email.Trim(),
        Email = email.Trim(),
        DisplayName = name.Trim(),
    };

    private static Failure FailureOf(IdentityResult result) => result.Errors.FirstOrDefault()?.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => IdentityErrors.PasswordShort(),
        UncommonPassword.Code => IdentityErrors.PasswordCommon(),
        nameof(IdentityErrorDescriber.PasswordMismatch) => IdentityErrors.PasswordWrong(),
        nameof(IdentityErrorDescriber.InvalidToken) => IdentityErrors.LinkStale(),
        nameof(IdentityErrorDescriber.InvalidEmail) => IdentityErrors.EmailUnreadable(),
        _ => IdentityErrors.SignUpFailed(),
    };

    /// <summary>The work of a password check, for nobody: so that the time to answer does not tell whether there is such a person.</summary>
    private void Spend(string? password) => users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password ?? "");
}
