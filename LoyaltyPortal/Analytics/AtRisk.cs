using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Analytics;

/// <summary>Members who bought twice or more, and which of them have stayed away longer than the merchant calls inactive.</summary>
internal sealed record AtRisk(IQueryable<MemberFacts> Returning, IQueryable<MemberFacts> Away)
{
    /// <param name="stores">Only who bought in one of those; null in any.</param>
    /// <param name="members">Only these, by id; null all.</param>
    public static AtRisk Of(LoyaltyDbContext context, MerchantView merchant, DateOnly today, IReadOnlyCollection<int>? stores, IQueryable<long>? members)
    {
        var before = merchant.Zone.StartOf(today.AddDays(-merchant.Settings.InactivityDays));
        var returning = context.Set<MemberFacts>().Where(row => row.KeptPurchases >= 2 && context.Set<Member>().Any(member => member.Id == row.MemberId && member.Status == MemberStatus.Active));
        if (members is not null)
            returning = returning.Where(row => members.Contains(row.MemberId));
        if (stores is not null)
        {
            var bought = context.Set<Purchase>().Where(purchase => stores.Contains(purchase.StoreId) && (purchase.State == PurchaseState.Completed || purchase.State == PurchaseState.PartlyReturned));
            returning = returning.Where(row => bought.Any(purchase => purchase.MemberId == row.MemberId && purchase.MerchantId == row.MerchantId));
        }

        return new AtRisk(returning, returning.Where(MemberFacts.IsAtRisk(before)));
    }
}
