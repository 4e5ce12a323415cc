using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Asks every night, in the merchant's own night, for a proof of its books; and at any hour when a night was missed. Asking is all it does: a
/// proof of large books takes longer than a job may.
/// </summary>
internal sealed class ProveBooks(LoyaltyDatabase database, ProofService proofs, TimeProvider clock) : IJob
{
    /// <summary>Local hours, from and before.</summary>
    internal const int NightFrom = 2;
    internal const int NightTo = 5;

    private static readonly TimeSpan NotAgainBefore = TimeSpan.FromHours(12);
    private static readonly TimeSpan MissedAfter = TimeSpan.FromHours(30);

    public string Name => "prove-books";

    public TimeSpan Every => TimeSpan.FromMinutes(20);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var context = database.ForPlatform();
        foreach (var merchant in await context.Set<Merchant>().AsNoTracking().Select(merchant => new { merchant.Id, merchant.TimeZone, merchant.CreatedAt }).ToListAsync(cancellation))
        {
            var since = clock.UtcNow() - (await LastAsync(merchant.Id, cancellation) ?? merchant.CreatedAt);
            var isNight = Zone.Of(merchant.TimeZone).ToLocal(clock.UtcNow()).Hour is >= NightFrom and < NightTo;
            if (since > MissedAfter || (isNight && since > NotAgainBefore))
                await proofs.AskAsync(Actor.System(merchant.Id), cancellation); // one that is under way will do
        }
    }

    private async Task<DateTime?> LastAsync(int merchantId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<BooksProof>().Where(proof => proof.State != ProofState.Stopped && proof.State != ProofState.Failed).MaxAsync(proof => (DateTime?)proof.AskedAt, cancellation);
    }
}
