using System.Text;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants;

/// <summary>Tells somebody that they work for a merchant now. The link's token is made when the letter is written, so that the outbox keeps no secret.</summary>
internal sealed class StaffInvitationLetter(UserManager<LoyaltyUser> users, MerchantDirectory directory, PortalAddress portal, IStringLocalizer<MerchantsText> text) : ILetterTemplate
{
    public const string Template = "staff_invitation";

    public string Name => Template;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(payload.GetProperty("userId").ToString()) is not { Email: { } email } user
            || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var isNew = user.PasswordHash is null || !user.EmailConfirmed; // the link proves the address and ends what a stranger may have made with it
        var link = isNew
            ? portal.To($"/account/reset?user={user.Id}&token={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)))}&returnUrl=%2Fm%2F{merchant.Slug}")
            : portal.To($"/m/{merchant.Slug}");
        using (new SpeakingTo(merchant.Settings.Locale))
        {
            return new Letter(email, user.DisplayName, merchant.Name, merchant.Settings.BrandColour, merchant.Settings.Locale, text["Invitation.Subject", merchant.Name],
                [text["Letter.Hello", user.DisplayName], text["Invitation.Text", payload.GetProperty("invitedBy").GetString() ?? "", merchant.Name], text[isNew ? "Invitation.SetPassword" : "Invitation.SignIn"]])
            {
                Button = (text[isNew ? "Invitation.SetPasswordAction" : "Invitation.SignInAction"], link),
                Foot = text["Invitation.Foot", merchant.Name],
            };
        }
    }
}
