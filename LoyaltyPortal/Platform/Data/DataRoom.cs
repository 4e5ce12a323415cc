using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Data;

/// <summary>The database, the recording road and what they need.</summary>
public static class DataRoom
{
    public const string DefaultFile = "App_Data/loyalty.db";

    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = configuration.GetValue("Database:Provider", DatabaseProvider.Sqlite);
        var connection = configuration.GetConnectionString("Loyalty");
        if (string.IsNullOrWhiteSpace(connection))
        {
            if (provider == DatabaseProvider.SqlServer)
                throw new InvalidOperationException("Database:Provider is SqlServer, but ConnectionStrings:Loyalty is empty. Set it, for example in the environment variable ConnectionStrings__Loyalty.");
            connection = $"Data Source={Path.Combine(environment.ContentRootPath, DefaultFile)}";
        }

        services.AddSingleton(new LoyaltyDatabase(provider, connection, configuration.GetValue<int?>("Database:MaxBatchSize")));
        services.AddScoped<LoyaltyDbContext>(provider => provider.GetRequiredService<LoyaltyDatabase>().ForPlatform());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<NodeNumber>();
        services.AddSingleton(provider => new IdGenerator(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<NodeNumber>().Value));
        services.AddSingleton<LiveSignals>();
        services.AddSingleton<CommandQueue>();
        services.AddLocalization();
        services.AddSingleton<FailureText>();
        return services;
    }

    /// <summary>Migrates an SQLite file (SQL Server only on request) and takes a node number: before anything is served.</summary>
    public static async Task PrepareDataAsync(this IServiceProvider services, CancellationToken cancellation = default)
    {
        var database = services.GetRequiredService<LoyaltyDatabase>();
        if (database.Provider == DatabaseProvider.Sqlite)
            await database.MigrateAsync(cancellation);
        await services.GetRequiredService<NodeNumber>().LeaseAsync(cancellation);
    }
}

/// <summary>This process's node number: leased when the database is ready, before the first key is made.</summary>
public sealed class NodeNumber(LoyaltyDatabase database, TimeProvider clock)
{
    private readonly string _owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private int? _value;

    /// <exception cref="InvalidOperationException">Asked for before <see cref="LeaseAsync"/>: a mistake in the start-up order.</exception>
    public int Value => _value ?? throw new InvalidOperationException("The node number has not been leased yet.");

    public async Task LeaseAsync(CancellationToken cancellation = default) => _value = await database.LeaseNodeAsync(clock, _owner, cancellation);

    /// <summary>Keeps the number while the process lives; called well within <see cref="NodeLease.Length"/>.</summary>
    public Task RenewAsync(CancellationToken cancellation = default) => database.RenewNodeAsync(clock, Value, _owner, cancellation);

    public Task GiveBackAsync(CancellationToken cancellation = default) => _value is { } node ? database.GiveNodeBackAsync(clock, node, _owner, cancellation) : Task.CompletedTask;
}
