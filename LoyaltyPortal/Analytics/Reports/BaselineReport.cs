using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Where loyalty stands today, beside where it stood when its figures were frozen.</summary>
/// <param name="chosen">The frozen figures to compare with; null the newest.</param>
internal sealed class BaselineReport(long? chosen) : Report
{
    public override string Key => "baseline";

    public override string NavKey => "Baseline";

    public override string Icon => "flag";

    public override int Order => 2;

    public override ReportGroup Group => ReportGroup.Standing;

    public override bool HasPeriod => false;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    /// <summary>The report with what was chosen in the address; any other report as it is.</summary>
    public static Report Chosen(Report report, string? baseline) =>
        report is BaselineReport && long.TryParse(baseline, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new BaselineReport(id) : report;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var all = question.Context.Set<Baseline>().AsNoTracking();
        var frozen = await (chosen is { } id ? all.Where(baseline => baseline.Id == id) : all.OrderByDescending(baseline => baseline.FrozenAt).ThenByDescending(baseline => baseline.Id)).FirstOrDefaultAsync(cancellation);
        var figures = await LoyaltyFigures.OfAsync(question, cancellation);
        var then = frozen?.ToFigures().ToDictionary(figure => figure.Figure) ?? [];
        var on = frozen is null ? null : words.Formats.Date(question.Zone.DayOf(frozen.FrozenAt));

        IReadOnlyList<ReportTile> tiles = [.. figures.Select(figure => new ReportTile(Name(words, figure.Figure), Say(words, figure), words[$"baseline.{figure.Figure}.Meaning"], figure.Bottom is null ? null : Number(words, figure.Figure, figure.Top), figure.Bottom is { } bottom ? words.Formats.Number(bottom) : null)
        {
            Href = Href(question.Merchant.Slug, figure.Figure),
        })];
        var table = frozen is null
            ? new ReportTable(words["baseline.Table"], [words["overview.Figure"], words["baseline.Now"], words["baseline.Made"]], [.. figures.Select(figure => (IReadOnlyList<ReportCell>)[Head(figure), Cell(figure), new(Made(words, figure))])])
            : new ReportTable(words["baseline.Table.Frozen", frozen.Name, on!], [words["overview.Figure"], words["baseline.Then", on!], words["baseline.Now"], words["overview.Change"], words["baseline.Made.Then"], words["baseline.Made"]],
                [.. figures.Select(figure => (IReadOnlyList<ReportCell>)[Head(figure), then.TryGetValue(figure.Figure, out var was) ? Cell(was) : new("–"), Cell(figure), Change(words, figure, was), new(was is null ? "–" : Made(words, was)), new(Made(words, figure))])]);
        return new ReportAnswer(ActiveMembers.Until(LoyaltyFigures.Window(question.Today), question.Today), tiles, null, table, figures.All(figure => figure.Value is null or 0));

        ReportCell Head(BaselineFigure figure) => new(Name(words, figure.Figure)) { Href = Href(question.Merchant.Slug, figure.Figure) };
        ReportCell Cell(BaselineFigure figure) => new(Say(words, figure), figure.Value);
    }

    /// <summary>Shares and scores by how many points they moved, anything else as a share of what it was.</summary>
    internal static ReportCell Change(ReportWords words, BaselineFigure now, BaselineFigure? then)
    {
        if (now.Value is not { } value || then?.Value is not { } was)
            return new("–");
        if (now.Figure is LoyaltyFigure.Nps or LoyaltyFigure.Index)
        {
            // By the same rule as between two periods: beyond what chance explains.
            var isMore = now.Margin is { } a && then.Margin is { } b && (double)Math.Abs(value - was) > Math.Sqrt((double)(a * a + b * b));
            return new(words[isMore ? "baseline.Differs" : "baseline.Chance", words.Signed(value - was)], value - was);
        }

        if (IsShare(now.Figure))
            return new(words["baseline.Points", words.Signed((value - was) * 100)], value - was);
        return was == 0 ? new("–") : new((value > was ? "+" : "") + words.Formats.Percent((value - was) / was), (value - was) / was);
    }

    private static bool IsShare(LoyaltyFigure figure) =>
        figure is LoyaltyFigure.Repeat or LoyaltyFigure.Returning or LoyaltyFigure.Retention or LoyaltyFigure.Engagement or LoyaltyFigure.MemberRedemption or LoyaltyFigure.Redemption;

    private static string Name(ReportWords words, LoyaltyFigure figure) => words["baseline." + figure];

    private static string Say(ReportWords words, BaselineFigure figure) => figure.Value is not { } value ? "–" : figure.Figure switch
    {
        LoyaltyFigure.Nps => words.Signed(value) + Either(words, figure),
        LoyaltyFigure.Index => words.Formats.Number(value, 1) + Either(words, figure),
        LoyaltyFigure.Frequency => words.Formats.Number(value, 2),
        LoyaltyFigure.Average or LoyaltyFigure.Value => words.Formats.Money(value),
        LoyaltyFigure.Members => words.Formats.Number(value),
        _ => words.Share(value),
    };

    private static string Either(ReportWords words, BaselineFigure figure) => figure.Margin is { } margin ? " ± " + words.Formats.Number(margin, 1) : "";

    private static string Number(ReportWords words, LoyaltyFigure figure, decimal? top) =>
        top is not { } known ? "–" : figure is LoyaltyFigure.Average or LoyaltyFigure.Value ? words.Formats.Money(known) : words.Formats.Number(known);

    private static string Made(ReportWords words, BaselineFigure figure) => figure.Bottom is { } bottom ? $"{Number(words, figure.Figure, figure.Top)} / {words.Formats.Number(bottom)}" : Number(words, figure.Figure, figure.Top);

    /// <summary>The report that says more of a figure.</summary>
    private static string Href(string merchant, LoyaltyFigure figure) => $"/m/{merchant}/" + figure switch
    {
        LoyaltyFigure.Nps => "reports/nps",
        LoyaltyFigure.Index => "reports/loyalty-index",
        LoyaltyFigure.Repeat or LoyaltyFigure.Returning => "reports/repeat",
        LoyaltyFigure.Retention => "reports/retention",
        LoyaltyFigure.Engagement or LoyaltyFigure.MemberRedemption => "reports/engagement",
        LoyaltyFigure.Redemption => "reports/points",
        LoyaltyFigure.Members => "members",
        _ => "reports/value",
    };
}
