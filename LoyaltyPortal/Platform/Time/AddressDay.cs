using System.Globalization;

namespace LoyaltyPortal.Platform.Time;

/// <summary>A day as it stands in an address.</summary>
public static class AddressDay
{
    /// <summary>yyyy-MM-dd, between the years in which something may have been sold; null for anything else.</summary>
    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 2100 ? day : null;
}
