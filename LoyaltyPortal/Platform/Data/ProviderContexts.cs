using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LoyaltyPortal.Platform.Data;

public sealed class SqliteLoyaltyDbContext(DbContextOptions<SqliteLoyaltyDbContext> options, int merchantId = 0) : LoyaltyDbContext(options, merchantId)
{
    internal static DbContextOptions<SqliteLoyaltyDbContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteLoyaltyDbContext>()
            .UseSqlite(connectionString)
            .ReplaceService<IMigrationsSqlGenerator, ClusteredSqliteMigrations>()
            .AddInterceptors(SqlitePragmas.Instance)
            .Options;

    protected override void ConfigureProvider(ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTime>().HaveConversion<StoredValues.InstantToNumber>();
        builder.Properties<decimal>().HaveConversion<StoredValues.MoneyToNumber>();
        builder.Properties<DateOnly>().HaveConversion<StoredValues.DayToNumber>();
    }

    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteLoyaltyDbContext>
    {
        public SqliteLoyaltyDbContext CreateDbContext(string[] args) => new(Options("Data Source=design.db"));
    }
}

public sealed class SqlServerLoyaltyDbContext(DbContextOptions<SqlServerLoyaltyDbContext> options, int merchantId = 0) : LoyaltyDbContext(options, merchantId)
{
    internal static DbContextOptions<SqlServerLoyaltyDbContext> Options(string connectionString, int? maxBatchSize = null) =>
        new DbContextOptionsBuilder<SqlServerLoyaltyDbContext>()
            .UseSqlServer(connectionString, server =>
            {
                server.UseCompatibilityLevel(150);
                if (maxBatchSize is { } size)
                    server.MaxBatchSize(size);
            })
            .Options;

    protected override void ConfigureProvider(ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTime>().HavePrecision(6).HaveConversion<StoredValues.InstantIsUtc>();
        builder.Properties<decimal>().HavePrecision(19, 4);
    }

    /// <summary>Keys, what is looked up, and the categories of lines, which are keys elsewhere, compare by code point, as they do in SQLite and in memory, and not by a language's rules.</summary>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (var type in builder.Model.GetEntityTypes().Where(type => type.ClrType.Namespace!.StartsWith("LoyaltyPortal", StringComparison.Ordinal)))
        {
            foreach (var property in type.GetProperties().Where(property => property.ClrType == typeof(string) && (property.IsKey() || property.IsIndex() || property.Name == "Category")))
                property.SetCollation("Latin1_General_100_BIN2");
        }
    }

    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqlServerLoyaltyDbContext>
    {
        public SqlServerLoyaltyDbContext CreateDbContext(string[] args) => new(Options("Server=design;Database=Loyalty"));
    }
}
