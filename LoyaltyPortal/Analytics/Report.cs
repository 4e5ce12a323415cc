using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Analytics;

/// <summary>What a report is about.</summary>
public enum ReportGroup
{
    Standing,
    Feedback,
    Return,
    Members,
    Points,
    Shops,
}

/// <summary>A report: what it asks for and what it answers with. Period, filters, drawing and files are the frame's.</summary>
public abstract class Report
{
    /// <summary>Its name in addresses, and before the texts of its title and its definition: <c>&lt;Key&gt;.Title</c>, <c>&lt;Key&gt;.Lead</c>.</summary>
    public abstract string Key { get; }

    public abstract string NavKey { get; }

    public abstract string Icon { get; }

    public abstract int Order { get; }

    public abstract ReportGroup Group { get; }

    /// <summary>Whether it stands in the navigation by itself; else it is found among all reports.</summary>
    public virtual bool IsMain => false;

    /// <summary>Whether it can be asked for some stores only.</summary>
    public virtual bool HasStores => true;

    /// <summary>Whether it is of a period; else it is of today.</summary>
    public virtual bool HasPeriod => true;

    /// <summary>The texts that say that there is nothing: this, and this with <c>.Hint</c>.</summary>
    public virtual string NoneKey => "None";

    /// <summary>Whether it can be held against an earlier period.</summary>
    public virtual bool HasComparison => true;

    /// <summary>Whether it makes a difference if fully returned purchases and test members count.</summary>
    public virtual bool HasReturned => true;

    /// <summary>Whether it can be asked for the members of a segment or of a tier only.</summary>
    public virtual bool HasMembers => false;

    /// <summary>The conditions of a segment of the members it is about, as <see cref="Segments.SegmentStart"/> writes them; null: it is about no such.</summary>
    public virtual IReadOnlyList<string>? SegmentKinds => null;

    /// <summary>Whether it says who they are: it takes the right to see members too.</summary>
    public virtual bool NamesMembers => false;

    public abstract Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation);
}

/// <summary>What a report is asked.</summary>
/// <param name="Before">The earlier period to compare with; null none.</param>
/// <param name="StoreIds">Only those; null all.</param>
public sealed record ReportQuestion(LoyaltyDbContext Context, MerchantView Merchant, ReportWindow Window, ReportWindow? Before, IReadOnlyList<StoreView> Stores, IReadOnlyCollection<int>? StoreIds, Counting Counting, DateOnly Today)
{
    public Zone Zone => Merchant.Zone;

    /// <summary>Only these members, by id; null all, and unidentified sales.</summary>
    public IQueryable<long>? Members { get; init; }

    /// <summary>Only the tiles are asked for: what is costly besides may be left out.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Why only those.</summary>
    public MemberLimits Limits { get; init; }
}

/// <summary>A figure of a tile.</summary>
/// <param name="Change">Against the earlier period, as a share; null: nothing to compare with.</param>
public sealed record ReportTile(string Label, string Value, string Meaning, string? Top = null, string? Bottom = null, decimal? Change = null)
{
    /// <summary>Where more is said of it.</summary>
    public string? Href { get; init; }

    public bool LowerIsBetter { get; init; }

    /// <summary>How much more than before, as a share of it.</summary>
    public static decimal? ChangeOf(decimal? now, decimal? before) => now is null || before is null or 0 ? null : (now - before) / before;
}

/// <summary>A cell of a table.</summary>
/// <param name="Number">What a file holds in its place; null: the text.</param>
/// <param name="Heat">How strongly it is coloured, as a share of one.</param>
public sealed record ReportCell(string Text, decimal? Number = null, decimal? Heat = null, string? Tip = null)
{
    /// <summary>Where it leads; the first cell's is where the row leads.</summary>
    public string? Href { get; init; }

    /// <summary>What a file holds in place of the text; null: the text.</summary>
    public string? Filed { get; init; }

    /// <summary>Shown as a state; null: as text.</summary>
    public Tone? Tone { get; init; }
}

/// <param name="Columns">Their titles; the first names the row.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows, IReadOnlyList<ReportCell>? Foot = null);

public sealed record ReportSeries(string Name, IReadOnlyList<decimal> Values);

/// <summary>Something that is drawn.</summary>
/// <param name="Sentence">What it shows, in words.</param>
public abstract record ReportPicture(string Title, string Sentence);

