using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>Puts together what rules may know of a member, on the recording road.</summary>
internal static class BasketMembers
{
    /// <param name="day">The local day of the purchase.</param>
    public static async ValueTask<BasketMember> OfAsync(Work work, Merchant merchant, Member member, Programme programme, DateOnly day)
    {
        var tier = await Standings.HeldAsync(work, merchant, programme, member, day);
        var facts = await work.Session.GetAsync<MemberFacts>(new RowKey(member.Id));
        return new BasketMember
        {
            EnrolledAt = member.EnrolledAt,
            BirthDate = member.BirthDate,
            Purchases = facts?.Purchases ?? 0,
            NetSales = facts is null ? 0 : facts.NetSales - facts.ReturnedNet,
            LastPurchaseAt = facts?.LastPurchaseAt,
            TierKey = tier?.Key,
            TierName = tier?.Name,
            TierMultiplier = tier?.Multiplier ?? 1,
            Earned = programme.Rules.Needs.HasFlag(EarningNeeds.EarnedSoFar) ? await FactsBook.In(work).EarnedSoFarAsync(member.Id, day) is var earned ? new EarnedSoFar(earned.Day, earned.Month, earned.Year, earned.Ever) : default : default,
        };
    }
}
