using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics;

/// <summary>Figures of reports that count members.</summary>
public enum BehindFigure
{
    Buyers,
    Repeat,
    Returning,
    FirstTime,
    Retained,
    Lost,
    Active,
    AtRisk,
    Convertible,
}

/// <summary>A list of the members behind a figure, as it stands in the address.</summary>
/// <param name="Stores">Only purchases in those; none: in all.</param>
/// <param name="Returned">Fully returned purchases and test members count too.</param>
public sealed record MembersBehind(string Merchant, BehindFigure Figure, DateOnly From, DateOnly To, IReadOnlyList<int> Stores, bool Returned, int Page)
{
    /// <summary>Only these members.</summary>
    public MemberLimits Limits { get; init; }

    public const int PageSize = 50;

    /// <summary>How far a list can be paged, and how much of it a file holds.</summary>
    public const int MostListed = 10_000;

    public int Skip => (Page - 1) * PageSize;

    /// <summary>Whether it is of a period; else it is of today.</summary>
    public bool HasPeriod => Figure is not (BehindFigure.AtRisk or BehindFigure.Convertible);

    /// <summary>The address of the list behind a report's figure.</summary>
    internal static string Of(ReportQuestion question, BehindFigure figure) =>
        new MembersBehind(question.Merchant.Slug, figure, question.Window.From, question.Window.To, ReportAddress.StoresAsked(question), question.Counting == Counting.Recorded, 1) { Limits = question.Limits }.Href();

    /// <returns>Null where the address says of no figure, or of no days.</returns>
    public static MembersBehind? Of(string merchant, string? figure, string? from, string? to, string? stores, string? returned, int? page, string? tier = null, string? segment = null)
    {
        if (Enum.GetValues<BehindFigure>().Where(value => ReportAddress.Word(value) == figure).Select(value => (BehindFigure?)value).FirstOrDefault() is not { } named)
            return null;
        var list = new MembersBehind(merchant, named, DateOnly.MinValue, DateOnly.MinValue, ReportAddress.StoresOf(stores), returned == "1", Math.Clamp(page ?? 1, 1, MostListed / PageSize))
        {
            Limits = ReportAddress.LimitsOf(tier, segment),
        };
        if (!list.HasPeriod)
            return list with { Returned = false };
        if (AddressDay.Read(from) is not { } first || AddressDay.Read(to) is not { } last || first > last)
            return null;
        return list with { From = first, To = last };
    }

    public string Href() => Path() + Query(Page);

    public string OfPage(int page) => Path() + Query(page);

    /// <param name="kind">csv or xlsx.</param>
    public string File(string kind) => Path() + "/members." + kind + Query(1);

    private string Path() => $"/m/{Merchant}/reports/members-behind";

    private string Query(int page)
    {
        var query = "?figure=" + ReportAddress.Word(Figure);
        if (HasPeriod)
            query += string.Create(CultureInfo.InvariantCulture, $"&from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");
        query += ReportAddress.ListQuery(Stores, Limits, Returned);
        return page > 1 ? query + string.Create(CultureInfo.InvariantCulture, $"&page={page}") : query;
    }
}
