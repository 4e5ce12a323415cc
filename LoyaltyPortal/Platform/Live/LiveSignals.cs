namespace LoyaltyPortal.Platform.Live;

/// <summary>
/// Tells open pages that something has a new version: a member's account, an import. It carries nothing else, and the page reads again. A page
/// that listens must let go of its subscription. Callbacks run on a pool thread and must hand over to their own renderer.
/// </summary>
public sealed class LiveSignals(ILogger<LiveSignals> log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, HashSet<Subscription>> _listeners = [];

    /// <param name="id">The member's or the import's id; ids are unique over both.</param>
    public IDisposable Listen(long id, Func<Task> changed)
    {
        var subscription = new Subscription(this, id, changed);
        lock (_gate)
        {
            if (!_listeners.TryGetValue(id, out var listeners))
                _listeners.Add(id, listeners = []);
            listeners.Add(subscription);
        }

        return subscription;
    }

    public void Changed(long id)
    {
        Subscription[] told;
        lock (_gate)
        {
            if (!_listeners.TryGetValue(id, out var listeners))
                return;
            told = [.. listeners];
        }

        foreach (var listener in told)
            _ = Task.Run(() => TellAsync(listener));
    }

    private async Task TellAsync(Subscription listener)
    {
        try
        {
            await listener.TellAsync();
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

    private void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(subscription.Id, out var listeners) && listeners.Remove(subscription) && listeners.Count == 0)
                _listeners.Remove(subscription.Id);
        }
    }

    private sealed class Subscription(LiveSignals owner, long id, Func<Task> changed) : IDisposable
    {
        public long Id { get; } = id;

        // The page's own surroundings, its language above all: the signal comes from somebody else's.
        private readonly ExecutionContext? _surroundings = ExecutionContext.Capture();

        public Task TellAsync()
        {
            if (_surroundings is null)
                return changed();
            Task? told = null;
            ExecutionContext.Run(_surroundings, _ => told = changed(), null);
            return told!;
        }

        public void Dispose() => owner.Forget(this);
    }
}
