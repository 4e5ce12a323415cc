using System.Reflection;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace LoyaltyPortal.Tests.Architecture;

/// <summary>What the portal says to SQL Server is T-SQL, checked without a server by its own parser.</summary>
public sealed class SqlServerScriptTests
{
    private static readonly LoyaltyDatabase Database = new(DatabaseProvider.SqlServer, "Server=nowhere;Database=Loyalty");

    private static List<string> Errors(string script)
    {
        using var reader = new StringReader(script);
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
    }

    [Fact]
    public void The_parser_finds_faults() => Assert.NotEmpty(Errors("CREATE TABLE X (Id bigint NOT NULL,, Name nvarchar(20))"));

    [Fact]
    public void Every_migration_is_a_script_that_parses()
    {
        using var context = Database.ForPlatform();
        var migrator = context.GetService<IMigrator>();
        var migrations = context.Database.GetMigrations().ToList();
        Assert.NotEmpty(migrations);
        var from = Migration.InitialDatabase;
        foreach (var migration in migrations)
        {
            Assert.Empty(Errors(migrator.GenerateScript(from, migration)));
            Assert.Empty(Errors(migrator.GenerateScript(from, migration, MigrationsSqlGenerationOptions.Idempotent)));
            Assert.Empty(Errors(migrator.GenerateScript(migration, from)));
            from = migration;
        }
    }

    [Fact]
    public void The_models_own_script_parses()
    {
        using var context = Database.ForPlatform();
        Assert.Empty(Errors(context.Database.GenerateCreateScript()));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    public void The_migrations_are_up_to_date_with_the_model(DatabaseProvider provider)
    {
        var database = provider == DatabaseProvider.SqlServer ? Database : new LoyaltyDatabase(provider, "Data Source=nowhere.db");
        using var context = database.ForPlatform();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    public static TheoryData<string> RowTypes()
    {
        using var context = Database.ForPlatform();
        return [.. context.Model.GetEntityTypes().Select(type => type.ClrType).Where(type => type.Namespace!.StartsWith("LoyaltyPortal", StringComparison.Ordinal) && type != typeof(LoyaltyUser)).Select(type => type.FullName!)];
    }

    [Theory]
    [MemberData(nameof(RowTypes))]
    public void Every_statement_of_the_recording_road_parses(string type)
    {
        var row = typeof(LoyaltyDatabase).Assembly.GetType(type)!;
        Assert.Empty(((IEnumerable<string>)typeof(SqlServerScriptTests).GetMethod(nameof(Statements), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(row).Invoke(null, [])!)
            .SelectMany(statement => Errors(statement).Select(error => $"{statement}: {error}")));
    }

    private static IEnumerable<string> Statements<T>() where T : class
    {
        var shape = RowShapes.Of(Database).For<T>();
        return new[] { shape.Select, shape.Insert, shape.Update, shape.Add }.Where(statement => statement.Length > 0);
    }

    [Fact]
    public void Every_question_of_the_recording_road_parses()
    {
        var asked = 0;
        foreach (var field in typeof(LoyaltyDatabase).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(RowQuery<>)))
        {
            var sql = (string)typeof(SqlServerScriptTests).GetMethod(nameof(Question), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(field.FieldType.GetGenericArguments()[0]).Invoke(null, [field.GetValue(null)])!;
            Assert.True(Errors(sql).Count == 0, $"{field.DeclaringType!.Name}.{field.Name}: {sql}");
            asked++;
        }

        Assert.True(asked > 10);
    }

    private static string Question<T>(RowQuery<T> query) where T : class => query.Prepare(SqlServerLane.Unconnected(), RowShapes.Of(Database).For<T>()).Sql;
}
