namespace LoyaltyPortal.Tests;

/// <summary>A clock that stands still until it is told to go on.</summary>
public sealed class FakeClock(DateTime start) : TimeProvider
{
    private long _ticks = start.Ticks;

    /// <summary>Noon in London in the middle of a week in summer.</summary>
    public FakeClock()
        : this(new DateTime(2026, 6, 17, 11, 0, 0, DateTimeKind.Utc))
    {
    }

    public DateTime Now => new(Interlocked.Read(ref _ticks), DateTimeKind.Utc);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void Set(DateTime utc) => Interlocked.Exchange(ref _ticks, utc.Ticks);
}
