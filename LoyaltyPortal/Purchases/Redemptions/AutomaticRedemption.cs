using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>
/// Redeems by itself what a member has the points for: the reward that they save for, which then is reached; or else the dearest that the merchant gives by itself.
/// At most one with each command that makes points active, so that nothing can go round; and what somebody has given back does not come by itself again.
/// </summary>
internal static class AutomaticRedemption
{
    /// <summary>Redeems one if there is one. The command's own points have been counted before.</summary>
    /// <returns>Null when it is done, whether or not there was one.</returns>
    public static async ValueTask<Failure?> TryAsync(Work work, Merchant merchant, Member member)
    {
        var book = RewardBook.In(work);
        var goal = await book.GoalAsync(member.Id) is { } saved ? await book.OnOfferAsync(merchant.Id, saved) : null;
        var offers = (await book.AutomaticAsync(merchant.Id)).OrderByDescending(offer => offer.Content.Points).ToList();
        if (goal is not null)
            offers.Insert(0, goal);
        if (offers.Count == 0 || await LedgerBook.In(work).AccountAsync(member.Id, merchant.Id) is not { } account)
            return null;
        foreach (var offer in offers.Where(offer => offer.Content.Points <= account.Active))
        {
            if (await Redeeming.SettleAsync(work, merchant, member.Id, offer.Reward.Id) is { } unsettled)
                return unsettled;
            if (!await WantedAsync(work, merchant, member, offer, isGoal: offer == goal))
                continue;
            if (!(await Redeeming.RedeemAsync(work, merchant, member, offer.Reward.Id, new RedemptionOrder(member.Id, RedemptionSource.Automatic, null, null), isHold: false)).Try(out var redemption, out _))
                continue; // refused before anything was done: no seat is left, say
            if (offer == goal)
                await book.SetGoalAsync(merchant.Id, member.Id, null);
            if (member is { AllowsEmail: true, Email: not null })
                work.Session.Insert(OutboxMessage.Create(work.Ids.Next(), merchant.Id, "mail", JsonSerializer.Serialize(new { template = RewardLetter.TemplateName, redemptionId = redemption.Id }, JsonSerializerOptions.Web), work.Now));
            return null;
        }

        return null;
    }

    private static async ValueTask<bool> WantedAsync(Work work, Merchant merchant, Member member, RewardOnOffer offer, bool isGoal)
    {
        var book = RewardBook.In(work);
        var day = merchant.Zone().DayOf(work.Now);
        var tier = offer.Content.TierKeys.Count == 0 ? null : await Standings.HeldAsync(work, merchant, await ProgrammeBook.In(work).CurrentAsync(merchant.Id), member, day);
        if (await book.WhyNotAsync(offer, member.Id, tier?.Key, null, day) is not null)
            return false;
        return isGoal || !(await book.OfMemberAsync(member.Id, offer.Reward.Id)).Any(had => had is { Source: RedemptionSource.Automatic, State: RedemptionState.Cancelled });
    }
}
