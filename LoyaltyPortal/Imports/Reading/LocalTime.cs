namespace LoyaltyPortal.Imports.Reading;

/// <summary>Clock times of a till, as instants.</summary>
public static class LocalTime
{
    /// <summary>
    /// The instant of a local time. A time the clocks skipped is moved forward by as much as they were (01:30 becomes 02:30); of a
    /// time the clocks showed twice, the earlier instant is meant.
    /// </summary>
    public static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
            return Subtract(local, zone.GetUtcOffset(local.AddHours(-12)));
        if (zone.IsAmbiguousTime(local))
            return Subtract(local, zone.GetAmbiguousTimeOffsets(local).Max());
        return Subtract(local, zone.GetUtcOffset(local));
    }

    private static DateTime Subtract(DateTime local, TimeSpan offset) => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
}