/// <summary>Bars that stand on each other.</summary>
/// <param name="Say">A value as people read it.</param>
public sealed record ReportChart(string Title, string Sentence, IReadOnlyList<string> Labels, IReadOnlyList<ReportSeries> Series, Func<decimal, string> Say) : ReportPicture(Title, Sentence);

/// <param name="Margin">How far the truth may be off, either way; null: it is counted, not estimated.</param>
public sealed record ReportEstimate(decimal Value, decimal? Margin = null);

/// <summary>A figure as it went, as a line with its margin around it.</summary>
/// <param name="Points">As many as labels; null where there was nothing to count.</param>
/// <param name="Low">The lower end of the scale.</param>
/// <param name="High">The upper end.</param>
public sealed record ReportTrend(string Title, string Sentence, IReadOnlyList<string> Labels, IReadOnlyList<ReportEstimate?> Points, decimal Low, decimal High, Func<decimal, string> Say) : ReportPicture(Title, Sentence);

/// <summary>One figure on its scale, which has 0 in the middle.</summary>
/// <param name="End">The scale goes from minus this to this.</param>
public sealed record ReportGauge(string Title, string Sentence, ReportEstimate Point, decimal End, Func<decimal, string> Say) : ReportPicture(Title, Sentence);

/// <summary>What a report shows below its own table: a picture, a table, or a picture and its figures.</summary>
public sealed record ReportSection(ReportPicture? Picture = null, ReportTable? Table = null);

/// <param name="IsEmpty">There is nothing to report.</param>
public sealed record ReportAnswer(ReportWindow Window, IReadOnlyList<ReportTile> Tiles, ReportChart? Chart, ReportTable Table, bool IsEmpty)
{
    /// <summary>Pictures before the chart, beside each other.</summary>
    public IReadOnlyList<ReportPicture> Lead { get; init; } = [];

    public IReadOnlyList<ReportSection> More { get; init; } = [];

    /// <summary>Its own table, and those of its sections.</summary>
    public IEnumerable<ReportTable> Tables => More.Select(section => section.Table).OfType<ReportTable>().Prepend(Table);

    /// <summary>What the figures rest on, and where that is changed.</summary>
    public ReportNote? Note { get; init; }
}

/// <param name="IsMissing">The figures lack it.</param>
public sealed record ReportNote(string Text, string Link, string Href, bool IsMissing);

/// <summary>The reader's words and formats.</summary>
public sealed class ReportWords(IStringLocalizer<AnalyticsText> text, Formats formats)
{
    public Formats Formats => formats;

    public string this[string key, params object[] blanks] => text[key, blanks].Value;

    public string Share(decimal? share) => share is { } known ? formats.Percent(known) : "–";

    /// <summary>Points of a score with their sign, to one decimal.</summary>
    public string Signed(decimal points) => points < 0 ? "−" + formats.Number(-points, 1) : points > 0 ? "+" + formats.Number(points, 1) : formats.Number(0, 1);

    public ReportCell ShareCell(decimal? share) => new(Share(share), share);

    public ReportCell NumberCell(long number) => new(formats.Number(number), number);

    public ReportCell MoneyCell(decimal amount) => new(formats.Money(amount), amount);

    /// <summary>What a part of something is on average; a dash where there is none.</summary>
    public ReportCell MoneyCell(decimal? amount) => amount is { } known ? MoneyCell(known) : new("–");

    public ReportCell NumberCell(decimal? number, int decimals) => number is { } known ? new(formats.Number(known, decimals), known) : new("–");

    /// <summary>What one point is worth, to the ten-thousandth that it is kept in.</summary>
    public string Value(decimal pointValue) => decimal.Round(pointValue, 2) == pointValue ? formats.Money(pointValue) : formats.Number(pointValue, 4) + "\u00a0" + formats.Currency;

    public static string Month(int month) => MonthNumber.FirstDay(month).ToString("MMM yyyy", System.Globalization.CultureInfo.CurrentCulture);

    /// <summary>A day, a month, a year, or from one day to another.</summary>
    public string Period(ReportWindow window)
    {
        var (from, to) = (window.From, window.To);
        if (from == to)
            return formats.Date(from);
        if (from.Day == 1 && to == from.AddMonths(1).AddDays(-1))
            return Month(MonthNumber.Of(from));
        return from is { Day: 1, Month: 1 } && to == from.AddYears(1).AddDays(-1) ? from.Year.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"{formats.Date(from)} – {formats.Date(to)}";
    }
}
