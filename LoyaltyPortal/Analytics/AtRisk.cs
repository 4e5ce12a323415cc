using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Analytics;

/// <summary>Members who bought twice or more, and which of them have stayed away longer than the merchant calls inactive.</summary>
internal sealed record AtRisk(IQueryable<MemberFacts> Returning, IQueryable<MemberFacts> Away)
{
    public static AtRisk Of(LoyaltyDbContext context, MerchantView merchant, DateOnly today)
    {
        var before = merchant.Zone.StartOf(today.AddDays(-merchant.Settings.InactivityDays));
        var returning = context.Set<MemberFacts>().Where(row => row.KeptPurchases >= 2 && context.Set<Member>().Any(member => member.Id == row.MemberId && member.Status == MemberStatus.Active));
        return new AtRisk(returning, returning.Where(row => row.KeptLastPurchaseAt < before));
    }
}
