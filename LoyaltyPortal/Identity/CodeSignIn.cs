using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Identity;

/// <summary>Signing in with six digits that come by e-mail. Whoever asks and whoever tries is told the same, whether or not somebody signs in with that address.</summary>
public sealed class CodeSignIn(UserManager<LoyaltyUser> users, SignInManager<LoyaltyUser> signIns, LoyaltyDatabase database, AskedLetters letters, AddressProof proof, TimeProvider clock)
{
    public const int Digits = 6;

    /// <summary>How long a code is good, from when its letter is written.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Tries per code: five of a million, and so many letters an hour, leave a guesser nothing.</summary>
    internal const int MostTries = 5;

    private const int MostLettersPerHour = 5;

    private static readonly LoyaltyUser Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<LoyaltyUser>().HashPassword(Nobody, "000000");

    /// <summary>Sends a code, if somebody signs in with that address.</summary>
    public Task AskAsync(string? email) => letters.AskAsync(SignInCodeLetter.Template, email, MostLettersPerHour, TimeSpan.FromHours(1));

    /// <summary>Signs in with the newest code that was sent. The first one proves the address: see <see cref="AddressProof"/>.</summary>
    /// <returns>Or <c>code_failed</c>, whatever the reason.</returns>
    public async Task<Result<Done>> SignInAsync(string? email, string? code, bool remember)
    {
        var typed = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        var user = string.IsNullOrWhiteSpace(email) ? null : await users.FindByEmailAsync(email.Trim());
        if (user is null || typed.Length != Digits || !await IsRightAsync(user, typed))
        {
            if (user is null || typed.Length != Digits)
                users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, typed); // the same work for nobody
            return IdentityErrors.CodeFailed();
        }

        if (!await signIns.CanSignInAsync(user) || !await proof.ByCodeAsync(user))
            return IdentityErrors.CodeFailed();
        await signIns.SignInAsync(user, remember);
        return Done.Instance;
    }

    private async Task<bool> IsRightAsync(LoyaltyUser user, string typed)
    {
        var now = clock.UtcNow();
        await using var context = database.ForPlatform();
        var codes = context.Set<SignInCode>().Where(code => code.UserId == user.Id && code.ExpiresAt > now);

        // The try is spent before the code is looked at, so that many at one moment have no more tries than one after the other.
        var mayTry = await codes.Where(code => code.Tries < MostTries).ExecuteUpdateAsync(set => set.SetProperty(code => code.Tries, code => code.Tries + 1)) == 1;
        var hash = await codes.Select(code => code.Hash).FirstOrDefaultAsync();
        var isRight = users.PasswordHasher.VerifyHashedPassword(user, hash ?? NobodysHash, typed) != PasswordVerificationResult.Failed;

        // Good once: whoever deletes the row comes in.
        return mayTry && hash is not null && isRight && await codes.Where(code => code.Hash == hash).ExecuteDeleteAsync() == 1;
    }
}
