namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>One connection with its prepared statements: SQLite's own calls, or ADO.NET for SQL Server.</summary>
internal interface IStoreLane : IAsyncDisposable
{
    ValueTask BeginAsync(CancellationToken cancellation);

    ValueTask CommitAsync(CancellationToken cancellation);

    ValueTask RollbackAsync();

    IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters);

    /// <summary>Runs the statement once a row, in as few round trips as the store allows. No row may fail to be written.</summary>
    ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation);

    /// <summary>How the store says "at the most so many rows".</summary>
    string Limit(string select, int rows);
}

internal interface IStoreStatement : IRowSink, IRowSource
{
    ValueTask<int> ExecuteAsync(CancellationToken cancellation);

    ValueTask OpenAsync(CancellationToken cancellation);

    ValueTask<bool> NextAsync(CancellationToken cancellation);

    ValueTask CloseAsync();
}

internal enum ColumnKind
{
    Whole,
    Flag,
    Text,
    Bytes,
    Money,
    Instant,
    Day,
    Real,
}

/// <summary>Takes the values of one row, by parameter index from 0.</summary>
internal interface IRowSink
{
    void Whole(int index, long value);

    void Flag(int index, bool value);

    void Text(int index, string value);

    void Bytes(int index, byte[] value);

    void Money(int index, decimal value);

    void Instant(int index, DateTime value);

    void Day(int index, DateOnly value);

    void Real(int index, double value);

    void Null(int index);
}

/// <summary>Gives the values of the current row, by column index from 0.</summary>
internal interface IRowSource
{
    bool IsNull(int index);

    long Whole(int index);

    bool Flag(int index);

    string Text(int index);

    byte[] Bytes(int index);

    decimal Money(int index);

    DateTime Instant(int index);

    DateOnly Day(int index);

    double Real(int index);
}
