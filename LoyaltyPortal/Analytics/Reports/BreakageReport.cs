using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Points that are never redeemed: what came of vintages of which nothing is left, and, apart from it, what is expected of the others.</summary>
internal sealed class BreakageReport : Report
{
    public override string Key => "breakage";

    public override string NavKey => "Breakage";

    public override string Icon => "hourglass_empty";

    public override int Order => 54;

    public override ReportGroup Group => ReportGroup.Points;

    public override bool HasStores => false;

    public override bool HasPeriod => false;

    public override bool HasComparison => false;

    public override bool HasReturned => false;

    public override string NoneKey => "liability.None";

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var thisMonth = MonthNumber.Of(question.Today);
        var window = new ReportWindow(question.Today, question.Today);
        var rows = await VintageRows.OfAsync(question.Context, cancellation);
        var schedule = await LiabilityReport.ScheduleAsync(question.Context, rows, cancellation);
        var realised = RealisedRate.Of(VintageRows.Closed(rows, thisMonth));
        var now = schedule.InForce(thisMonth);
        var vintages = VintageRows.Balances(rows).Where(vintage => vintage.Issued != 0).ToList();

        ReportTile[] tiles =
        [
            new(words["breakage.Realised"], words.Share(realised.Breakage), words["breakage.Realised.Meaning"], realised.Vintages == 0 ? words["breakage.NoneClosed"] : words["breakage.Realised.Top", words.Formats.Points(realised.Expired)], realised.Vintages == 0 ? null : words["breakage.Realised.Bottom", words.Formats.Points(realised.Issued)]),
            new(words["breakage.Expected"], words.Share(1 - now?.RedemptionRate), words["breakage.Expected.Meaning"], now is null ? words["breakage.NoEstimate"] : words["breakage.Expected.Top", words.Share(now.RedemptionRate)]) { Href = LiabilityReport.EstimateHref(question.Merchant.Slug) },
            new(words["breakage.Closed"], words.Formats.Number(realised.Vintages), words["breakage.Closed.Meaning"], words["breakage.Closed.Top", realised.Vintages], words["breakage.Closed.Bottom", vintages.Count]),
        ];
        IReadOnlyList<ReportCell> Row(VintageBalance vintage)
        {
            var isClosed = VintageRows.IsClosed(vintage, thisMonth);
            return
            [
                new(ReportWords.Month(vintage.Earned)),
                new(words[isClosed ? "breakage.State.Closed" : "breakage.State.Open"]),
                words.NumberCell(vintage.Issued),
                words.NumberCell(vintage.Redeemed),
                words.NumberCell(vintage.Expired),
                words.NumberCell(vintage.Reversed),
                words.NumberCell(vintage.Outstanding),
                isClosed ? words.ShareCell((decimal)vintage.Expired / vintage.Issued) : new ReportCell("–"),
            ];
        }

        var table = new ReportTable(words["breakage.Table"], [words["liability.Earned"], words["breakage.State"], words["liability.Points"], words["liability.Redeemed"], words["liability.Expired"], words["liability.Reversed"], words["liability.Outstanding"], words["breakage.Realised"]],
            [.. vintages.Select(Row)]);
        return new ReportAnswer(window, tiles, null, table, vintages.Count == 0) { Note = LiabilityReport.NoteOf(question, words, schedule, rows) };
    }
}
