using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Live;

namespace LoyaltyPortal.Platform.Commands;

/// <summary>One run of a group of commands: its session, its moment, and what the rooms remember while it lasts.</summary>
public sealed class Work(WriteSession session, DateTime now, IdGenerator ids, LiveSignals signals)
{
    private readonly Dictionary<Type, object> _books = [];
    private readonly List<Action> _afterCommit = [];

    public WriteSession Session { get; } = session;

    /// <summary>When the group is recorded, UTC; the same for all its commands.</summary>
    public DateTime Now { get; } = now;

    public IdGenerator Ids { get; } = ids;

    public LiveSignals Signals { get; } = signals;

    /// <summary>A room's own memory for this run, made when first asked for.</summary>
    public T Book<T>(Func<Work, T> create) where T : class
    {
        if (_books.TryGetValue(typeof(T), out var book))
            return (T)book;
        var made = create(this);
        _books.Add(typeof(T), made);
        return made;
    }

    /// <summary>Something to do once the group is on the disk. It must be quick; its failure is only logged.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Committed()
    {
        foreach (var action in _afterCommit)
            action();
    }
}
