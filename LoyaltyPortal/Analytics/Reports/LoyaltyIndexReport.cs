using LoyaltyPortal.Feedback;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>The Customer Loyalty Index with its three components.</summary>
internal sealed class LoyaltyIndexReport : Report
{
    public override string Key => "loyalty-index";

    public override string NavKey => "LoyaltyIndex";

    public override string Icon => "favorite";

    public override int Order => 7;

    public override ReportGroup Group => ReportGroup.Feedback;

    public override bool IsMain => true;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override string NoneKey => "nps.None";

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        Task<LoyaltyIndex> OfAsync(ReportWindow window) => FeedbackReports.IndexOfAsync(question.Context, question.Zone, new FeedbackWindow(window.From, window.To), cancellation, members: question.Members);
        var all = await OfAsync(question.Window);
        var before = question.Before is { } earlier ? await OfAsync(earlier) : null;
        var months = new List<(ReportWindow Window, LoyaltyIndex Index)>();
        foreach (var month in question.Window.Months())
            months.Add((month, await OfAsync(month)));

        string Shown(double? value) => value is { } known ? words.Formats.Number((decimal)known, 1) : "–";
        var people = words["nps.Answers.Of", words.Formats.Number(all.Answers)];
        ReportTile Tile(string key, double? now, double? was) => new(words["loyalty-index." + key], Shown(now), words[$"loyalty-index.{key}.Meaning"], null, null, ReportTile.ChangeOf((decimal?)now, (decimal?)was));
        ReportTile[] tiles =
        [
            new(words["loyalty-index.Index"], all.Margin is { } margin ? $"{Shown(all.Value)} ± {Shown(margin)}" : Shown(all.Value), words["loyalty-index.Index.Meaning"], people, null, ReportTile.ChangeOf((decimal?)all.Value, (decimal?)before?.Value)),
            Tile("Recommend", all.Recommend, before?.Recommend),
            Tile("BuyAgain", all.BuyAgain, before?.BuyAgain),
            Tile("TryOther", all.TryOther, before?.TryOther),
        ];
        var chart = new ReportChart(words["loyalty-index.Chart"], words["loyalty-index.Sentence", Shown(all.Value), people], [.. months.Select(month => words.Period(month.Window))],
            [new(words["loyalty-index.Index"], [.. months.Select(month => (decimal)(month.Index.Value ?? 0))])], value => words.Formats.Number(value, 1));
        ReportCell Cell(double? value) => new(Shown(value), (decimal?)value);
        IReadOnlyList<ReportCell> Row(string name, LoyaltyIndex index) => [new(name), words.NumberCell(index.Answers), Cell(index.Value), Cell(index.Margin), Cell(index.Recommend), Cell(index.BuyAgain), Cell(index.TryOther)];
        var table = new ReportTable(words["loyalty-index.Table"],
            [words["Interval"], words["nps.Answers"], words["loyalty-index.Index"], words["nps.Margin"], words["loyalty-index.Recommend"], words["loyalty-index.BuyAgain"], words["loyalty-index.TryOther"]],
            [.. months.Select(month => Row(words.Period(month.Window), month.Index))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, all.Answers == 0);
    }
}
