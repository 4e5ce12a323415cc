using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Releases pending points and expires lapsed ones on accounts that nobody touches: reading shows them right all the same, but letters, reports and the
/// books want the entry. Every account takes the recording road like anything else.
/// </summary>
internal sealed class SettleDueAccounts(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock, ILogger<SettleDueAccounts> log) : IJob
{
    internal const int BatchSize = 500;
    private const int Batches = 40;

    public string Name => "settle-due-accounts";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        foreach (var merchant in await database.MerchantsWithAsync<PointsAccount>(account => account.NextDueAt <= now, cancellation))
            await SettleAsync(merchant, cancellation);
    }

    /// <summary>One merchant's due accounts, at most <see cref="Batches"/> batches; what is left waits for the next run.</summary>
    private async Task SettleAsync(int merchantId, CancellationToken cancellation)
    {
        long above = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            var now = clock.UtcNow();
            await using var context = database.ForMerchant(merchantId);
            // By id, past those already tried: one account that refuses does not hold up the others.
            var due = await context.Set<PointsAccount>().Where(account => account.NextDueAt <= now && account.Id > above)
                .OrderBy(account => account.Id).Take(BatchSize).Select(account => account.Id).ToListAsync(cancellation);
            if (due.Count == 0)
                return;
            await Task.WhenAll(due.Select(account => queue.ExecuteUnattendedAsync(new SettleAccount { MerchantId = merchantId, AccountId = account }, account, log, cancellation)));
            if (due.Count < BatchSize)
                return;
            above = due[^1];
        }
    }
}
