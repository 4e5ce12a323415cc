using System.Globalization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Ids for elements that refer to each other (label and field, button and menu), unique in a page.</summary>
public static class ElementId
{
    private static long last;

    public static string Next(string prefix) => prefix + "-" + Interlocked.Increment(ref last).ToString("x", CultureInfo.InvariantCulture);
}
