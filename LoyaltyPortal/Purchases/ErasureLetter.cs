using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Purchases;

/// <summary>Says that a member is to be forgotten, when, and how to think better of it. It comes whatever letters are allowed: it is about a right, and somebody else may have asked.</summary>
internal sealed class ErasureLetter(LoyaltyDatabase database, MerchantDirectory directory, PortalAddress portal, IStringLocalizer<LettersText> text) : ILetterTemplate
{
    public string Name => ErasureService.LetterTemplate;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var requestId = payload.GetProperty("requestId").GetInt64();
        await using var context = database.ForMerchant(merchantId);
        if (await context.Set<ErasureRequest>().AsNoTracking().FirstOrDefaultAsync(request => request.Id == requestId, cancellation) is not { State: ErasureState.Waiting } request
            || await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == request.MemberId, cancellation) is not { Status: MemberStatus.Active, Email: { } email } member
            || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        using (new SpeakingTo(merchant.Settings.Locale))
        {
            var day = merchant.Zone.DayOf(request.DueAt).ToString("D", CultureInfo.CurrentCulture);
            return new Letter(email, member.Name, merchant.Name, merchant.Settings.BrandColour, merchant.Settings.Locale, text["Erasure.Subject", merchant.Name],
                [text["Welcome.Hello", member.Name], text["Erasure.Text", merchant.Name, day], text["Erasure.Revoke"]])
            {
                Button = (text["Erasure.Action"], portal.To($"/w/{merchant.Slug}/me")),
                Foot = text["Erasure.Foot", merchant.Name],
            };
        }
    }
}
