using LoyaltyPortal.Events;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>What a reward can be for in the rooms beside it: events that are to come, windows that are not open to everybody yet.</summary>
internal static class FulfilmentTargets
{
    private const int Most = 100;

    public static RewardTargets Of(LoyaltyDatabase database, TimeProvider clock) => async (merchantId, setting) =>
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchantId);
        return setting switch
        {
            nameof(EventTicketSettings.EventId) => await context.Set<MemberEvent>().Where(planned => planned.State == EventState.Published && planned.StartsAt > now).OrderBy(planned => planned.StartsAt).Take(Most)
                .Select(planned => new RewardTarget(planned.Id, planned.Title)).ToListAsync(),
            nameof(EarlyAccessSettings.WindowId) => await context.Set<AccessWindow>().Where(window => window.PublicAt > now).OrderBy(window => window.PublicAt).Take(Most)
                .Select(window => new RewardTarget(window.Id, window.Name)).ToListAsync(),
            _ => [],
        };
    };
}
