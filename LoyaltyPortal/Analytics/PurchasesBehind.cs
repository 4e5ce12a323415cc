using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics;

/// <summary>Figures of reports that count purchases, or what they were sold for.</summary>
public enum PurchaseFigure
{
    /// <summary>All of them.</summary>
    Orders,

    /// <summary>Those of members.</summary>
    Known,

    /// <summary>Each the first of its member.</summary>
    FirstTime,

    /// <summary>Those of members that are not their first.</summary>
    Returning,

    /// <summary>Those of nobody known.</summary>
    Unidentified,
}

/// <summary>A list of the purchases behind a figure, as it stands in the address.</summary>
/// <param name="Stores">Only in those; none: in all.</param>
/// <param name="Returned">Fully returned purchases and test members count too.</param>
/// <param name="Page">From 1 on.</param>
public sealed record PurchasesBehind(string Merchant, PurchaseFigure Figure, DateOnly From, DateOnly To, IReadOnlyList<int> Stores, bool Returned, int Page)
{
    public const int PageSize = 50;

    /// <summary>How many a file holds.</summary>
    public const int MostFiled = 10_000;

    /// <summary>Only of these members.</summary>
    public MemberLimits Limits { get; init; }

    public ReportWindow Window => new(From, To);

    /// <summary>The address of the list behind a report's figure.</summary>
    internal static string Of(ReportQuestion question, PurchaseFigure figure) => Of(question, figure, question.Window);

    /// <summary>The same for a part of the report's days.</summary>
    internal static string Of(ReportQuestion question, PurchaseFigure figure, ReportWindow window) =>
        new PurchasesBehind(question.Merchant.Slug, figure, window.From, window.To, ReportAddress.StoresAsked(question), question.Counting == Counting.Recorded, 1) { Limits = question.Limits }.Href();

    /// <returns>Null where the address says of no figure, or of no days.</returns>
    public static PurchasesBehind? Of(string merchant, string? figure, string? from, string? to, string? stores, string? returned, int? page, string? tier = null, string? segment = null)
    {
        if (Enum.GetValues<PurchaseFigure>().Where(value => ReportAddress.Word(value) == figure).Select(value => (PurchaseFigure?)value).FirstOrDefault() is not { } named
            || AddressDay.Read(from) is not { } first || AddressDay.Read(to) is not { } last || first > last)
            return null;
        return new PurchasesBehind(merchant, named, first, last, ReportAddress.StoresOf(stores), returned == "1", Math.Max(page ?? 1, 1)) { Limits = ReportAddress.LimitsOf(tier, segment) };
    }

    public string Href() => Path() + Query(Page);

    public string OfPage(int page) => Path() + Query(page);

    /// <param name="kind">csv or xlsx.</param>
    public string File(string kind) => Path() + "/purchases." + kind + Query(1);

    private string Path() => $"/m/{Merchant}/reports/purchases-behind";

    private string Query(int page)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?figure={ReportAddress.Word(Figure)}&from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}") + ReportAddress.ListQuery(Stores, Limits, Returned);
        return page > 1 ? query + string.Create(CultureInfo.InvariantCulture, $"&page={page}") : query;
    }
}
