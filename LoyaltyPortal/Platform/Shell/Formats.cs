using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Numbers, money, points and times as the reader expects them: the reader's culture, the merchant's zone and currency.</summary>
public sealed class Formats(ShellContextProvider context, TimeProvider clock, IStringLocalizer<ShellText> text)
{
    // Written so that no two can be confused; every other currency shows its code and takes its decimals from the system.
    private static readonly ConcurrentDictionary<string, (int Digits, string Symbol)> Currencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EUR"] = (2, "€"),
        ["USD"] = (2, "$"),
        ["GBP"] = (2, "£"),
        ["TRY"] = (2, "₺"),
        ["JPY"] = (0, "¥"),
        ["INR"] = (2, "₹"),
        ["AUD"] = (2, "A$"),
        ["CAD"] = (2, "CA$"),
    };

    /// <summary>The merchant's zone; UTC where it is unknown to this machine.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(context.Current.Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The merchant's currency, by its code.</summary>
    public string Currency => context.Current.Currency;

    /// <summary>An amount with its currency's symbol and decimals: <c>€1,234.50</c>. The merchant's currency unless another is given.</summary>
    public string Money(decimal amount, string? currency = null)
    {
        var code = currency ?? context.Current.Currency;
        var (digits, symbol) = Currencies.GetOrAdd(code, Look);
        var format = (NumberFormatInfo)CultureInfo.CurrentCulture.NumberFormat.Clone();
        format.CurrencySymbol = symbol;
        format.CurrencyDecimalDigits = digits;
        format.NegativeSign = "−"; // as points have it
        return amount.ToString("C", format);
    }

    /// <summary>Points, grouped: <c>12,480</c>.</summary>
    public string Points(long points) => points < 0 ? "−" + Points(-points) : points.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A movement of points with its sign: <c>+120</c>, <c>−40</c>.</summary>
    public string PointsChange(long points) => points switch
    {
        > 0 => "+" + Points(points),
        _ => Points(points),
    };

    /// <summary>Points with their name: <c>120 points</c>, or the merchant's own word.</summary>
    public string PointsNamed(long points) =>
        context.Current.PointsName is { Length: > 0 } name ? $"{Points(points)} {name}" : text[points == 1 ? "Points.One" : "Points.Many", Points(points)].Value;

    public string Number(decimal value, int decimals = 0) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture);

    /// <summary>A share of one as a percentage: <c>0.124</c> is <c>12.4%</c>.</summary>
    public string Percent(decimal share, int decimals = 1) => share.ToString("P" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture);

    /// <summary>A large number in few characters: <c>1.2M</c>. Show the exact one beside it or on hover.</summary>
    public string Compact(decimal value) => Math.Abs(value) switch
    {
        >= 999_950_000m => text["Compact.Billions", Short(value / 1_000_000_000m)].Value,
        >= 999_950m => text["Compact.Millions", Short(value / 1_000_000m)].Value,
        >= 10_000m => text["Compact.Thousands", Short(value / 1_000m)].Value,
        _ => Number(value),
    };

    /// <summary>A UTC time in the merchant's zone.</summary>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>The day in the merchant's zone: <c>22 Nov 2026</c>.</summary>
    public string Date(DateTime utc) => Local(utc).ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    public string Date(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>The day without the year where it is this year: <c>14 March</c>.</summary>
    public string Day(DateOnly day) =>
        day.ToString(day.Year == Today.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.CurrentCulture);

    public string Time(DateTime utc) => Local(utc).ToString("t", CultureInfo.CurrentCulture);

    /// <summary>Day and time: <c>22 Nov 2026, 14:05</c>.</summary>
    public string DateAndTime(DateTime utc) => $"{Date(utc)}, {Time(utc)}";

    /// <summary>To the second, with the zone: what stands in a tooltip.</summary>
    public string Exact(DateTime utc)
    {
        var offset = Zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        var sign = offset < TimeSpan.Zero ? "−" : "+";
        return $"{Local(utc).ToString("d MMMM yyyy, HH:mm:ss", CultureInfo.CurrentCulture)} (UTC{sign}{offset:hh\\:mm})";
    }

    /// <summary>How long ago, or how far ahead: <c>5 minutes ago</c>; further off than a week, the date.</summary>
    public string Relative(DateTime utc)
    {
        var distance = clock.GetUtcNow().UtcDateTime - DateTime.SpecifyKind(utc, DateTimeKind.Utc);
        var ahead = distance < TimeSpan.Zero;
        var (count, unit) = distance.Duration() switch
        {
            { TotalSeconds: < 60 } => (0, "Now"),
            { TotalMinutes: < 60 } span => ((int)span.TotalMinutes, "Minutes"),
            { TotalHours: < 24 } span => ((int)span.TotalHours, "Hours"),
            { TotalDays: < 7 } span => ((int)span.TotalDays, "Days"),
            _ => (-1, ""),
        };
        return count switch
        {
            < 0 => Date(utc),
            0 => text["When.Now"].Value,
            _ => text[$"When.{unit}{(ahead ? "Ahead" : "Ago")}{(count == 1 ? "One" : "")}", count].Value,
        };
    }

    /// <summary>Today in the merchant's zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Local(clock.GetUtcNow().UtcDateTime));

    private static string Short(decimal value) => value.ToString(Math.Abs(value) < 100 ? "0.#" : "0", CultureInfo.CurrentCulture);

    private static (int Digits, string Symbol) Look(string code)
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            if (string.Equals(new RegionInfo(culture.Name).ISOCurrencySymbol, code, StringComparison.OrdinalIgnoreCase))
                return (culture.NumberFormat.CurrencyDecimalDigits, code.ToUpperInvariant() + "\u00a0");
        }

        return (2, code + "\u00a0");
    }
}
