namespace LoyaltyPortal.Analytics.Reports;

/// <summary>How many of the active members stayed active, and how many were lost.</summary>
internal sealed class RetentionReport : Report
{
    public override string Key => "retention";

    public override string NavKey => "Retention";

    public override string Icon => "keep";

    public override int Order => 25;

    public override ReportGroup Group => ReportGroup.Return;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override string NoneKey => "retention.None";

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var days = question.Merchant.Settings.InactivityDays;
        var whole = ActiveMembers.Until(question.Window, question.Today);
        List<ReportWindow> months = question.IsBrief ? [] : [.. question.Window.Months().Where(month => month.From <= question.Today)];
        var counts = await new ActiveMembers(question.Context, days, question.Members).OfAsync([whole, .. months.Select(month => ActiveMembers.Until(month, question.Today)), .. question.Before is { } earlier ? [earlier] : Array.Empty<ReportWindow>()], cancellation);
        var (all, before) = (counts[0], question.Before is null ? default : counts[^1]);

        string Number(long number) => words.Formats.Number(number);
        ReportTile[] tiles =
        [
            new(words["retention.Rate"], words.Share(all.Retention), words["retention.Rate.Meaning", days], words["retention.Rate.Top", Number(all.Kept)], words["retention.Bottom", Number(all.AtStart)], ReportTile.ChangeOf(all.Retention, before.Retention)) { Href = MembersBehind.Of(question, BehindFigure.Retained) },
            new(words["retention.Churn"], words.Share(all.Churn), words["retention.Churn.Meaning"], words["retention.Churn.Top", Number(all.Lost)], words["retention.Bottom", Number(all.AtStart)], ReportTile.ChangeOf(all.Churn, before.Churn)) { LowerIsBetter = true, Href = MembersBehind.Of(question, BehindFigure.Lost) },
            new(words["retention.Active"], Number(all.AtEnd), words["retention.Active.Meaning", days], words["retention.Active.Top", Number(all.AtEnd - all.Kept)], null, ReportTile.ChangeOf(all.AtEnd, before.AtEnd)) { Href = MembersBehind.Of(question, BehindFigure.Active) },
        ];
        var monthly = months.Zip(counts.Skip(1)).ToList();
        var chart = new ReportChart(words["retention.Chart"], all.Retention is null ? words["retention.Sentence.None", words.Formats.Date(whole.From)] : words["retention.Sentence", Number(all.AtStart), Number(all.Kept), Number(all.Lost)],
            [.. monthly.Select(month => words.Period(month.First))],
            [new(words["retention.Kept"], [.. monthly.Select(month => (decimal)month.Second.Kept)]), new(words["retention.Lost"], [.. monthly.Select(month => (decimal)month.Second.Lost)])], value => words.Formats.Number(value));
        IReadOnlyList<ReportCell> Row(string name, ActiveCounts count) =>
            [new(name), words.NumberCell(count.AtStart), words.NumberCell(count.Kept), words.ShareCell(count.Retention), words.NumberCell(count.Lost), words.ShareCell(count.Churn), words.NumberCell(count.AtEnd)];
        var table = new ReportTable(words["retention.Table"],
            [words["Interval"], words["retention.AtStart"], words["retention.Kept"], words["retention.Rate"], words["retention.Lost"], words["retention.Churn"], words["retention.Active"]],
            [.. monthly.Select(month => Row(words.Period(month.First), month.Second))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, counts.All(count => count is { AtStart: 0, AtEnd: 0 }));
    }
}
