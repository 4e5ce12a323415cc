using LoyaltyPortal.Platform.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LoyaltyPortal.Tests;

/// <summary>
/// A migrated database of its own: an SQLite file copied from one that was migrated once, or, where LOYALTY_TEST_SQLSERVER holds a connection string,
/// a database on that server. It deletes itself.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("LOYALTY_TEST_SQLSERVER");
    private static readonly string Folder = Directory.CreateTempSubdirectory("loyalty-tests-").FullName;
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private readonly string? _file;

    static TestDatabase() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    };

    private TestDatabase(LoyaltyDatabase database, string? file)
    {
        Database = database;
        _file = file;
    }

    public LoyaltyDatabase Database { get; }

    public bool IsSqlite => _file is not null;

    public static async Task<TestDatabase> CreateAsync()
    {
        var name = "LoyaltyTest" + Guid.NewGuid().ToString("N");
        if (Server is { Length: > 0 } server)
        {
            var database = new LoyaltyDatabase(DatabaseProvider.SqlServer, new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString());
            await database.MigrateAsync();
            return new TestDatabase(database, null);
        }

        var file = Path.Combine(Folder, name + ".db");
        File.Copy(await Template.Value, file);
        return new TestDatabase(Open(file), file);
    }

    /// <summary>The same database as another process would open it.</summary>
    public LoyaltyDatabase Again() => _file is not null ? Open(_file) : new LoyaltyDatabase(Database.Provider, Database.ForPlatform().Database.GetConnectionString()!);

    /// <summary>Says something in SQL that the portal never would, for tests of what it notices.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var context = Database.ForPlatform();
        return await context.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Takes the schema back to before a migration, and makes the migration and all after it once more over the rows that are there.</summary>
    public async Task UpgradeAgainAsync(string migration)
    {
        await using var context = Database.ForPlatform();
        var all = context.Database.GetMigrations().ToList();
        await context.GetService<IMigrator>().MigrateAsync(all[all.FindIndex(name => name.EndsWith(migration, StringComparison.Ordinal)) - 1]);
        await context.Database.MigrateAsync();
    }

    private static LoyaltyDatabase Open(string file) => new(DatabaseProvider.Sqlite, $"Data Source={file}");

    private static async Task<string> MakeTemplateAsync()
    {
        var file = Path.Combine(Folder, "template.db");
        var database = Open(file);
        await database.MigrateAsync();
        await using (var context = database.ForPlatform())
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await using var context = Database.ForPlatform();
        if (_file is null)
        {
            await context.Database.EnsureDeletedAsync();
            return;
        }

        SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        foreach (var path in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(path);
    }
}
