using System.Threading.Channels;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Platform.Commands;

/// <summary>
/// The recording road: commands wait in one bounded line, and whatever waits is done together in one transaction, so that
/// a thousand tills share one commit. It never waits for more to come. A command that refuses after it changed something, or
/// throws, spoils the group: the group is rolled back and each of its commands is done alone, so that the bad one fails alone.
/// Callers are answered after the commit. A group whose commands turn out to be much work is committed in parts, so that
/// nobody else who writes waits long.
/// </summary>
public sealed class CommandQueue : IAsyncDisposable
{
    public const int GroupSize = 256;
    private const int Capacity = 4096;
    private const int Attempts = 8;

    /// <summary>Each attempt at a locked database has waited long already.</summary>
    private const int AttemptsWhenLocked = 3;

    /// <summary>Enough to tell a race that was lost several times from books that are broken.</summary>
    private const int AttemptsWhenRowsDisagree = 4;

    /// <summary>After so long of deciding, what is decided is written; writing takes about twice as long again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    /// <summary>After so many rows to write, too: some commands decide little and write much, and all of a group is written while nobody else can.</summary>
    private const long MostChanges = 2_000;

    private readonly LoyaltyDatabase _database;
    private readonly IdGenerator _ids;
    private readonly TimeProvider _clock;
    private readonly LiveSignals _signals;
    private readonly ILogger<CommandQueue> _log;
    private readonly Channel<QueuedCommand> _line = Channel.CreateBounded<QueuedCommand>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Lazy<Task> _loop;
    private WriteSession? _session;

    public CommandQueue(LoyaltyDatabase database, IdGenerator ids, TimeProvider clock, LiveSignals signals, ILogger<CommandQueue> log)
    {
        _database = database;
        _ids = ids;
        _clock = clock;
        _signals = signals;
        _log = log;
        _loop = new Lazy<Task>(() => Task.Run(LoopAsync));
    }

    /// <summary>Commands that wait now.</summary>
    public int Waiting => _line.Reader.Count;

    /// <summary>Transactions committed since the start.</summary>
    public long Commits { get; private set; }

    /// <summary>Does the command and answers once it is on the disk.</summary>
    /// <param name="cancellation">Ends the waiting for a place in the line; a command that is in the line is done.</param>
    public async Task<Result<TOutcome>> ExecuteAsync<TOutcome>(WriteCommand<TOutcome> command, CancellationToken cancellation = default)
    {
        _ = _loop.Value;
        try
        {
            await _line.Writer.WriteAsync(command, cancellation);
        }
        catch (ChannelClosedException)
        {
            return CommandErrors.Busy();
        }

        return await command.Answer;
    }

    private async Task LoopAsync()
    {
        var group = new List<QueuedCommand>(GroupSize);
        while (await _line.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupSize && _line.Reader.TryRead(out var command))
                group.Add(command);
            try
            {
                await RunAsync(group.ToArray());
            }
            catch (Exception exception)
            {
                // The road must stay open whatever happens on it: those who are still waiting are told, and the next group comes.
                _log.LogCritical(exception, "A group of {Count} commands could not be ended in order.", group.Count);
                foreach (var command in group)
                    command.Break(exception);
            }
        }
    }

    private async Task RunAsync(ArraySegment<QueuedCommand> group)
    {
        for (var attempt = 1; group.Count > 0; attempt++)
        {
            try
            {
                if (await TryAsync(group) is var done and > 0)
                {
                    group = group[done..];
                    attempt = 0;
                    continue;
                }
            }
            catch (Exception exception)
            {
                await AbandonAsync();
                var isLocked = LoyaltyDatabase.IsLocked(exception);
                if (attempt < AttemptsFor(exception, isLocked))
                {
                    if (attempt > 1)
                        await Task.Delay(Random.Shared.Next(1, 4 << attempt)); // out of step with whoever else wants the same rows
                    continue;
                }

                if (isLocked)
                {
                    // Each alone would only wait as long again.
                    _log.LogError(exception, "{Count} commands are refused: the database was locked for too long.", group.Count);
                    foreach (var command in group)
                        command.Refuse(CommandErrors.Busy());
                    return;
                }

                if (group.Count == 1)
                {
                    _log.LogError(exception, "Command {Kind} failed.", group[0].Kind);
                    if (LoyaltyDatabase.IsFull(exception))
                        group[0].Refuse(CommandErrors.StorageFull());
                    else
                        group[0].Break(exception);
                    return;
                }
            }

            for (var index = 0; index < group.Count; index++)
                await RunAsync(group[index..(index + 1)]);
            return;
        }
    }

    private static int AttemptsFor(Exception exception, bool isLocked) => exception switch
    {
        DisagreeingRowsException => AttemptsWhenRowsDisagree,
        _ when isLocked => AttemptsWhenLocked,
        _ => LoyaltyDatabase.IsWorthRetrying(exception) ? Attempts : 1,
    };

    /// <returns>How many of the group are done, from its start; 0 when a refusal spoiled a group of several.</returns>
    private async Task<int> TryAsync(ArraySegment<QueuedCommand> group)
    {
        var session = _session ??= await _database.OpenSessionAsync();
        await session.BeginAsync();
        var began = _clock.GetTimestamp();
        var work = new Work(session, _clock.UtcNow(), _ids, _signals);
        var done = 0;
        while (done < group.Count && (done == 0 || (_clock.GetElapsedTime(began) < Patience && session.Touches < MostChanges)))
        {
            var command = group[done++];
            var touches = session.Touches;
            if (await command.RunAsync(work) || session.Touches == touches)
                continue;
            await session.RollbackAsync();
            if (group.Count > 1)
                return 0;
            command.Complete();
            return 1;
        }

        await session.FlushAsync();
        var statements = session.Statements;
        await session.CommitAsync();
        Commits++;
        RecordingMeter.Committed(done, statements, _clock.GetElapsedTime(began));
        foreach (var command in group[..done])
            command.Complete();
        AfterCommit(work);
        return done;
    }

    /// <summary>What is on the disk is done: trouble afterwards must not make the group be done again.</summary>
    private void AfterCommit(Work work)
    {
        try
        {
            work.Committed();
        }
        catch (Exception exception)
        {
            _log.LogError(exception, "A group was recorded, but not all who wanted to know of it were told.");
        }
    }

    /// <summary>After an exception the connection's state is not to be trusted: roll back, and take a new one next time.</summary>
    private async Task AbandonAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        try
        {
            await session.RollbackAsync();
        }
        catch (Exception exception)
        {
            _log.LogWarning(exception, "A transaction could not be rolled back; its connection is dropped.");
        }

        try
        {
            await session.DisposeAsync();
        }
        catch (Exception exception)
        {
            _log.LogWarning(exception, "A broken connection could not be closed; it is left to the pool.");
        }
    }

    /// <summary>Takes no more commands, does those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _line.Writer.TryComplete();
        if (_loop.IsValueCreated)
            await _loop.Value;
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }
}
