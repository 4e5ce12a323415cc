using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>What every command that lets somebody earn, or takes it back, owes to tiers and caps: one call, in the same transaction.</summary>
internal static class Standings
{
    /// <summary>The tier held on a local day, before what happens then; null for none.</summary>
    public static ValueTask<Tier?> HeldAsync(Work work, Merchant merchant, Programme programme, Member member, DateOnly today) =>
        TierBook.In(work).HeldAsync(InForce(merchant, programme), member, today);

    /// <summary>Enters what counts for tiers and caps, and moves the member on the ladder if it is enough, or no longer enough.</summary>
    /// <param name="day">The local day that it counts for: the day of the purchase, also for a return.</param>
    /// <param name="today">The local day on which it happened.</param>
    public static async ValueTask QualifyAsync(Work work, Merchant merchant, Member member, DateOnly day, QualifyingFact fact, DateOnly today, TierCause cause)
    {
        var ladder = InForce(merchant, await ProgrammeBook.In(work).CurrentAsync(merchant.Id));
        await TierBook.In(work).HeldAsync(ladder, member, today);
        FactsBook.In(work).Qualify(merchant.Id, member.Id, day, fact);
        if (await TierBook.In(work).CountAsync(ladder, member, day, fact, today, cause))
            ChangedWallets.In(work).Add(member.Id);
    }

    /// <summary>The same for a member of whom only the id is known.</summary>
    public static async ValueTask QualifyAsync(Work work, Merchant merchant, long memberId, DateOnly day, QualifyingFact fact, DateOnly today, TierCause cause) =>
        await QualifyAsync(work, merchant, (await work.Session.GetAsync<Member>(new Platform.Data.Writing.RowKey(memberId)))!, day, fact, today, cause);

    /// <summary>Assesses a member from all the days: after a merge, on a new ladder, when time may have changed something.</summary>
    public static async ValueTask ReassessAsync(Work work, Merchant merchant, Member member, DateOnly today, TierCause cause)
    {
        var programme = await ProgrammeBook.In(work).CurrentAsync(merchant.Id);
        if (await TierBook.In(work).ReassessAsync(InForce(merchant, programme), member, today, cause))
            ChangedWallets.In(work).Add(member.Id);
    }

    private static LadderInForce InForce(Merchant merchant, Programme programme) => new(programme.Ladder, programme.Version, merchant.Zone());
}
