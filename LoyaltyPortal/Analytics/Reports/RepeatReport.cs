namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Repeat customer rate and returning customer rate.</summary>
internal sealed class RepeatReport : Report
{
    public override string Key => "repeat";

    public override string NavKey => "RepeatRate";

    public override string Icon => "replay";

    public override int Order => 10;

    public override ReportGroup Group => ReportGroup.Return;

    public override bool IsMain => true;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var counts = new BuyerCounts(question.Context, question.Zone, question.Counting);
        Task<Buyers> OfAsync(ReportWindow window) => counts.OfAsync(window.From, window.To, question.StoreIds, cancellation, question.Members);
        var all = await OfAsync(question.Window);
        var before = question.Before is { } earlier ? await OfAsync(earlier) : default;
        var months = new List<(ReportWindow Window, Buyers Buyers)>();
        foreach (var month in question.Window.Months())
            months.Add((month, await OfAsync(month)));

        string Number(long number) => words.Formats.Number(number);
        ReportTile[] tiles =
        [
            new(words["repeat.Rate"], words.Share(all.RepeatRate), words["repeat.Rate.Meaning"], words["repeat.Rate.Top", Number(all.Repeat)], words["repeat.Bottom", Number(all.Members)], ReportTile.ChangeOf(all.RepeatRate, before.RepeatRate)) { Href = MembersBehind.Of(question, BehindFigure.Repeat) },
            new(words["repeat.Returning"], words.Share(all.ReturningRate), words["repeat.Returning.Meaning"], words["repeat.Returning.Top", Number(all.Returning)], words["repeat.Bottom", Number(all.Members)], ReportTile.ChangeOf(all.ReturningRate, before.ReturningRate)) { Href = MembersBehind.Of(question, BehindFigure.Returning) },
            new(words["repeat.Members"], Number(all.Members), words["repeat.Members.Meaning"], null, null, ReportTile.ChangeOf(all.Members, before.Members)) { Href = MembersBehind.Of(question, BehindFigure.Buyers) },
        ];
        var chart = new ReportChart(words["repeat.Chart"], words["repeat.Sentence", Number(all.Returning), Number(all.FirstTime)], [.. months.Select(month => words.Period(month.Window))],
            [new(words["Returning"], [.. months.Select(month => (decimal)month.Buyers.Returning)]), new(words["FirstTime"], [.. months.Select(month => (decimal)month.Buyers.FirstTime)])], value => words.Formats.Number(value));
        IReadOnlyList<ReportCell> Row(string name, Buyers buyers) =>
            [new(name), words.NumberCell(buyers.Members), words.NumberCell(buyers.Repeat), words.ShareCell(buyers.RepeatRate), words.NumberCell(buyers.Returning), words.ShareCell(buyers.ReturningRate)];
        var table = new ReportTable(words["repeat.Table"],
            [words["Interval"], words["repeat.Members"], words["repeat.Twice"], words["repeat.Rate"], words["Returning"], words["repeat.Returning"]],
            [.. months.Select(month => Row(words.Period(month.Window), month.Buyers))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, all.Members == 0);
    }
}
