using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Access;

/// <summary>Deletes what was counted two days ago: no window is longer than one.</summary>
internal sealed class AttemptCleanUp(LoyaltyDatabase database, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(2);

    public string Name => "attempt-clean-up";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var past = clock.UtcNow() - Keep;
        await using var context = database.ForPlatform();
        await context.Set<AttemptLimit>().Where(limit => limit.Since < past).ExecuteDeleteAsync(cancellation);
    }
}
