using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Platform.Data;

/// <summary>
/// Client-made 64-bit keys that sort by time: 41 bits of milliseconds since 2020, 10 of this process's node, 12 of a sequence.
/// When a millisecond's 4,096 keys are used up it borrows from the next, so it neither waits nor repeats.
/// </summary>
public sealed class IdGenerator(TimeProvider clock, int node)
{
    private static readonly long Epoch = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private long _last;

    public const int NodeCount = 1024;

    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var now = (clock.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 12;
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next >> 12 << 22 | (long)node << 12 | next & 0xFFF;
        }
    }

    /// <summary>No key that is made from a moment on is below this one.</summary>
    public static long LowestAt(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds() - Epoch << 22;

    /// <summary>When a key was made, to the millisecond.</summary>
    public static DateTime MadeAt(long id) => DateTimeOffset.FromUnixTimeMilliseconds((id >> 22) + Epoch).UtcDateTime;
}

/// <summary>A node number that one running process holds, so that two processes never make the same key.</summary>
public sealed class NodeLease
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private NodeLease()
    {
    }

    public int Node { get; private set; }

    public string Owner { get; private set; } = "";

    public DateTime LeasedUntil { get; private set; }

    public long Version { get; private set; }

    public static NodeLease Take(int node, string owner, DateTime now) => new() { Node = node, Owner = owner, LeasedUntil = now + Length };

    public void TakeOver(string owner, DateTime now)
    {
        Owner = owner;
        LeasedUntil = now + Length;
        Version++;
    }
}

internal sealed class NodeLeaseMapping : Microsoft.EntityFrameworkCore.IEntityTypeConfiguration<NodeLease>
{
    public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<NodeLease> builder)
    {
        builder.HasKey(lease => lease.Node);
        builder.Property(lease => lease.Version).IsConcurrencyToken();
    }
}
