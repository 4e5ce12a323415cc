using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments;

/// <summary>Looks who belongs to each segment once a local day, soon after midnight, and wherever it was broken off.</summary>
internal sealed class KeepSegments(LoyaltyDatabase database, SegmentService segments, MerchantDirectory directory, TimeProvider clock) : IJob
{
    public string Name => "keep-segments";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var due = new List<(int MerchantId, long Id, DateTime KeptAt)>();
        foreach (var merchantId in await database.MerchantsWithAsync<Segment>(static _ => true, cancellation))
        {
            if (await directory.FindAsync(merchantId, cancellation) is not { } merchant)
                continue;
            var start = merchant.Zone.StartOf(merchant.Zone.DayOf(clock.UtcNow()));
            await using var context = database.ForMerchant(merchantId);
            foreach (var segment in await context.Set<Segment>().Where(segment => segment.KeptAt == null || segment.KeptAt < start).Select(segment => new { segment.Id, segment.KeptAt }).ToListAsync(cancellation))
                due.Add((merchantId, segment.Id, segment.KeptAt ?? DateTime.MinValue));
            await segments.ForgetAsync(merchantId, cancellation);
        }

        // The longest unseen first: one that takes too long does not keep the others from their turn.
        foreach (var (merchantId, segmentId, _) in due.OrderBy(segment => segment.KeptAt).ThenBy(segment => segment.Id))
            await segments.TryKeepAsync(merchantId, segmentId, cancellation);
    }
}
