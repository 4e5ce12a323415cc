using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback;

/// <summary>Asks a member to answer. Not written any more to whoever no longer wants letters, has answered, or could not answer now.</summary>
internal sealed class SurveyLetter(LoyaltyDatabase database, MerchantDirectory directory, PortalAddress portal, TimeProvider clock, IStringLocalizer<FeedbackText> text) : ILetterTemplate
{
    public const string TemplateName = "survey";

    /// <summary>Nobody needs it for their account: it comes with what the merchant wants of its members.</summary>
    public const LetterPurposes Purpose = LetterPurposes.Offers;

    public string Name => TemplateName;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var invitationId = payload.GetProperty("invitationId").GetInt64();
        await using var context = database.ForMerchant(merchantId);
        var asked = await context.Set<SurveyInvitation>().AsNoTracking().Where(invitation => invitation.Id == invitationId)
            .Join(context.Set<Survey>().AsNoTracking(), invitation => invitation.SurveyId, survey => survey.Id, (invitation, survey) => new { invitation, survey }).FirstOrDefaultAsync(cancellation);
        if (asked is not { invitation: { AnsweredAt: null, MemberId: { } memberId } invitation, survey: { State: SurveyState.Open } survey } || invitation.ExpiresAt <= clock.UtcNow())
            return null;
        if (await MergedMembers.FindAsync(context, memberId, cancellation) is not { } member || await MemberPost.ReachAsync(context, member.Id, Purpose, cancellation) is not { } addressee || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var locale = addressee.LocaleOr(merchant.Settings.Locale);
        using (new SpeakingTo(locale))
        {
            var about = survey.Kind == SurveyKind.TransactionalNps ? "Purchase" : "Shop";
            var store = merchant.Stores.FirstOrDefault(store => store.Id == invitation.StoreId)?.Name ?? merchant.Name;
            var until = merchant.Zone.DayOf(invitation.ExpiresAt.AddTicks(-1)).ToString("D", System.Globalization.CultureInfo.CurrentCulture);
            return new Letter(addressee.Email, addressee.Name, merchant.Name, merchant.Settings.BrandColour, locale, text[$"Letter.{about}.Subject", store],
                [text["Letter.Hello", addressee.Name], text[$"Letter.{about}", store], text["Letter.Until", until]])
            {
                Button = (text["Letter.Button"], portal.To($"/s/{merchant.Slug}/{invitation.Code}")),
                Foot = text["Letter.Foot", merchant.Name],
            };
        }
    }
}
