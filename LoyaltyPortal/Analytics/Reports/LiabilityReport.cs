using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>What a merchant owes for points: the part of the price that waits for them, how it moved month by month, and of which vintages it is.</summary>
internal sealed class LiabilityReport : Report
{
    public override string Key => "liability";

    public override string NavKey => "Liability";

    public override string Icon => "account_balance";

    public override int Order => 52;

    public override ReportGroup Group => ReportGroup.Points;

    public override bool IsMain => true;

    public override bool HasStores => false;

    public override bool HasComparison => false;

    public override bool HasReturned => false;

    public override string NoneKey => "liability.None";

    public static string EstimateHref(string merchant) => $"/m/{merchant}/reports/liability/estimate";

    public static async Task<LiabilitySchedule> ScheduleAsync(LoyaltyDbContext context, IReadOnlyCollection<VintageRow> rows, CancellationToken cancellation) =>
        new(rows, await context.Set<PointEstimate>().OrderBy(row => row.FromMonth).ThenBy(row => row.Id).Select(row => new EstimateInForce(row.FromMonth, row.RedemptionRate, row.PointValue)).ToListAsync(cancellation));

    /// <summary>What the figures rest on; where there is nothing, what closed vintages propose.</summary>
    public static ReportNote NoteOf(ReportQuestion question, ReportWords words, LiabilitySchedule schedule, IReadOnlyCollection<VintageRow> rows)
    {
        var (thisMonth, href) = (MonthNumber.Of(question.Today), EstimateHref(question.Merchant.Slug));
        if (schedule.InForce(thisMonth) is { } now)
            return new ReportNote(words["liability.Estimate", words.Share(now.RedemptionRate), words.Value(now.PointValue), ReportWords.Month(now.FromMonth)], words["liability.Change"], href, IsMissing: false);
        var realised = RealisedRate.Of(VintageRows.Closed(rows, thisMonth));
        return new ReportNote(realised.Redemption is { } rate ? words["liability.NoEstimate.Proposed", words.Share(rate)] : words["liability.NoEstimate"], words["liability.Set"], href, IsMissing: true);
    }

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        // Months are whole: what is owed is closed by the month.
        var last = question.Window.To < question.Today ? question.Window.To : question.Today;
        var (from, to) = (MonthNumber.Of(question.Window.From), MonthNumber.Of(last));
        var window = new ReportWindow(MonthNumber.FirstDay(from), MonthNumber.FirstDay(MonthNumber.Add(to, 1)).AddDays(-1));
        var rows = await VintageRows.OfAsync(question.Context, cancellation);
        if (rows.All(row => row.Earned > to) || from > to)
            return new ReportAnswer(window, [], null, new ReportTable(words["liability.Months"], [], []), IsEmpty: true);
        var schedule = await ScheduleAsync(question.Context, rows, cancellation);
        var (months, vintages) = (schedule.Months(from, to).ToList(), schedule.At(to));
        var isKnown = schedule.InForce(to) is not null;
        var (opening, closing) = (months[0].Opening, months[^1].Closing);
        var (deferred, recognised) = (months.Sum(month => month.Deferred), months.Sum(month => month.Recognised));
        var outstanding = vintages.Sum(vintage => vintage.Balance.Outstanding);
        var value = schedule.InForce(to)?.PointValue ?? question.Merchant.Settings.PointValue;

        string Money(decimal amount) => isKnown ? words.Formats.Money(amount) : "–";
        ReportTile[] tiles =
        [
            new(words["liability.Closing"], Money(closing), words["liability.Closing.Meaning"], isKnown ? words["liability.Closing.Top", Money(vintages.Sum(vintage => vintage.Deferred ?? 0))] : null, isKnown ? words["liability.Closing.Bottom", Money(vintages.Sum(vintage => vintage.Recognised))] : null),
            new(words["liability.Opening"], Money(opening), words["liability.Opening.Meaning"]),
            new(words["liability.Deferred"], Money(deferred), words["liability.Deferred.Meaning"]),
            new(words["liability.Recognised"], Money(recognised), words["liability.Recognised.Meaning"]),
            new(words["liability.Outstanding"], words.Formats.Points(outstanding), words["liability.Outstanding.Meaning"], words["liability.Outstanding.Top", words.Formats.Money(outstanding * value)], words["liability.Outstanding.Bottom", words.Value(value)]),
        ];
        var chart = isKnown ? new ReportChart(words["liability.Chart"], words["liability.Sentence", Money(opening), Money(closing)], [.. months.Select(month => ReportWords.Month(month.Month))],
            [new(words["liability.Closing"], [.. months.Select(month => month.Closing)])], value => words.Formats.Money(value)) : null;

        ReportCell Amount(decimal? amount) => isKnown && amount is { } known ? words.MoneyCell(known) : new ReportCell("–");
        IReadOnlyList<ReportCell> Row(string name, decimal start, decimal put, decimal done, decimal end) => [new(name), Amount(start), Amount(put), Amount(done), Amount(end)];
        var table = new ReportTable(words["liability.Months"], [words["liability.Month"], words["liability.Opening"], words["liability.Deferred"], words["liability.Recognised"], words["liability.Closing"]],
            [.. months.Select(month => Row(ReportWords.Month(month.Month), month.Opening, month.Deferred, month.Recognised, month.Closing))], Row(words["Whole"], opening, deferred, recognised, closing));
        var shown = vintages.Where(vintage => vintage.Balance.Outstanding != 0 || vintage.Owed != 0 || vintage.Balance.Earned >= from).ToList();
        var byVintage = new ReportTable(words["liability.Vintages", ReportWords.Month(to)],
            [words["liability.Earned"], words["liability.Sales"], words["liability.Points"], words["liability.Redeemed"], words["liability.Expired"], words["liability.Reversed"], words["liability.Outstanding"], words["liability.Allocated"], words["liability.RecognisedSoFar"], words["liability.Owed"]],
            [.. shown.Select(vintage => (IReadOnlyList<ReportCell>)
            [
                new(ReportWords.Month(vintage.Balance.Earned)),
                words.MoneyCell(vintage.Balance.NetSales),
                words.NumberCell(vintage.Balance.Issued),
                words.NumberCell(vintage.Balance.Redeemed),
                words.NumberCell(vintage.Balance.Expired),
                words.NumberCell(vintage.Balance.Reversed),
                words.NumberCell(vintage.Balance.Outstanding),
                Amount(vintage.Deferred),
                Amount(vintage.Deferred is null ? null : vintage.Recognised),
                Amount(vintage.Deferred is null ? null : vintage.Owed),
            ])],
            [
                new(words["Whole"]),
                words.MoneyCell(shown.Sum(vintage => vintage.Balance.NetSales)),
                words.NumberCell(shown.Sum(vintage => vintage.Balance.Issued)),
                words.NumberCell(shown.Sum(vintage => vintage.Balance.Redeemed)),
                words.NumberCell(shown.Sum(vintage => vintage.Balance.Expired)),
                words.NumberCell(shown.Sum(vintage => vintage.Balance.Reversed)),
                words.NumberCell(shown.Sum(vintage => vintage.Balance.Outstanding)),
                Amount(shown.Sum(vintage => vintage.Deferred ?? 0)),
                Amount(shown.Sum(vintage => vintage.Recognised)),
                Amount(shown.Sum(vintage => vintage.Owed)),
            ]);
        return new ReportAnswer(window, tiles, chart, table, IsEmpty: false) { More = [new ReportSection(Table: byVintage)], Note = NoteOf(question, words, schedule, rows) };
    }
}
