using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Statements;

/// <summary>Brings a statement as a file. It is printed when it is sent, so that nothing lies about meanwhile; whoever has been forgotten since gets none.</summary>
internal sealed class StatementLetter(LoyaltyDatabase database, StatementBooks books, StatementPress press, MerchantDirectory directory, PortalAddress portal, IStringLocalizer<StatementsText> text) : ILetterTemplate
{
    public const string TemplateName = "statement";

    public string Name => TemplateName;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var (memberId, month) = (payload.GetProperty("memberId").GetInt64(), payload.GetProperty("month").GetInt32());
        if (await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        await using var context = database.ForMerchant(merchantId);
        var isAsked = payload.GetProperty("asked").GetBoolean();
        var email = isAsked
            ? await context.Set<Member>().Where(member => member.Id == memberId && member.Status == MemberStatus.Active).Select(member => member.Email).FirstOrDefaultAsync(cancellation)
            : (await MemberPost.ReachAsync(context, memberId, LetterPurposes.Points, cancellation))?.Email;
        if (email is null || await books.ReadAsync(merchant, month, [memberId], showsCodes: isAsked, cancellation) is not [var content])
            return null;
        var locale = Addressee.LocaleOf(content.Member.Language, merchant.Settings.Locale);
        var file = press.Print(content);
        using (new SpeakingTo(locale))
        {
            var period = MonthNumber.FirstDay(month).ToString("Y", CultureInfo.CurrentCulture);
            return new Letter(email, content.Member.Name, merchant.Name, merchant.Settings.BrandColour, locale, text["Letter.Subject", merchant.Name, period],
                [text["Letter.Hello", content.Member.Name], text[content.IsOpen ? "Letter.Text.Open" : "Letter.Text", period, content.Closing.Active.ToString("N0", CultureInfo.CurrentCulture), merchant.Settings.PointsName]])
            {
                Button = (text["Letter.Action"], portal.To($"/w/{merchant.Slug}/statements")),
                File = new LetterFile($"{merchant.Slug}-{StatementService.Say(month)}.pdf", "application/pdf", file),
                Foot = text["Letter.Foot", merchant.Name],
            };
        }
    }
}
