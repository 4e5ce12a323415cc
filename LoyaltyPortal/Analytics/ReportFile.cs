using System.Globalization;
using System.Text;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Analytics;

/// <summary>A report's table as a file.</summary>
internal static class ReportFile
{
    /// <param name="kind">csv or xlsx.</param>
    /// <param name="part">Which of several tables; the first where none is named.</param>
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string report, string kind, string? period, string? from, string? to, string? compare, int? store, string? channel, string? returned, int? part,
        HttpContext http, WorkspaceScope scope, ReportService reports, ReportWords words, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || reports.Find(report) is not { } found)
            return Results.NotFound();
        var address = ReportAddress.Of(merchant, report, period, from, to, compare, store, channel, returned);
        if (!(await reports.AskAsync(workspace.Actor, found, address, words, cancellation)).Try(out var answer, out _))
            return Results.NotFound();
        if (part is { } one && (one < 2 || one > answer.More.Count + 1))
            return Results.NotFound();
        var table = part is { } number ? answer.More[number - 2] : answer.Table;
        return kind switch
        {
            "csv" => Results.File(Write(table), Csv.ContentType, $"{report}.csv"),
            "xlsx" => Results.File(WriteBook(table), Xlsx.ContentType, $"{report}.xlsx"),
            _ => Results.NotFound(),
        };
    }

    /// <summary>With the line of sums, which a workbook can tell from the others by its name.</summary>
    internal static byte[] WriteBook(ReportTable table) => Xlsx.Write(table.Title, table.Columns,
        [.. (table.Foot is { } foot ? table.Rows.Append(foot) : table.Rows).Select(row => (IReadOnlyList<XlsxCell>)[.. row.Select(cell => new XlsxCell(cell.Text, cell.Number, cell.Number is not null && cell.Text.Contains('%', StringComparison.Ordinal)))])]);

    internal static byte[] Write(ReportTable table)
    {
        var file = new StringBuilder(Csv.Row(table.Columns));
        foreach (var row in table.Rows)
            file.AppendJoin(',', row.Select(cell => cell.Number is { } number ? $"\"{number.ToString("0.######", CultureInfo.InvariantCulture)}\"" : Csv.Cell(cell.Text))).Append("\r\n");

        // The byte order mark is what tells a spreadsheet that this is UTF-8.
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(file.ToString())];
    }
}
