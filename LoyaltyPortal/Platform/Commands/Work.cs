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

    /// <summary>Asks the books whether a command that is done has left something that it owed to others.</summary>
    /// <exception cref="InvalidOperationException">It has: nothing of it may be written.</exception>
    internal void AssertSettled(string kind)
    {
        foreach (var book in _books.Values)
        {
            if (book is ISettledBook { IsSettled: false })
                throw new InvalidOperationException($"The command {kind} leaves something in {book.GetType().Name} that it has told nobody.");
        }
    }

    /// <summary>Something to do once the group is on the disk. It must be quick; its failure is only logged.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Committed()
    {
        foreach (var action in _afterCommit)
            action();
    }
}

/// <summary>A room's memory that must be empty when a command is done, so that what one command owes is never taken for the next one's.</summary>
public interface ISettledBook
{
    bool IsSettled { get; }
}
