using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Outbox;

/// <summary>Deletes messages that were sent a week ago, and those given up a quarter ago.</summary>
internal sealed class OutboxCleanUp(LoyaltyDatabase database, TimeProvider clock) : IJob
{
    private static readonly TimeSpan KeepSent = TimeSpan.FromDays(7);
    private static readonly TimeSpan KeepGivenUp = TimeSpan.FromDays(90);

    public string Name => "outbox-clean-up";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        var (sent, created) = (now - KeepSent, now - KeepGivenUp);
        await using var context = database.ForPlatform();
        await context.Set<OutboxMessage>().Where(message => message.SentAt < sent || (message.SentAt == null && message.NextAttemptAt == null && message.CreatedAt < created))
            .ExecuteDeleteAsync(cancellation);
    }
}
