using System.Globalization;

namespace LoyaltyPortal.Merchants;

/// <summary>A time zone to choose: its IANA id, and how it is found and read.</summary>
public sealed record ZoneChoice(string Id, string Name)
{
    /// <summary>All zones that are places, by id; and the one that is set, whatever it is.</summary>
    /// <param name="now">The instant whose offsets are shown: it is summer in some of them.</param>
    public static IReadOnlyList<ZoneChoice> All(string present, DateTimeOffset now) =>
    [
        .. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id != present && (zone.Id.Contains('/', StringComparison.Ordinal) || zone.Id == "UTC"))
            .Append(TimeZoneInfo.FindSystemTimeZoneById(present)) // an alias is a zone too, but is not in the list
            .OrderBy(zone => zone.Id, StringComparer.Ordinal).Select(zone => new ZoneChoice(zone.Id, $"{zone.Id.Replace('_', ' ')} (UTC{Offset(zone.GetUtcOffset(now))})")),
    ];

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);
}
