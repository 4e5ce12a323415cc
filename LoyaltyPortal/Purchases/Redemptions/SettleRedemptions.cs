using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>Ends what was kept and let go by time, and vouchers that nobody used in time. Reading shows them ended all the same; points and stock come back here.</summary>
internal sealed class SettleRedemptions(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock, ILogger<SettleRedemptions> log) : IJob
{
    private const int BatchSize = 500;

    public string Name => "settle-redemptions";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        foreach (var merchant in await database.MerchantsWithAsync<Redemption>(redemption => redemption.DueAt <= now, cancellation))
            await SettleAsync(merchant, now, cancellation);
    }

    /// <summary>By id, past those already tried: one that refuses does not hold up the others.</summary>
    private async Task SettleAsync(int merchantId, DateTime now, CancellationToken cancellation)
    {
        long above = 0;
        while (true)
        {
            await using var context = database.ForMerchant(merchantId);
            var due = await context.Set<Redemption>().Where(redemption => redemption.DueAt <= now && redemption.Id > above).OrderBy(redemption => redemption.Id).Take(BatchSize).Select(redemption => redemption.Id).ToListAsync(cancellation);
            if (due.Count == 0)
                return;
            await Task.WhenAll(due.Select(redemption => queue.ExecuteUnattendedAsync(new SettleRedemption { MerchantId = merchantId, RedemptionId = redemption }, redemption, log, cancellation)));
            above = due[^1];
        }
    }
}
