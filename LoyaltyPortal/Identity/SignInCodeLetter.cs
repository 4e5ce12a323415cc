using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Identity;

/// <summary>Six digits to sign in with. They are drawn when the letter is written, so that the outbox keeps no secret; a letter written again carries another code, and only the newest is good.</summary>
internal sealed class SignInCodeLetter(UserManager<LoyaltyUser> users, LoyaltyDatabase database, TimeProvider clock, IStringLocalizer<IdentityText> text) : ILetterTemplate
{
    public const string Template = "sign_in_code";

    /// <summary>The portal's own accent: no merchant writes this letter.</summary>
    private const string Colour = "#4f46e5";

    public string Name => Template;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(payload.GetProperty("userId").ToString()) is not { Email: { } email } user)
            return null;
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        await KeepAsync(user.Id, users.PasswordHasher.HashPassword(user, code), cancellation);
        var locale = payload.GetProperty("locale").GetString() ?? "en-GB";
        using (new SpeakingTo(locale))
        {
            return new Letter(email, user.DisplayName, text["Letter.From"], Colour, locale, text["Code.LetterSubject", code],
                [
                    text["Letter.Hello", user.DisplayName],
                    text["Code.LetterText", code, (int)CodeSignIn.Life.TotalMinutes],
                    .. user.EmailConfirmed ? Array.Empty<string>() : [text["Code.LetterProves"]],
                    text["Code.LetterIgnore"],
                ])
            {
                Foot = text["Code.LetterFoot"],
            };
        }
    }

    private async Task KeepAsync(long userId, string hash, CancellationToken cancellation)
    {
        await using var context = database.ForPlatform();
        var until = clock.UtcNow() + CodeSignIn.Life;
        if (await context.Set<SignInCode>().Where(code => code.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.Hash, hash).SetProperty(code => code.ExpiresAt, until).SetProperty(code => code.Tries, 0), cancellation) == 1)
            return;
        context.Add(SignInCode.Of(userId, hash, until));
        await context.SaveChangesAsync(cancellation); // two letters at one moment: the second one fails here and is written again
    }
}
