using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>SQLite by its own calls: values are bound by position and never boxed, which is most of what a small statement costs.</summary>
internal sealed class SqliteLane : IStoreLane
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private SqliteLane(SqliteConnection connection) => _connection = connection;

    private sqlite3 Handle => _connection.Handle!;

    public static async Task<SqliteLane> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var own = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        var connection = new SqliteConnection(own.ToString());
        await connection.OpenAsync(cancellation);
        SqlitePragmas.Apply(connection);
        return new SqliteLane(connection);
    }

    public ValueTask BeginAsync(CancellationToken cancellation) => Run("BEGIN IMMEDIATE");

    public ValueTask CommitAsync(CancellationToken cancellation) => Run("COMMIT");

    public ValueTask RollbackAsync()
    {
        // SQLite itself rolls back on some errors (a full disk); then there is nothing left to undo.
        return raw.sqlite3_get_autocommit(Handle) == 0 ? Run("ROLLBACK") : ValueTask.CompletedTask;
    }

    private ValueTask Run(string sql)
    {
        var statement = (Statement)Prepare(sql, []);
        statement.Execute();
        return ValueTask.CompletedTask;
    }

    public IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(Handle, sql, out var prepared));
            _statements.Add(sql, statement = new Statement(this, prepared));
        }

        return statement;
    }

    public ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation)
    {
        var prepared = (Statement)statement;
        foreach (var row in rows)
        {
            bind(prepared, row);
            prepared.Execute();
        }

        return ValueTask.CompletedTask;
    }

    public string Limit(string select, int rows) => $"{select} LIMIT {rows}";

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
            throw new SqliteException(raw.sqlite3_errmsg(Handle).utf8_to_string(), code & 0xFF, code);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        await _connection.DisposeAsync();
    }

    private sealed class Statement(SqliteLane lane, sqlite3_stmt prepared) : IStoreStatement
    {
        public int Execute()
        {
            var code = raw.sqlite3_step(prepared);
            var reset = raw.sqlite3_reset(prepared);
            if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
                lane.Check(reset == raw.SQLITE_OK ? code : reset);
            return raw.sqlite3_changes(lane.Handle);
        }

        public ValueTask<int> ExecuteAsync(CancellationToken cancellation) => new(Execute());

        public ValueTask OpenAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask<bool> NextAsync(CancellationToken cancellation)
        {
            var code = raw.sqlite3_step(prepared);
            if (code == raw.SQLITE_ROW)
                return new(true);
            lane.Check(code);
            return new(false);
        }

        public ValueTask CloseAsync()
        {
            _ = raw.sqlite3_reset(prepared); // repeats the code of the step, which has been looked at
            return ValueTask.CompletedTask;
        }

        public void Dispose() => prepared.Dispose();

        void IRowSink.Whole(int index, long value) => lane.Check(raw.sqlite3_bind_int64(prepared, index + 1, value));

        void IRowSink.Flag(int index, bool value) => lane.Check(raw.sqlite3_bind_int64(prepared, index + 1, value ? 1 : 0));

        void IRowSink.Text(int index, string value) => lane.Check(raw.sqlite3_bind_text(prepared, index + 1, value));

        void IRowSink.Bytes(int index, byte[] value) => lane.Check(raw.sqlite3_bind_blob(prepared, index + 1, value));

        void IRowSink.Money(int index, decimal value) => lane.Check(raw.sqlite3_bind_int64(prepared, index + 1, StoredValues.OfMoney(value)));

        void IRowSink.Instant(int index, DateTime value) => lane.Check(raw.sqlite3_bind_int64(prepared, index + 1, StoredValues.OfInstant(value)));

        void IRowSink.Day(int index, DateOnly value) => lane.Check(raw.sqlite3_bind_int64(prepared, index + 1, value.DayNumber));

        void IRowSink.Real(int index, double value) => lane.Check(raw.sqlite3_bind_double(prepared, index + 1, value));

        void IRowSink.Null(int index) => lane.Check(raw.sqlite3_bind_null(prepared, index + 1));

        bool IRowSource.IsNull(int index) => raw.sqlite3_column_type(prepared, index) == raw.SQLITE_NULL;

        long IRowSource.Whole(int index) => raw.sqlite3_column_int64(prepared, index);

        bool IRowSource.Flag(int index) => raw.sqlite3_column_int64(prepared, index) != 0;

        string IRowSource.Text(int index) => raw.sqlite3_column_text(prepared, index).utf8_to_string();

        byte[] IRowSource.Bytes(int index) => raw.sqlite3_column_blob(prepared, index).ToArray();

        decimal IRowSource.Money(int index) => StoredValues.ToMoney(raw.sqlite3_column_int64(prepared, index));

        DateTime IRowSource.Instant(int index) => StoredValues.ToInstant(raw.sqlite3_column_int64(prepared, index));

        DateOnly IRowSource.Day(int index) => DateOnly.FromDayNumber((int)raw.sqlite3_column_int64(prepared, index));

        double IRowSource.Real(int index) => raw.sqlite3_column_double(prepared, index);
    }
}
