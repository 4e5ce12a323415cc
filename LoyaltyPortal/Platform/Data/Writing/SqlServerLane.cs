using System.Data;
using Microsoft.Data.SqlClient;

namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>SQL Server by ADO.NET. Rows that are only added travel many to a round trip.</summary>
internal sealed class SqlServerLane : IStoreLane
{
    private const int RowsPerBatch = 200;
    private readonly SqlConnection _connection;
    private SqlTransaction? _transaction;

    private SqlServerLane(SqlConnection connection) => _connection = connection;

    public static async Task<SqlServerLane> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        return new SqlServerLane(connection);
    }

    /// <summary>A lane that can only say how statements are written.</summary>
    internal static SqlServerLane Unconnected() => new(new SqlConnection());

    public async ValueTask BeginAsync(CancellationToken cancellation)
    {
        if (_connection.State != ConnectionState.Open)
        {
            await _connection.CloseAsync();
            await _connection.OpenAsync(cancellation);
        }

        _transaction = (SqlTransaction)await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
    }

    public async ValueTask CommitAsync(CancellationToken cancellation)
    {
        await _transaction!.CommitAsync(cancellation);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public async ValueTask RollbackAsync()
    {
        if (_transaction is null)
            return;
        // A deadlock victim or a broken connection has been rolled back already; its zombie only needs to be let go.
        if (_transaction.Connection is not null && _connection.State == ConnectionState.Open)
            await _transaction.RollbackAsync();
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters) => new Statement(this, sql, parameters);

    public async ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation)
    {
        var template = (Statement)statement;
        for (var start = 0; start < rows.Count; start += RowsPerBatch)
        {
            await using var batch = _connection.CreateBatch();
            batch.Transaction = _transaction;
            for (var i = start; i < Math.Min(rows.Count, start + RowsPerBatch); i++)
            {
                var command = (SqlBatchCommand)batch.CreateBatchCommand();
                command.CommandText = template.Sql;
                bind(new Parameters(command.Parameters, template.Kinds), rows[i]);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    public string Limit(string select, int rows) => $"{select} OFFSET 0 ROWS FETCH NEXT {rows} ROWS ONLY";

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static SqlDbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Whole => SqlDbType.BigInt,
        ColumnKind.Flag => SqlDbType.Bit,
        ColumnKind.Text => SqlDbType.NVarChar,
        ColumnKind.Bytes => SqlDbType.VarBinary,
        ColumnKind.Money => SqlDbType.Decimal,
        ColumnKind.Instant => SqlDbType.DateTime2,
        ColumnKind.Day => SqlDbType.Date,
        ColumnKind.Real => SqlDbType.Float,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private readonly struct Parameters(SqlParameterCollection parameters, IReadOnlyList<ColumnKind> kinds) : IRowSink
    {
        private void Set(int index, object value)
        {
            var parameter = new SqlParameter("@p" + index, TypeOf(kinds[index])) { Value = value };
            switch (kinds[index])
            {
                case ColumnKind.Money:
                    parameter.Precision = 19;
                    parameter.Scale = 4;
                    break;
                case ColumnKind.Instant:
                    parameter.Scale = 6;
                    break;
                case ColumnKind.Text:
                    parameter.Size = value is string { Length: > 4000 } ? -1 : 4000; // one size, one cached plan
                    break;
                case ColumnKind.Bytes:
                    parameter.Size = value is byte[] { Length: > 8000 } ? -1 : 8000;
                    break;
            }

            parameters.Add(parameter);
        }

        public void Whole(int index, long value) => Set(index, value);

        public void Flag(int index, bool value) => Set(index, value);

        public void Text(int index, string value) => Set(index, value);

        public void Bytes(int index, byte[] value) => Set(index, value);

        public void Money(int index, decimal value) => Set(index, value);

        public void Instant(int index, DateTime value) => Set(index, value);

        public void Day(int index, DateOnly value) => Set(index, value.ToDateTime(TimeOnly.MinValue));

        public void Real(int index, double value) => Set(index, value);

        public void Null(int index) => Set(index, DBNull.Value);
    }

    private sealed class Statement(SqlServerLane lane, string sql, IReadOnlyList<ColumnKind> kinds) : IStoreStatement
    {
        private SqlCommand? _command;
        private SqlDataReader? _reader;

        public string Sql => sql;

        public IReadOnlyList<ColumnKind> Kinds => kinds;

        private SqlCommand Command => _command ??= new SqlCommand(sql, lane._connection, lane._transaction);

        private Parameters Sink => new(Command.Parameters, kinds);

        public async ValueTask<int> ExecuteAsync(CancellationToken cancellation)
        {
            var command = Command;
            _command = null;
            await using (command)
                return await command.ExecuteNonQueryAsync(cancellation);
        }

        public async ValueTask OpenAsync(CancellationToken cancellation) => _reader = await Command.ExecuteReaderAsync(cancellation);

        public async ValueTask<bool> NextAsync(CancellationToken cancellation) => await _reader!.ReadAsync(cancellation);

        public async ValueTask CloseAsync()
        {
            if (_reader is not null)
                await _reader.DisposeAsync();
            if (_command is not null)
                await _command.DisposeAsync();
            _reader = null;
            _command = null;
        }

        void IRowSink.Whole(int index, long value) => Sink.Whole(index, value);

        void IRowSink.Flag(int index, bool value) => Sink.Flag(index, value);

        void IRowSink.Text(int index, string value) => Sink.Text(index, value);

        void IRowSink.Bytes(int index, byte[] value) => Sink.Bytes(index, value);

        void IRowSink.Money(int index, decimal value) => Sink.Money(index, value);

        void IRowSink.Instant(int index, DateTime value) => Sink.Instant(index, value);

        void IRowSink.Day(int index, DateOnly value) => Sink.Day(index, value);

        void IRowSink.Real(int index, double value) => Sink.Real(index, value);

        void IRowSink.Null(int index) => Sink.Null(index);

        bool IRowSource.IsNull(int index) => _reader!.IsDBNull(index);

        long IRowSource.Whole(int index) => Convert.ToInt64(_reader!.GetValue(index), System.Globalization.CultureInfo.InvariantCulture);

        bool IRowSource.Flag(int index) => _reader!.GetBoolean(index);

        string IRowSource.Text(int index) => _reader!.GetString(index);

        byte[] IRowSource.Bytes(int index) => (byte[])_reader!.GetValue(index);

        decimal IRowSource.Money(int index) => _reader!.GetDecimal(index);

        DateTime IRowSource.Instant(int index) => DateTime.SpecifyKind(_reader!.GetDateTime(index), DateTimeKind.Utc);

        DateOnly IRowSource.Day(int index) => DateOnly.FromDateTime(_reader!.GetDateTime(index));

        double IRowSource.Real(int index) => _reader!.GetDouble(index);
    }
}
