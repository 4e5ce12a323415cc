using System.Globalization;
using LoyaltyPortal.Analytics.Reports;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Analytics;

/// <summary>A report's tables as files: a workbook holds them all, and each is a file of its own.</summary>
internal static class ReportFile
{
    /// <param name="kind">csv, xlsx, or pdf with its pictures.</param>
    /// <param name="part">Which of several tables; the first where none is named.</param>
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string report, string kind, string? period, string? from, string? to, string? compare, int? store, string? channel, string? returned, string? tier, string? segment, string? baseline, int? part,
        HttpContext http, WorkspaceScope scope, ReportService reports, ReportWords words, TimeProvider clock, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || reports.Find(report) is not { } found)
            return Results.NotFound();
        var address = ReportAddress.Of(
            merchant, report, period, from, to, compare, store, channel, returned, tier, long.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
        var chosen = BaselineReport.Chosen(found, baseline);
        if (!(await reports.AskAsync(workspace.Actor, chosen, address, words, cancellation)).Try(out var answer, out _))
            return Results.NotFound();
        var tables = answer.Tables.ToList();
        return kind switch
        {
            "csv" when (part ?? 0) >= 0 && (part ?? 0) < tables.Count => Results.File(Write(tables[part ?? 0]), Csv.ContentType, part is null ? $"{report}.csv" : $"{report}-{part}.csv"),
            "xlsx" => Results.File(WriteBook([.. tables]), Xlsx.ContentType, $"{report}.xlsx"),
            "pdf" => Results.File(
                new ReportPdf(workspace.Merchant, chosen, answer, Subtitle(chosen, address, answer, words, await reports.FiltersAsync(workspace.Actor, cancellation)), words["Against." + address.Comparison], clock.UtcNow(), words).Write(),
                "application/pdf", $"{report}.pdf"),
            _ => Results.NotFound(),
        };
    }

    /// <summary>The period and what it was limited to, as the page says it.</summary>
    private static string Subtitle(Report report, ReportAddress address, ReportAnswer answer, ReportWords words, ReportFilters filters) => string.Join(" · ",
    [
        report.HasPeriod ? words.Period(answer.Window) : words["AsOf", words.Formats.Date(answer.Window.To)],
        .. report.HasReturned ? [words[address.Returned ? "Counted.Recorded" : "Counted.Kept"]] : Array.Empty<string>(),
        .. report.HasMembers ? filters.NamesOf(new MemberLimits(address.Tier, address.Segment), words["Tier.None"]).Select(name => words["Counted.Members", name]) : [],
    ]);

    /// <summary>With the lines of sums, which a workbook can tell from the others by their names.</summary>
    internal static byte[] WriteBook(params IReadOnlyList<ReportTable> tables) => Xlsx.Write([.. tables.Select(table => SheetOf(table, table.Foot is { } foot ? table.Rows.Append(foot) : table.Rows))]);

    internal static byte[] Write(ReportTable table) => Csv.Write(SheetOf(table, table.Rows));

    private static ExportSheet SheetOf(ReportTable table, IEnumerable<IReadOnlyList<ReportCell>> rows) => new(table.Title, table.Columns,
        [.. rows.Select(row => (IReadOnlyList<ExportCell>)[.. row.Select(cell => new ExportCell(cell.Filed ?? cell.Text, cell.Number, cell.Number is not null && cell.Text.Contains('%', StringComparison.Ordinal)))])]);
}
