namespace LoyaltyPortal.Platform.Time;

/// <summary>Times as the database keeps them: UTC, cut to microseconds on every provider.</summary>
public static class Clock
{
    public static DateTime UtcNow(this TimeProvider clock) => Truncate(clock.GetUtcNow().UtcDateTime);

    public static DateTime Truncate(DateTime utc) =>
        new(utc.Ticks - utc.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}

/// <summary>A merchant's IANA time zone: local days and months of instants, and instants of local days.</summary>
public sealed class Zone
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Zone> Known = new(StringComparer.Ordinal);
    private readonly TimeZoneInfo _zone;

    private Zone(TimeZoneInfo zone) => _zone = zone;

    public string Id => _zone.Id;

    /// <exception cref="TimeZoneNotFoundException">No such IANA zone; settings are validated before they are saved.</exception>
    public static Zone Of(string ianaId) => Known.GetOrAdd(ianaId, static id => new Zone(TimeZoneInfo.FindSystemTimeZoneById(id)));

    public static bool Exists(string ianaId) => TimeZoneInfo.TryFindSystemTimeZoneById(ianaId, out var zone) && zone.HasIanaId;

    public DateTime ToLocal(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), _zone);

    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(ToLocal(utc));

    /// <summary>
    /// The UTC instant of a local wall-clock time. A time that the clocks skip moves forward by the gap; a time that
    /// happens twice is taken as its first occurrence.
    /// </summary>
    public DateTime ToUtc(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (_zone.IsInvalidTime(wall))
        {
            var before = _zone.GetUtcOffset(wall.AddHours(-3));
            return DateTime.SpecifyKind(wall - before, DateTimeKind.Utc);
        }

        var offset = _zone.IsAmbiguousTime(wall) ? _zone.GetAmbiguousTimeOffsets(wall).Max() : _zone.GetUtcOffset(wall);
        return DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc);
    }

    /// <summary>The exclusive UTC end of an inclusive local day.</summary>
    public DateTime EndOf(DateOnly day) => ToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue));

    public DateTime StartOf(DateOnly day) => ToUtc(day.ToDateTime(TimeOnly.MinValue));
}

/// <summary>Months as one sortable number: 2011-11 is 201111.</summary>
public static class MonthNumber
{
    public static int Of(DateOnly day) => day.Year * 100 + day.Month;

    public static DateOnly FirstDay(int month) => new(month / 100, month % 100, 1);

    public static int Add(int month, int months) => Of(FirstDay(month).AddMonths(months));

    /// <summary>How many months <paramref name="to"/> is after <paramref name="from"/>.</summary>
    public static int Between(int from, int to) => (to / 100 - from / 100) * 12 + to % 100 - from % 100;
}
