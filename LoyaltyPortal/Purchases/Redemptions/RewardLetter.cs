using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>Tells a member that a reward was redeemed by itself, and where its voucher is. Nobody is written to whose voucher is used or given back already.</summary>
internal sealed class RewardLetter(LoyaltyDatabase database, MerchantDirectory directory, PortalAddress portal, IStringLocalizer<LettersText> text) : ILetterTemplate
{
    public const string TemplateName = "reward_redeemed";

    public string Name => TemplateName;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var redemptionId = payload.GetProperty("redemptionId").GetInt64();
        await using var context = database.ForMerchant(merchantId);
        if (await context.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == redemptionId, cancellation) is not { IsLive: true } redemption)
            return null;
        var member = await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == redemption.MemberId, cancellation);
        if (member is not { Status: MemberStatus.Active, AllowsEmail: true, Email: { } email } || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var content = CompiledRewards.Of(await context.Set<RewardVersion>().AsNoTracking().FirstAsync(version => version.RewardId == redemption.RewardId && version.Number == redemption.RewardNumber, cancellation));
        using (new SpeakingTo(merchant.Settings.Locale))
        {
            List<string> lines = [text["Welcome.Hello", member.Name], text["Reward.Text", content.Name, redemption.Points, merchant.Settings.PointsName, merchant.Name]];
            if (redemption.ValidUntil is { } end)
                lines.Add(text["Reward.Until", merchant.Zone.DayOf(end.AddTicks(-1)).ToString("D", CultureInfo.CurrentCulture)]);
            if (content.MayCancel && redemption.Code is not null)
                lines.Add(text["Reward.Back"]);
            return new Letter(email, member.Name, merchant.Name, merchant.Settings.BrandColour, merchant.Settings.Locale, text["Reward.Subject", content.Name], lines)
            {
                Button = (text[redemption.Code is null ? "Welcome.Action" : "Reward.Action"], portal.To(redemption.Code is { } code ? $"/w/{merchant.Slug}/vouchers/{code}" : $"/w/{merchant.Slug}/rewards")),
                Foot = text["Welcome.Foot", merchant.Name],
            };
        }
    }
}
