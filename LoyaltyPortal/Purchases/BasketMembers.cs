using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>Puts together what rules may know of a member: on the recording road, and to say beforehand what a purchase would earn.</summary>
internal static class BasketMembers
{
    /// <param name="day">The local day of the purchase.</param>
    /// <param name="moment">When it happened, UTC.</param>
    public static async ValueTask<BasketMember> OfAsync(Work work, Merchant merchant, Member member, Programme programme, DateOnly day, DateTime moment)
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
            Segments = programme.Rules.Needs.HasFlag(EarningNeeds.Segments) ? await FactsBook.In(work).SegmentsAsync(member.Id, moment) : [],
        };
    }

    /// <summary>The same as read now; <see cref="BasketMember.New"/> for nobody.</summary>
    public static async Task<BasketMember> ReadAsync(LoyaltyDbContext context, long? memberId, Programme programme, Zone zone, DateOnly day, CancellationToken cancellation)
    {
        if (memberId is not { } asked || await MergedMembers.FindAsync(context, asked, cancellation) is not { } member)
            return BasketMember.New;
        memberId = member.Id;
        var facts = await context.Set<MemberFacts>().AsNoTracking().FirstOrDefaultAsync(facts => facts.MemberId == memberId, cancellation);
        var tier = await TierService.HeldAsync(context, programme.Ladder, member.Id, zone.DayOf(member.EnrolledAt), day, cancellation);
        var earned = default(EarnedSoFar);
        if (programme.Rules.Needs.HasFlag(EarningNeeds.EarnedSoFar))
        {
            var days = await context.Set<MemberDay>().Where(row => row.MemberId == memberId).Select(row => new { row.Day, row.PurchasePoints }).ToListAsync(cancellation);
            earned = new EarnedSoFar(
                days.Where(row => row.Day == day).Sum(row => row.PurchasePoints),
                days.Where(row => row.Day.Year == day.Year && row.Day.Month == day.Month).Sum(row => row.PurchasePoints),
                days.Where(row => row.Day.Year == day.Year).Sum(row => row.PurchasePoints),
                days.Sum(row => row.PurchasePoints));
        }

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
            Earned = earned,
            Segments = programme.Rules.Needs.HasFlag(EarningNeeds.Segments)
                ? await context.Set<SegmentMembership>().Where(row => row.MemberId == memberId && row.Until == null).Select(row => row.SegmentId).ToListAsync(cancellation)
                : [],
        };
    }
}
