using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics;

public enum ReportPeriod
{
    Last12Months,
    Last30Days,
    Last90Days,
    ThisMonth,
    LastMonth,
    ThisYear,
    LastYear,
    All,
    Custom,
}

public enum ReportComparison
{
    Previous,
    Year,
    None,
}

/// <summary>Days, both included.</summary>
public readonly record struct ReportWindow(DateOnly From, DateOnly To)
{
    /// <summary>Whether it is whole months.</summary>
    internal bool IsMonths => From.Day == 1 && To.AddDays(1).Day == 1;

    /// <summary>As many months, or days, just before.</summary>
    public ReportWindow Previous => IsMonths
        ? new(From.AddMonths(-1 - MonthNumber.Between(MonthNumber.Of(From), MonthNumber.Of(To))), From.AddDays(-1))
        : new(From.AddDays(From.DayNumber - To.DayNumber - 1), From.AddDays(-1));

    public ReportWindow YearBefore => new(From.AddYears(-1), IsMonths ? To.AddDays(1).AddYears(-1).AddDays(-1) : To.AddYears(-1));

    /// <summary>Days of up to a month, else months, else years: each a part of the window.</summary>
    public IEnumerable<ReportWindow> Intervals()
    {
        var (months, days) = (MonthNumber.Between(MonthNumber.Of(From), MonthNumber.Of(To)), To.DayNumber - From.DayNumber);
        for (var start = From; start <= To;)
        {
            var next = days <= 31 ? start.AddDays(1) : months <= 36 ? new DateOnly(start.Year, start.Month, 1).AddMonths(1) : new DateOnly(start.Year + 1, 1, 1);
            yield return new ReportWindow(start, next > To ? To : next.AddDays(-1));
            start = next;
        }
    }

    /// <summary>The same by months, or years where there are many.</summary>
    public IEnumerable<ReportWindow> Months()
    {
        var months = MonthNumber.Between(MonthNumber.Of(From), MonthNumber.Of(To));
        for (var start = From; start <= To;)
        {
            var next = months <= 36 ? new DateOnly(start.Year, start.Month, 1).AddMonths(1) : new DateOnly(start.Year + 1, 1, 1);
            yield return new ReportWindow(start, next > To ? To : next.AddDays(-1));
            start = next;
        }
    }
}

