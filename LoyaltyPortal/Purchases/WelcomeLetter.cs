using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Purchases;

/// <summary>Words of this room’s letters.</summary>
public sealed class LettersText;

/// <summary>Greets somebody who has just joined and allowed letters: their code, what they have already, where their wallet is.</summary>
internal sealed class WelcomeLetter(LoyaltyDatabase database, MerchantDirectory directory, LedgerService ledger, PortalAddress portal, ClickLinks links, IStringLocalizer<LettersText> text) : ILetterTemplate
{
    public string Name => "welcome";

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var memberId = payload.GetProperty("memberId") is { ValueKind: JsonValueKind.String } said ? long.Parse(said.GetString()!, CultureInfo.InvariantCulture) : payload.GetProperty("memberId").GetInt64();
        await using var context = database.ForMerchant(merchantId);
        if (await MemberPost.ReachAsync(context, memberId, LetterPurposes.Points, cancellation) is not { } member || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var points = await ledger.AccountAsync(merchantId, memberId, cancellation) is { } account ? account.Active + account.Pending : 0;
        var locale = member.LocaleOr(merchant.Settings.Locale);
        using (new SpeakingTo(locale))
        {
            List<string> paragraphs = [text["Welcome.Hello", member.Name], text["Welcome.Text", merchant.Name, member.Code]];
            if (points > 0)
                paragraphs.Add(text["Welcome.Points", points, merchant.Settings.PointsName]);
            return new Letter(member.Email, member.Name, merchant.Name, merchant.Settings.BrandColour, locale, text["Welcome.Subject", merchant.Name], paragraphs)
            {
                Button = (text["Welcome.Action"], portal.To(links.To(merchantId, memberId, Name, $"/w/{merchant.Slug}"))),
                Foot = text["Welcome.Foot", merchant.Name],
            };
        }
    }
}
