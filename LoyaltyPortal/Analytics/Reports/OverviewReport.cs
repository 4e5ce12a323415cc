namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Where loyalty stands: the first figures of the other reports, each of which says more.</summary>
/// <param name="parts">The reports, and how many of their tiles.</param>
internal sealed class OverviewReport(IReadOnlyList<(Report Report, int Tiles)> parts) : Report
{
    public override string Key => "overview";

    public override string NavKey => "Overview";

    public override string Icon => "dashboard";

    public override int Order => 1;

    public override ReportGroup Group => ReportGroup.Standing;

    public override bool IsMain => true;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var tiles = new List<ReportTile>();
        var rows = new List<IReadOnlyList<ReportCell>>();
        ReportChart? chart = null;
        var brief = question with { IsBrief = true };
        foreach (var (report, count) in parts)
        {
            if (question.Members is not null && !report.HasMembers)
                continue; // of some members it says nothing
            var answer = await report.AskAsync(report.HasStores ? brief : brief with { StoreIds = null, Stores = question.Merchant.Stores }, words, cancellation);
            if (answer.IsEmpty)
                continue;
            if (report is FirstTimeReport)
                chart = answer.Chart;
            foreach (var tile in answer.Tiles.Take(count))
            {
                var href = $"/m/{question.Merchant.Slug}/reports/{report.Key}";
                tiles.Add(tile with { Href = tile.Href ?? href }); // to the rows behind it where there are any; the table leads to the reports
                rows.Add([new(tile.Label) { Href = href }, new(tile.Value), new(tile.Change is { } change ? words.Share(change) : "–", tile.Change), new(tile.Meaning)]);
            }
        }

        return new ReportAnswer(question.Window, tiles, chart, new ReportTable(words["overview.Table"], [words["overview.Figure"], words["overview.Value"], words["overview.Change"], words["overview.Meaning"]], rows), tiles.Count == 0);
    }
}
