using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Access;

/// <summary>How often something was tried since a moment. Kept in the database: a portal of several processes counts once.</summary>
public sealed class AttemptLimit
{
    private AttemptLimit()
    {
    }

    /// <summary>What is limited, and last for whom.</summary>
    public string Key { get; private set; } = "";

    public DateTime Since { get; private set; }

    public int Count { get; private set; }

    public static AttemptLimit First(string key, DateTime now) => new() { Key = key, Since = now, Count = 1 };
}

internal sealed class AttemptLimitMapping : IEntityTypeConfiguration<AttemptLimit>
{
    public void Configure(EntityTypeBuilder<AttemptLimit> builder)
    {
        builder.ToTable("AttemptLimits");
        builder.HasKey(limit => limit.Key);
        builder.Property(limit => limit.Key).HasMaxLength(120);
    }
}

/// <summary>Slows down who writes letters or makes sign-ins by the dozen.</summary>
public sealed class Attempts(LoyaltyDatabase database, TimeProvider clock)
{
    /// <summary>Counts one more attempt from a network address; many people may share one.</summary>
    public Task<Failure?> CountAsync(string what, System.Net.IPAddress? address, int mostPerHour) =>
        CountAsync(KeyOf(what, address), mostPerHour, TimeSpan.FromHours(1));

    /// <summary>Whether one more attempt would be too many; counts none.</summary>
    public async Task<bool> IsSpentAsync(string key, int most, TimeSpan window)
    {
        var past = clock.UtcNow() - window;
        await using var context = database.ForPlatform();
        return await context.Set<AttemptLimit>().AnyAsync(limit => limit.Key == key && limit.Since > past && limit.Count >= most);
    }

    /// <summary>Counts one more attempt.</summary>
    /// <param name="key">What is limited, and last for whom.</param>
    /// <param name="most">How many fit into <paramref name="window"/>.</param>
    /// <returns>Null when it may go on; else <c>too_many_attempts</c>.</returns>
    public async Task<Failure?> CountAsync(string key, int most, TimeSpan window)
    {
        var now = clock.UtcNow();
        var past = now - window;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await using var context = database.ForPlatform();
            var limits = context.Set<AttemptLimit>().Where(limit => limit.Key == key);

            // Each update is guarded by what it relies on, so that two at one moment cannot both take the last place.
            if (await limits.Where(limit => limit.Since <= past)
                .ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Since, now).SetProperty(limit => limit.Count, 1)) == 1)
                return null;
            if (await limits.Where(limit => limit.Since > past && limit.Count < most)
                .ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Count, limit => limit.Count + 1)) == 1)
                return null;
            if (await limits.AnyAsync())
                return AccessErrors.TooManyAttempts();
            try
            {
                context.Add(AttemptLimit.First(key, now));
                await context.SaveChangesAsync();
                return null;
            }
            catch (DbUpdateException lost) when (LoyaltyDatabase.IsDuplicate(lost))
            {
                // Somebody else was first with this key; count again.
            }
        }

        return AccessErrors.TooManyAttempts();
    }

    /// <summary>
    /// Lets somebody try what only a wrong answer counts for. It is counted before it is tried, so that many at once do not all pass, and every other answer takes it off
    /// again, also none at all.
    /// </summary>
    /// <returns>What came of it; or <c>too_many_attempts</c>, and it was not tried.</returns>
    public async Task<Result<T>> TryAsync<T>(string key, int most, TimeSpan window, Func<Task<Result<T>>> attempt, Func<Failure, bool> isWrong)
    {
        if (await CountAsync(key, most, window) is { } waits)
            return waits;
        var wasWrong = false;
        try
        {
            var answer = await attempt();
            wasWrong = answer.Failure is { } failure && isWrong(failure);
            return answer;
        }
        finally
        {
            if (!wasWrong)
                await ForgiveAsync(key);
        }
    }

    /// <summary>Takes one attempt off again that was counted before it turned out to be a right one.</summary>
    public async Task ForgiveAsync(string key)
    {
        await using var context = database.ForPlatform();
        await context.Set<AttemptLimit>().Where(limit => limit.Key == key && limit.Count > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Count, limit => limit.Count - 1));
    }

    /// <summary>Forgets what was counted for somebody.</summary>
    /// <param name="whom">The ends of the keys: ids or codes.</param>
    public static async Task ForgetAsync(LoyaltyDbContext context, IEnumerable<string> whom, CancellationToken cancellation)
    {
        foreach (var end in whom.Select(static one => ":" + one))
            await context.Set<AttemptLimit>().Where(limit => limit.Key.EndsWith(end)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>What somebody typed, as the part of a key: it names nobody, being anybody's address, or a password in the wrong field.</summary>
    public static string Hidden(string? typed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(typed ?? "")))[..32];

    /// <summary>The key of what a network address is counted for.</summary>
    public static string KeyOf(string what, System.Net.IPAddress? address) => $"{what}:{NetworkKey.Of(address)}";
}
