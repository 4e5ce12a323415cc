using System.Collections.Concurrent;
using System.Globalization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Api;

/// <summary>
/// How many requests a key may make in a minute. Counted in the database, so that several portals count together; each takes a handful at a time, so that a request does not
/// cost a write. What a portal took and did not use is lost with the minute.
/// </summary>
public sealed class ApiRate(Attempts attempts, TimeProvider clock, IConfiguration configuration)
{
    public const string Setting = "Api:RequestsPerMinute";
    private const int Handful = 20;
    private readonly ConcurrentDictionary<long, Purse> _purses = new();

    /// <summary>Requests of one key in a minute.</summary>
    public int PerMinute { get; } = configuration.GetValue(Setting, 1_200);

    /// <returns>Whether it may go on, whether this is the first handful that it takes, and the seconds to the next minute.</returns>
    public async Task<(bool May, bool IsFresh, int Seconds)> TakeAsync(long keyId)
    {
        var now = clock.UtcNow();
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        var seconds = 60 - now.Second;
        if (_purses.Count > 10_000)
            _purses.Clear();
        var purse = _purses.GetOrAdd(keyId, static _ => new Purse());
        await purse.Gate.WaitAsync();
        try
        {
            var isFresh = purse.Minute != minute;
            if (isFresh)
                (purse.Minute, purse.Left, purse.IsSpent) = (minute, 0, false);
            if (purse.Left == 0 && !purse.IsSpent)
            {
                // The limit counts in whole handfuls.
                var handful = Math.Min(Handful, PerMinute);
                var key = string.Create(CultureInfo.InvariantCulture, $"api:{minute}:{keyId}");
                if (await attempts.CountAsync(key, PerMinute / handful, TimeSpan.FromMinutes(2)) is null)
                    purse.Left = handful;
                else
                    purse.IsSpent = true;
            }

            if (purse.Left == 0)
                return (false, isFresh, seconds);
            purse.Left--;
            return (true, isFresh, seconds);
        }
        finally
        {
            purse.Gate.Release();
        }
    }

    private sealed class Purse
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public long Minute { get; set; }

        public int Left { get; set; }

        public bool IsSpent { get; set; }
    }
}
