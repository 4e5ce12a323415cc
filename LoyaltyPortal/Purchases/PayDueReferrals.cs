using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>Pays referrals whose return window has passed; by the minute, and at once for a member who looks.</summary>
public sealed class ReferralPayments(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock, ILogger<ReferralPayments> log)
{
    internal const int BatchSize = 200;
    private const int Batches = 20;

    /// <summary>Pays all of a merchant's that are due, at most so many batches; the rest waits for the next run.</summary>
    public Task PayAsync(int merchantId, CancellationToken cancellation = default) => PayAsync(merchantId, clock.UtcNow(), cancellation);

    /// <summary>The same for what had fallen due by a moment that is past.</summary>
    public async Task PayAsync(int merchantId, DateTime by, CancellationToken cancellation = default)
    {
        long above = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            await using var context = database.ForMerchant(merchantId);
            // By id, past those already tried: one that cannot be paid does not hold up the others.
            var due = await context.Set<Referral>().Where(referral => referral.State == ReferralState.Qualified && referral.DueAt <= by && referral.Id > above)
                .OrderBy(referral => referral.Id).Take(BatchSize).Select(referral => referral.Id).ToListAsync(cancellation);
            await PayAsync(merchantId, due, cancellation);
            if (due.Count < BatchSize)
                return;
            above = due[^1];
        }
    }

    /// <summary>Pays what is due to one member, on either side.</summary>
    public async Task PayAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchantId);
        await PayAsync(merchantId, await context.Set<Referral>().Where(referral => (referral.ReferrerId == memberId || referral.RefereeId == memberId) && referral.State == ReferralState.Qualified && referral.DueAt <= now)
            .OrderBy(referral => referral.Id).Take(BatchSize).Select(referral => referral.Id).ToListAsync(cancellation), cancellation);
    }

    // In the order in which they came, so that the third friend is the third whatever the machine does; the queue keeps it.
    private Task PayAsync(int merchantId, IReadOnlyList<long> due, CancellationToken cancellation) => Task.WhenAll(due.Select(referral => queue.ExecuteUnattendedAsync(new PayReferral { MerchantId = merchantId, ReferralId = referral }, referral, log, cancellation)));
}

/// <summary>Every minute: all merchants' referrals that are due.</summary>
internal sealed class PayDueReferrals(LoyaltyDatabase database, ReferralPayments payments, TimeProvider clock) : IJob
{
    public string Name => "pay-due-referrals";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        foreach (var merchant in await database.MerchantsWithAsync<Referral>(referral => referral.State == ReferralState.Qualified && referral.DueAt <= now, cancellation))
            await payments.PayAsync(merchant, cancellation);
    }
}
