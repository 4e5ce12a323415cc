using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Outbox;

/// <summary>Does what messages of one kind ask for. It may be called twice for one message, always with the same id: what it sends should carry it.</summary>
public interface IOutboxHandler
{
    /// <summary>The messages' kind, for example "mail".</summary>
    string Kind { get; }

    /// <exception cref="Exception">It did not work this time; the message is tried again later.</exception>
    Task HandleAsync(OutboxMessage message, CancellationToken cancellation);
}

/// <summary>
/// Sends what is in the outbox: claims a message by a guarded update, so that only one process works on it, and tries again with growing pauses
/// until it succeeded. A process that dies in between leaves its claim to run out.
/// </summary>
public sealed class OutboxDispatcher(LoyaltyDatabase database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<OutboxDispatcher> log)
{
    public const int BatchSize = 50;

    /// <summary>How long a claimed message is nobody else's.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(5);

    /// <summary>Handles the messages that are due, oldest first, at most <see cref="BatchSize"/>.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation = default)
    {
        var now = clock.UtcNow();
        List<long> due;
        await using (var context = database.ForPlatform())
        {
            due = await context.Set<OutboxMessage>().Where(message => message.NextAttemptAt <= now)
                .OrderBy(message => message.NextAttemptAt).ThenBy(message => message.Id).Take(BatchSize).Select(message => message.Id).ToListAsync(cancellation);
        }

        var tried = 0;
        foreach (var id in due)
        {
            if (await TryAsync(id, cancellation))
                tried++;
        }

        return tried;
    }

    private async Task<bool> TryAsync(long id, CancellationToken cancellation)
    {
        await using var context = database.ForPlatform();
        var now = clock.UtcNow();
        if (await context.Set<OutboxMessage>().FirstOrDefaultAsync(message => message.Id == id, cancellation) is not { } message || message.NextAttemptAt is null || message.NextAttemptAt > now)
            return false;
        message.Claim(now + ClaimLength);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // another process was first
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var handler = scope.ServiceProvider.GetServices<IOutboxHandler>().FirstOrDefault(handler => handler.Kind == message.Kind)
                ?? throw new InvalidOperationException($"Nobody handles messages of the kind {message.Kind}.");
            await handler.HandleAsync(message, cancellation);
            message.Sent(clock.UtcNow());
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(exception, "Message {Id} ({Kind}) could not be sent at attempt {Attempt}.", message.Id, message.Kind, message.Attempts);
            message.Failed(exception.Message, clock.UtcNow());
        }

        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            // It took longer than the claim, and another process has taken the message over: what that one writes counts.
            log.LogWarning("Message {Id} took longer than its claim.", message.Id);
        }

        return true;
    }
}

/// <summary>Keeps the dispatcher going while the portal runs.</summary>
internal sealed class OutboxSender(OutboxDispatcher dispatcher, TimeProvider clock, ILogger<OutboxSender> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await dispatcher.RunOnceAsync(stoppingToken) == OutboxDispatcher.BatchSize)
                    continue;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(exception, "The outbox could not be read.");
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
