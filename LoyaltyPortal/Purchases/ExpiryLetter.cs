using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Purchases;

/// <summary>Says how many points lapse on which day. Nobody is written to who has spent them meanwhile, or no longer allows letters.</summary>
internal sealed class ExpiryLetter(LoyaltyDatabase database, MerchantDirectory directory, LedgerService ledger, PortalAddress portal, IStringLocalizer<LettersText> text) : ILetterTemplate
{
    public const string TemplateName = "points_lapse";

    public string Name => TemplateName;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var memberId = payload.GetProperty("memberId").GetInt64();
        var lastDay = DateOnly.Parse(payload.GetProperty("lastDay").GetString()!, CultureInfo.InvariantCulture);
        await using var context = database.ForMerchant(merchantId);
        if (await MemberPost.ReachAsync(context, memberId, LetterPurposes.Points, cancellation) is not { } member || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var account = await ledger.AccountAsync(merchantId, memberId, cancellation);
        var points = account?.NextExpiries.Where(lot => merchant.Zone.DayOf(lot.ExpiresAt.AddTicks(-1)) == lastDay).Sum(lot => lot.Points) ?? 0;
        if (points == 0)
            return null;
        var locale = member.LocaleOr(merchant.Settings.Locale);
        using (new SpeakingTo(locale))
        {
            var day = lastDay.ToString("D", CultureInfo.CurrentCulture);
            return new Letter(member.Email, member.Name, merchant.Name, merchant.Settings.BrandColour, locale, text["Lapse.Subject", points, merchant.Settings.PointsName, day],
                [text["Welcome.Hello", member.Name], text["Lapse.Text", points, merchant.Settings.PointsName, merchant.Name, day], text["Lapse.Spend"]])
            {
                Button = (text["Welcome.Action"], portal.To($"/w/{merchant.Slug}")),
                Foot = text["Welcome.Foot", merchant.Name],
            };
        }
    }
}
