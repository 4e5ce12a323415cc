using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>The fault that a plan throws.</summary>
public sealed class PlannedFaultException(string at) : Exception("Planned fault " + at);

/// <summary>Counts the points at which a store can fail, and fails at one of them, once.</summary>
internal sealed class FaultPlan(Func<string, Exception> fault)
{
    private int _met;

    /// <summary>Hears of every point; for tests of what is said to the store, and in which order.</summary>
    public Action<string>? Heard { get; init; }

    /// <summary>The point to fail at, from 1; 0 never.</summary>
    public int FailAt { get; private set; }

    /// <summary>Where it failed; null when that point was never reached.</summary>
    public string? FailedAt { get; private set; }

    public void Arm(int failAt) => (FailAt, FailedAt, _met) = (failAt, null, 0);

    public void Meet(string at)
    {
        Heard?.Invoke(at);
        if (FailAt == 0 || FailedAt is not null || ++_met != FailAt)
            return;
        FailedAt = at;
        throw fault(at);
    }
}

/// <summary>A store that can fail before and after every statement, and before and after it begins and commits.</summary>
internal sealed class FaultyLane(IStoreLane inner, FaultPlan plan) : IStoreLane
{
    public async ValueTask BeginAsync(CancellationToken cancellation)
    {
        plan.Meet("before the transaction");
        await inner.BeginAsync(cancellation);
        plan.Meet("after it began");
    }

    public async ValueTask CommitAsync(CancellationToken cancellation)
    {
        plan.Meet("before the commit");
        await inner.CommitAsync(cancellation);
        plan.Meet("after the commit");
    }

    public ValueTask RollbackAsync() => inner.RollbackAsync();

    public IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters) => new Statement(inner.Prepare(sql, parameters), plan, sql);

    /// <summary>Row by row, so that it can fail between two.</summary>
    public async ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            bind(statement, row);
            await statement.ExecuteAsync(cancellation);
        }
    }

    public string Limit(string select, int rows) => inner.Limit(select, rows);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Statement(IStoreStatement inner, FaultPlan plan, string sql) : IStoreStatement
    {
        public async ValueTask<int> ExecuteAsync(CancellationToken cancellation)
        {
            plan.Meet("before " + sql);
            var changed = await inner.ExecuteAsync(cancellation);
            plan.Meet("after " + sql);
            return changed;
        }

        public ValueTask OpenAsync(CancellationToken cancellation)
        {
            plan.Meet("before " + sql);
            return inner.OpenAsync(cancellation);
        }

        public ValueTask<bool> NextAsync(CancellationToken cancellation) => inner.NextAsync(cancellation);

        public async ValueTask CloseAsync()
        {
            await inner.CloseAsync();
            plan.Meet("after " + sql);
        }

        public void Whole(int index, long value) => inner.Whole(index, value);

        public void Flag(int index, bool value) => inner.Flag(index, value);

        public void Text(int index, string value) => inner.Text(index, value);

        public void Bytes(int index, byte[] value) => inner.Bytes(index, value);

        public void Money(int index, decimal value) => inner.Money(index, value);

        public void Instant(int index, DateTime value) => inner.Instant(index, value);

        public void Day(int index, DateOnly value) => inner.Day(index, value);

        public void Real(int index, double value) => inner.Real(index, value);

        public void Null(int index) => inner.Null(index);

        public bool IsNull(int index) => inner.IsNull(index);

        public long Whole(int index) => inner.Whole(index);

        public bool Flag(int index) => inner.Flag(index);

        public string Text(int index) => inner.Text(index);

        public byte[] Bytes(int index) => inner.Bytes(index);

        public decimal Money(int index) => inner.Money(index);

        public DateTime Instant(int index) => inner.Instant(index);

        public DateOnly Day(int index) => inner.Day(index);

        public double Real(int index) => inner.Real(index);
    }
}

/// <summary>A queue of its own over a portal's database, and all questions that it has asked the store.</summary>
internal sealed class HeardQueue : IAsyncDisposable
{
    private readonly List<string> _heard = [];

    public HeardQueue(TestPortal portal)
    {
        var plan = new FaultPlan(at => new PlannedFaultException(at)) { Heard = _heard.Add };
        var again = portal.Storage.Again();
        var database = new LoyaltyDatabase(again.Provider, again.ForPlatform().Database.GetConnectionString()!) { LaneThrough = lane => new FaultyLane(lane, plan) };
        Queue = new CommandQueue(database, portal.Ids, portal.Clock, portal.Signals, NullLogger<CommandQueue>.Instance);
    }

    public CommandQueue Queue { get; }

    /// <summary>The tables that were read, in order, one for each question.</summary>
    public List<string> Asked => [.. _heard.Where(at => at.StartsWith("before SELECT", StringComparison.Ordinal)).Select(at => at.Split(" FROM \"")[1].Split('"')[0])];

    public ValueTask DisposeAsync() => Queue.DisposeAsync();
}

/// <summary>A lane that says something to its connection before its first transaction: a limit of its own.</summary>
internal sealed class LimitedLane(IStoreLane inner, string pragma) : IStoreLane
{
    private bool _isSaid;

    public async ValueTask BeginAsync(CancellationToken cancellation)
    {
        if (!_isSaid)
        {
            _isSaid = true;
            var statement = inner.Prepare(pragma, []);
            await statement.OpenAsync(cancellation);
            await statement.NextAsync(cancellation);
            await statement.CloseAsync();
        }

        await inner.BeginAsync(cancellation);
    }

    public ValueTask CommitAsync(CancellationToken cancellation) => inner.CommitAsync(cancellation);

    public ValueTask RollbackAsync() => inner.RollbackAsync();

    public IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters) => inner.Prepare(sql, parameters);

    public ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation) =>
        inner.ExecuteManyAsync(statement, rows, bind, cancellation);

    public string Limit(string select, int rows) => inner.Limit(select, rows);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
