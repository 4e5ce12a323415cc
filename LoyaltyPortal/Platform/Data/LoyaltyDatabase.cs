using System.Linq.Expressions;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LoyaltyPortal.Platform.Data;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}

/// <summary>The one door to the database: contexts for queries and configuration, write sessions for the recording road.</summary>
public sealed class LoyaltyDatabase
{
    private readonly DbContextOptions<SqliteLoyaltyDbContext>? _sqlite;
    private readonly DbContextOptions<SqlServerLoyaltyDbContext>? _sqlServer;
    private readonly string _connectionString;

    public LoyaltyDatabase(DatabaseProvider provider, string connectionString, int? maxBatchSize = null)
    {
        Provider = provider;
        if (provider == DatabaseProvider.Sqlite)
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            if (Path.GetDirectoryName(builder.DataSource) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            _connectionString = builder.ToString();
            _sqlite = SqliteLoyaltyDbContext.Options(_connectionString);
        }
        else
        {
            _connectionString = connectionString;
            _sqlServer = SqlServerLoyaltyDbContext.Options(connectionString, maxBatchSize);
        }
    }

    public DatabaseProvider Provider { get; }

    /// <summary>What stands between a write session and its store; nothing, except where somebody wants to see what happens when the store fails.</summary>
    internal Func<IStoreLane, IStoreLane>? LaneThrough { get; init; }

    /// <summary>A context that sees, and may write, one merchant's rows only.</summary>
    public LoyaltyDbContext ForMerchant(int merchantId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(merchantId);
        return Create(merchantId);
    }

    /// <summary>A context for rows that belong to no merchant; merchant-owned sets are empty in it.</summary>
    public LoyaltyDbContext ForPlatform() => Create(0);

    private LoyaltyDbContext Create(int merchantId) => _sqlite is not null
        ? new SqliteLoyaltyDbContext(_sqlite, merchantId)
        : new SqlServerLoyaltyDbContext(_sqlServer!, merchantId);

    public async Task MigrateAsync(CancellationToken cancellation = default)
    {
        await using var context = ForPlatform();
        await context.Database.MigrateAsync(cancellation);
    }

    /// <summary>True when the database answers and has every migration of this version.</summary>
    /// <exception cref="System.Data.Common.DbException">It does not answer.</exception>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation = default)
    {
        await using var context = ForPlatform();
        return !(await context.Database.GetPendingMigrationsAsync(cancellation)).Any();
    }

