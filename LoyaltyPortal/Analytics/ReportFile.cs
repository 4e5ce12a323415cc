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
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string report, string? period, string? from, string? to, string? compare, int? store, string? channel, string? returned,
        HttpContext http, WorkspaceScope scope, ReportService reports, ReportWords words, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || reports.Find(report) is not { } found)
            return Results.NotFound();
        var address = ReportAddress.Of(merchant, report, period, from, to, compare, store, channel, returned);
        return (await reports.AskAsync(workspace.Actor, found, address, words, cancellation)).Try(out var answer, out _)
            ? Results.File(Write(answer.Table), Csv.ContentType, $"{report}.csv")
            : Results.NotFound();
    }

    internal static byte[] Write(ReportTable table)
    {
        var file = new StringBuilder(Csv.Row(table.Columns));
        foreach (var row in table.Rows)
            file.Append(Csv.Row(row.Select(cell => cell.Number?.ToString("0.######", CultureInfo.InvariantCulture) ?? cell.Text)));

        // The byte order mark is what tells a spreadsheet that this is UTF-8.
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(file.ToString())];
    }
}
