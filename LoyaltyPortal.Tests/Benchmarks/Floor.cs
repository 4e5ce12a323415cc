using Microsoft.Data.Sqlite;

namespace LoyaltyPortal.Benchmarks;

/// <summary>Bare prepared statements on the portal's own schema, with the portal's own settings of the file: what recording costs when nothing is decided.</summary>
internal sealed class Floor : IDisposable
{
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    public Floor(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=15000; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;");
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Begin() => _transaction = _connection.BeginTransaction();

    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    /// <summary>An insert of every column; those that are not named get a plausible value of their type.</summary>
    public Statement Insert(string table, params string[] named) => Insert("INSERT", table, named);

    /// <summary>The same where there is no such row yet.</summary>
    public Statement InsertMissing(string table, params string[] named) => Insert("INSERT OR IGNORE", table, named);

    private Statement Insert(string verb, string table, string[] named)
    {
        var columns = new List<(string Name, object Value)>();
        using (var command = _connection.CreateCommand())
        {
            command.CommandText = $"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                columns.Add((reader.GetString(0), Plausible(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2))));
        }

        var statement = Prepare($"{verb} INTO \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) VALUES ({string.Join(", ", columns.Select((_, index) => "$p" + index))})");
        var order = new int[named.Length];
        for (var index = 0; index < columns.Count; index++)
        {
            statement.Parameters.AddWithValue("$p" + index, columns[index].Value);
            if (Array.IndexOf(named, columns[index].Name) is var at and >= 0)
                order[at] = index;
        }

        return new Statement(this, statement, order);
    }

    /// <summary>So many rows at once: the named columns by an expression over <c>i</c> = 0, 1, 2 …, the others with a plausible value of their type.</summary>
    public void Fill(string table, long rows, params (string Column, string Expression)[] named)
    {
        var columns = new List<(string Name, string Expression)>();
        using (var command = Prepare($"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')"))
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var (name, type, required) = (reader.GetString(0), reader.GetString(1), reader.GetBoolean(2));
                var given = named.FirstOrDefault(pair => pair.Column == name).Expression;
                columns.Add((name, given ?? Literal(Plausible(name, type, required))));
            }
        }

        Run($"""
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))})
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {rows - 1})
            SELECT {string.Join(", ", columns.Select(column => column.Expression))} FROM n
            """);
    }

    private static string Literal(object value) => value switch
    {
        DBNull => "NULL",
        string text => $"'{text}'",
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    public Statement Say(string sql, int parameters)
    {
        var statement = Prepare(sql);
        for (var index = 0; index < parameters; index++)
            statement.Parameters.AddWithValue("$p" + index, 0L);
        return new Statement(this, statement, [.. Enumerable.Range(0, parameters)]);
    }

    /// <summary>Reads every value of every row, by its own type.</summary>
    /// <returns>How many rows there were.</returns>
    public long ReadAll(string sql)
    {
        using var command = Prepare(sql);
        using var reader = command.ExecuteReader();
        var rows = 0L;
        for (; reader.Read(); rows++)
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.IsDBNull(column))
                    continue;
                if (reader.GetFieldType(column) == typeof(string))
                    _ = reader.GetString(column);
                else
                    _ = reader.GetInt64(column);
            }
        }

        return rows;
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>What nobody names is empty where it may be: so a column that comes later means nothing here until somebody says what it means.</summary>
    private static object Plausible(string column, string type, bool required) => (type, column) switch
    {
        ("TEXT", "Explanation") => new string('e', 330),
        ("TEXT", "Outcome") => new string('o', 140),
        ("TEXT", "Name" or "Sku" or "Category") => "Any name of it",
        ("TEXT", _) => required ? "text" : DBNull.Value,
        ("BLOB", _) => new byte[32],
        (_, "AvailableFrom" or "ExpiresAt" or "EarnedAt" or "FirstPurchaseAt" or "LastPurchaseAt") => 1_780_000_000_000_000L,
        (_, "Day" or "FirstPurchaseDay" or "Since" or "AssessedOn") => (long)Books.Day,
        (_, "EntrySequence") => 1L,
        (_, _) when !required => DBNull.Value,
        (_, _) when column.EndsWith("At", StringComparison.Ordinal) => 1_780_000_000_000_000L,
        (_, "IsUsedUp" or "IsPending") => 0L,
        _ => 1L,
    };

    public void Dispose() => _connection.Dispose();

    internal sealed class Statement(Floor floor, SqliteCommand command, int[] order)
    {
        public void Execute(params ReadOnlySpan<object> values)
        {
            for (var index = 0; index < values.Length; index++)
                command.Parameters[order[index]].Value = values[index];
            command.Transaction = floor._transaction;
            command.ExecuteNonQuery();
        }

        public void Read(long key)
        {
            command.Parameters[0].Value = key;
            command.Transaction = floor._transaction;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                    _ = reader.IsDBNull(column) ? null : reader.GetValue(column);
            }
        }
    }
}
