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
        foreach (var merchantId in await database.MerchantsWithAsync<Segment>(static _ => true, cancellation))
        {
            if (await directory.FindAsync(merchantId, cancellation) is not { } merchant)
                continue;
            var start = merchant.Zone.StartOf(merchant.Zone.DayOf(clock.UtcNow()));
            List<long> due;
            await using (var context = database.ForMerchant(merchantId))
                due = await context.Set<Segment>().Where(segment => segment.KeptAt == null || segment.KeptAt < start).OrderBy(segment => segment.Id).Select(segment => segment.Id).ToListAsync(cancellation);
            foreach (var segmentId in due)
                await segments.KeepAsync(merchantId, segmentId, cancellation);
        }
    }
}
