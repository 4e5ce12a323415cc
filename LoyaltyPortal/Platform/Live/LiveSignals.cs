using System.Collections.Concurrent;
using System.Globalization;

namespace LoyaltyPortal.Platform.Live;

/// <summary>
/// Tells open pages that a member's account has a new version; it carries nothing else, and the page reads again. A page that listens
/// must let go of its subscription. Callbacks run on a pool thread and must hand over to their own renderer.
/// </summary>
public sealed class LiveSignals(ILogger<LiveSignals> log)
{
    private readonly ConcurrentDictionary<long, ConcurrentDictionary<Subscription, byte>> _listeners = new();

    public IDisposable Listen(long memberId, Func<Task> changed)
    {
        var subscription = new Subscription(this, memberId, changed);
        _listeners.GetOrAdd(memberId, static _ => new()).TryAdd(subscription, 0);
        return subscription;
    }

    public void Changed(long memberId)
    {
        if (!_listeners.TryGetValue(memberId, out var listeners))
            return;
        foreach (var listener in listeners.Keys)
            _ = Task.Run(() => TellAsync(listener));
    }

    private async Task TellAsync(Subscription listener)
    {
        try
        {
            // The signal comes from whoever changed something; the page speaks its own reader's language.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (listener.Culture, listener.Words);
            await listener.Changed();
        }
        catch (ObjectDisposedException)
        {
            listener.Dispose(); // the page closed between the signal and its arrival
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "A page could not take a live signal.");
        }
    }

    private sealed class Subscription(LiveSignals owner, long memberId, Func<Task> changed) : IDisposable
    {
        public Func<Task> Changed { get; } = changed;

        public CultureInfo Culture { get; } = CultureInfo.CurrentCulture;

        public CultureInfo Words { get; } = CultureInfo.CurrentUICulture;

        public void Dispose()
        {
            if (owner._listeners.TryGetValue(memberId, out var listeners) && listeners.TryRemove(this, out _) && listeners.IsEmpty)
                owner._listeners.TryRemove(new KeyValuePair<long, ConcurrentDictionary<Subscription, byte>>(memberId, listeners));
        }
    }
}
