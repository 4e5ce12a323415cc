using System.Text;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Identity;

/// <summary>The way back in for somebody who forgot their password. The token is made when the letter is written, so that the outbox keeps no secret.</summary>
internal sealed class PasswordResetLetter(UserManager<LoyaltyUser> users, PortalAddress portal, IStringLocalizer<IdentityText> text) : ILetterTemplate
{
    public const string Template = "password_reset";

    /// <summary>The portal's own accent: no merchant writes this letter.</summary>
    private const string Colour = "#4f46e5";

    public string Name => Template;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(payload.GetProperty("userId").ToString()) is not { Email: { } email } user)
            return null;
        var token = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)));
        var locale = payload.GetProperty("locale").GetString() ?? "en-GB";
        using (new SpeakingTo(locale))
        {
            return new Letter(email, user.DisplayName, text["Letter.From"], Colour, locale, text["Reset.LetterSubject"],
                [text["Letter.Hello", user.DisplayName], text["Reset.LetterText"], text["Reset.LetterIgnore"]])
            {
                Button = (text["Reset.Action"], portal.To($"/account/reset?user={user.Id}&token={token}")),
                Foot = text["Reset.LetterFoot"],
            };
        }
    }
}
