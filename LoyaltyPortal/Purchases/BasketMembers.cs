using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>Puts together what rules may know of a member: on the recording road, and to foresee what it would do.</summary>
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

    /// <summary>The same from the outside, as of now; <see cref="BasketMember.New"/> for a stranger.</summary>
    public static async Task<BasketMember> ReadAsync(LoyaltyDatabase database, MerchantView merchant, long memberId, Programme programme, DateTime now, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchant.Id);
        if (await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == memberId, cancellation) is not { } member)
            return BasketMember.New;
        var facts = await context.Set<MemberFacts>().AsNoTracking().FirstOrDefaultAsync(facts => facts.MemberId == memberId, cancellation);
        var standing = await context.Set<TierStanding>().AsNoTracking().FirstOrDefaultAsync(standing => standing.MemberId == memberId, cancellation);
        var days = await context.Set<MemberDay>().AsNoTracking().Where(day => day.MemberId == memberId).OrderBy(day => day.Day).ToListAsync(cancellation);
        var today = merchant.Zone.DayOf(now);
        var tier = programme.Ladder.Tiers.Count == 0 ? null
            : TierAssessment.Of(programme.Ladder, days.ConvertAll(programme.Ladder.Of), merchant.Zone.DayOf(member.EnrolledAt), standing?.ToPosition(), today).Tier;
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
            Earned = new EarnedSoFar(
                days.Where(day => day.Day == today).Sum(day => day.PurchasePoints),
                days.Where(day => day.Day.Year == today.Year && day.Day.Month == today.Month).Sum(day => day.PurchasePoints),
                days.Where(day => day.Day.Year == today.Year).Sum(day => day.PurchasePoints),
                days.Sum(day => day.PurchasePoints)),
        };
    }
}