/// <summary>A report with its filters, as they stand in the address.</summary>
/// <param name="Returned">Count fully returned purchases and test members too.</param>
/// <param name="Tier">The key of the tier on which members stand now; the empty word is no tier.</param>
/// <param name="Segment">The saved segment to which members belong now.</param>
public sealed record ReportAddress(
    string Merchant, string Report, ReportPeriod Period, DateOnly? From, DateOnly? To, ReportComparison Comparison, int? Store, Channel? Channel, bool Returned, string? Tier = null, long? Segment = null)
{
    /// <summary>How no tier stands in the address.</summary>
    private const string NoTier = "-";

    public static ReportAddress Of(
        string merchant, string report, string? period, string? from, string? to, string? compare, int? store, string? channel, string? returned, string? tier = null, long? segment = null)
    {
        var (start, end) = (AddressDay.Read(from), AddressDay.Read(to));
        var chosen = Named<ReportPeriod>(period) ?? ReportPeriod.Last12Months;
        if (chosen == ReportPeriod.Custom && (start is null || end is null || start > end))
            (chosen, start, end) = (ReportPeriod.Last12Months, null, null);
        return new ReportAddress(merchant, report, chosen, chosen == ReportPeriod.Custom ? start : null, chosen == ReportPeriod.Custom ? end : null,
            Named<ReportComparison>(compare) ?? ReportComparison.Previous, store, Named<Channel>(channel), returned == "1", TierOf(tier), segment);
    }

    /// <param name="first">The first day of which anything is known.</param>
    public ReportWindow Window(DateOnly today, DateOnly first)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return Period switch
        {
            ReportPeriod.Last30Days => new(today.AddDays(-29), today),
            ReportPeriod.Last90Days => new(today.AddDays(-89), today),
            ReportPeriod.ThisMonth => new(month, month.AddMonths(1).AddDays(-1)),
            ReportPeriod.LastMonth => new(month.AddMonths(-1), month.AddDays(-1)),
            ReportPeriod.ThisYear => new(new(today.Year, 1, 1), month.AddMonths(1).AddDays(-1)),
            ReportPeriod.LastYear => new(new(today.Year - 1, 1, 1), new(today.Year - 1, 12, 31)),
            ReportPeriod.All => new(new(Math.Min(first.Year * 12 + first.Month, today.Year * 12 + today.Month) is var all ? (all - 1) / 12 : 1, (all - 1) % 12 + 1, 1), month.AddMonths(1).AddDays(-1)),
            ReportPeriod.Custom => new(From!.Value, To!.Value),
            _ => new(month.AddMonths(-11), month.AddMonths(1).AddDays(-1)), // this month is not over: nothing is sold in days that are to come
        };
    }

    public string Href() => Path() + Query();

    /// <param name="kind">csv or xlsx.</param>
    public string File(string kind) => Path() + "/figures." + kind + Query();

    private string Path() => $"/m/{Merchant}/reports/{Report}";

    private string Query()
    {
        var parts = Parts().ToList();
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));
    }

    /// <summary>What stands in the address besides the report, by name.</summary>
    public IEnumerable<(string Name, string Value)> Parts()
    {
        if (Period != ReportPeriod.Last12Months)
            yield return ("period", Word(Period));
        if (From is { } from && To is { } to)
        {
            yield return ("from", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            yield return ("to", to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (Comparison != ReportComparison.Previous)
            yield return ("compare", Word(Comparison));
        if (Store is { } store)
            yield return ("store", store.ToString(CultureInfo.InvariantCulture));
        if (Channel is { } channel)
            yield return ("channel", Word(channel));
        if (Tier is { } tier)
            yield return ("tier", WordOf(tier));
        if (Segment is { } segment)
            yield return ("segment", segment.ToString(CultureInfo.InvariantCulture));
        if (Returned)
            yield return ("returned", "1");
    }

    /// <summary>The key of a tier as it stands in an address; the empty word is no tier, null any.</summary>
    internal static string? TierOf(string? word) => string.IsNullOrEmpty(word) ? null : word == NoTier ? "" : word;

    internal static string WordOf(string tierKey) => tierKey.Length == 0 ? NoTier : tierKey;

    /// <summary>How filters that leave no store stand in the address: nothing happened there.</summary>
    private const int NoStore = 0;

    /// <summary>The stores that a report was asked for, as they stand in the address of a list behind its figures; none: all.</summary>
    internal static IReadOnlyList<int> StoresAsked(ReportQuestion question) => question.StoreIds is null ? [] : question.StoreIds.Count == 0 ? [NoStore] : [.. question.StoreIds];

    internal static IReadOnlyList<int> StoresOf(string? stores) => [.. (stores ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var store) ? store : -1).Where(store => store >= NoStore).Distinct().Order()];

    internal static MemberLimits LimitsOf(string? tier, string? segment) => new(TierOf(tier), long.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);

    /// <summary>What a list behind a figure is limited to, to be added to its address.</summary>
    internal static string ListQuery(IReadOnlyList<int> stores, MemberLimits limits, bool returned)
    {
        var query = stores.Count > 0 ? "&stores=" + string.Join(',', stores) : "";
        if (limits.Tier is { } tier)
            query += "&tier=" + Uri.EscapeDataString(WordOf(tier));
        if (limits.Segment is { } segment)
            query += string.Create(CultureInfo.InvariantCulture, $"&segment={segment}");
        return returned ? query + "&returned=1" : query;
    }

    /// <summary>A value as it stands in the address.</summary>
    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T? Named<T>(string? word) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Word(value), word, StringComparison.Ordinal))
                return value;
        }

        return null;
    }
}