    /// <summary>
    /// A change to a merchant's configuration: read, decide, save, all in <paramref name="change"/> and in a context of its own. Somebody else's write in
    /// between makes it start again from the reading.
    /// </summary>
    public async Task<T> ChangeAsync<T>(int merchantId, Func<LoyaltyDbContext, Task<T>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = ForMerchant(merchantId);
            try
            {
                return await change(context);
            }
            catch (Exception lost) when (attempt < 8 && IsWorthRetrying(lost))
            {
                // What was read is stale; read again.
            }
        }
    }

    /// <summary>
    /// Small numbers of a table that numbers its rows over all merchants: 1, 2, 3 … A number is given once and never again, even when its row is
    /// deleted, so that nobody who still holds an old one finds himself at somebody else's.
    /// </summary>
    /// <param name="count">How many; the first is returned and the others follow it.</param>
    public Task<int> NextNumberAsync<T>(int count = 1, CancellationToken cancellation = default) where T : class => WithPlatformAsync(async context =>
    {
        var name = typeof(T).Name;
        var counter = await context.Set<NumberCounter>().FirstOrDefaultAsync(counter => counter.Name == name, cancellation);
        if (counter is null)
            context.Add(counter = NumberCounter.Of(name));
        var first = counter.Take(count);
        await context.SaveChangesAsync(cancellation);
        return first;
    });

    private async Task<T> WithPlatformAsync<T>(Func<LoyaltyDbContext, Task<T>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = ForPlatform();
            try
            {
                return await change(context);
            }
            catch (Exception lost) when (attempt < 20 && IsWorthRetrying(lost))
            {
                // Somebody else took a number at the same moment; take the next.
            }
        }
    }

    /// <summary>A transaction in which several queries see one state of the database, without holding writers up where the provider allows it.</summary>
    public async Task<IDbContextTransaction> BeginReadingAsync(LoyaltyDbContext context, CancellationToken cancellation = default)
    {
        if (Provider == DatabaseProvider.SqlServer)
            return await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation);
        await context.Database.OpenConnectionAsync(cancellation);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        return (await context.Database.UseTransactionAsync(connection.BeginTransaction(deferred: true), cancellation))!;
    }

    /// <summary>The merchants that have such a row: for jobs that look over all of them. It says nothing else of the rows.</summary>
    public async Task<IReadOnlyList<int>> MerchantsWithAsync<T>(Expression<Func<T, bool>> such, CancellationToken cancellation = default) where T : class, IMerchantOwned
    {
        await using var context = ForPlatform();
#pragma warning disable RS0030 // whose rows there are says nothing of what is in them
        return await context.Set<T>().IgnoreQueryFilters().Where(such).Select(row => EF.Property<int>(row, nameof(IMerchantOwned.MerchantId))).Distinct().ToListAsync(cancellation);
#pragma warning restore RS0030
    }

    /// <summary>
    /// Deletes every row of a merchant, the merchant itself last, in one transaction. The books of a merchant are never deleted otherwise: the one
    /// caller is the removal of demo data.
    /// </summary>
    public async Task DeleteMerchantAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = ForMerchant(merchantId);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        foreach (var type in MerchantRows.DependentsFirst(context.Model))
            await MerchantRows.DeleteAsync(context, type, merchantId, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>A new connection for the recording road. The caller owns and disposes it.</summary>
    public async Task<WriteSession> OpenSessionAsync(CancellationToken cancellation = default)
    {
        var shapes = RowShapes.Of(this);
        IStoreLane lane = Provider == DatabaseProvider.Sqlite
            ? await SqliteLane.OpenAsync(_connectionString, cancellation)
            : await SqlServerLane.OpenAsync(_connectionString, cancellation);
        return new WriteSession(LaneThrough is null ? lane : LaneThrough(lane), shapes);
    }

    /// <summary>True when the same work may simply be done again: a lost race, a deadlock, a key that somebody else wrote first.</summary>
    public static bool IsWorthRetrying(Exception exception) => exception switch
    {
        StaleRowException or DbUpdateConcurrencyException => true,
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 19,
        SqlException server => server.Number is 1205 or 1222 or 2601 or 2627 or 3960 or 41302 or -2,
        DbUpdateException update => update.InnerException is { } inner && IsWorthRetrying(inner),
        InvalidOperationException { InnerException: (DbUpdateException or System.Data.Common.DbException) and var wrapped } => IsWorthRetrying(wrapped), // EF's advice to enable its own retries
        _ => false,
    };

    /// <summary>True when others held what was needed for longer than anybody should wait.</summary>
    public static bool IsLocked(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6,
        SqlException server => server.Number is 1222 or -2,
        _ => false,
    };

    /// <summary>True when there is no room to write: the disk is full, or the database may not grow.</summary>
    public static bool IsFull(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == 13,
        SqlException server => server.Number is 1101 or 1105 or 9002,
        _ => false,
    };

    /// <summary>True when a unique index or key refused a row.</summary>
    public static bool IsDuplicate(DbUpdateException exception) => exception.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == 19,
        SqlException server => server.Number is 2601 or 2627,
        _ => false,
    };

    /// <summary>Takes the lowest node number that nobody holds now.</summary>
    public async Task<int> LeaseNodeAsync(TimeProvider clock, string owner, CancellationToken cancellation = default)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var context = ForPlatform();
            var now = clock.UtcNow();
            var leases = await context.Set<NodeLease>().OrderBy(lease => lease.Node).ToListAsync(cancellation);
            var free = leases.FirstOrDefault(lease => lease.LeasedUntil < now || lease.Owner == owner);
            if (free is not null)
                free.TakeOver(owner, now);
            else if (leases.Count < IdGenerator.NodeCount)
                context.Add(free = NodeLease.Take(leases.Count, owner, now));
            else
                throw new InvalidOperationException("All node numbers are in use.");
            try
            {
                await context.SaveChangesAsync(cancellation);
                return free.Node;
            }
            catch (Exception lost) when (attempt < 20 && IsWorthRetrying(lost))
            {
                // Another process took that number first; look again.
            }
        }
    }

    /// <exception cref="InvalidOperationException">Another process has taken the number: this one was silent for too long and must stop making keys.</exception>
    public async Task RenewNodeAsync(TimeProvider clock, int node, string owner, CancellationToken cancellation = default)
    {
        await using var context = ForPlatform();
        var until = clock.UtcNow() + NodeLease.Length;
        if (await context.Set<NodeLease>().Where(lease => lease.Node == node && lease.Owner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.LeasedUntil, until), cancellation) != 1)
            throw new InvalidOperationException($"Node number {node} belongs to another process now.");
    }

    public async Task GiveNodeBackAsync(TimeProvider clock, int node, string owner, CancellationToken cancellation = default)
    {
        await using var context = ForPlatform();
        var past = clock.UtcNow().AddSeconds(-1);
        await context.Set<NodeLease>().Where(lease => lease.Node == node && lease.Owner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.LeasedUntil, past), cancellation);
    }
}
