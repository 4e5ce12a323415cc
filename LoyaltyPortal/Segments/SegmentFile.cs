using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Segments;

/// <summary>Who belongs to a segment, as a file.</summary>
internal static class SegmentFile
{
    /// <param name="kind">csv or xlsx.</param>
    /// <param name="day">As of the end of that local day, yyyy-MM-dd; left out: today.</param>
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, string kind, string? day, HttpContext http, WorkspaceScope scope, SegmentService segments, IStringLocalizer<SegmentsText> text, CancellationToken cancellation)
    {
        if (kind is not ("csv" or "xlsx") || await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace
            || !(await segments.FindAsync(workspace.Actor, id, cancellation)).Try(out var segment, out _)
            || !(await segments.MembersAsync(workspace.Actor, segment.Definition, AddressDay.Read(day), 0, SegmentService.MostInFile, cancellation)).Try(out var page, out _))
            return Results.NotFound();
        string[] columns = [.. ((string[])["Name", "Code", "Email", "Consent", "Purchases", "Net", "Last", "Points"]).Select(column => text["File." + column].Value)];
        var rows = page.Rows.Select(member => (IReadOnlyList<ExportCell>)
        [
            new(member.Name), new(member.Code), new(member.Email ?? ""), new(text[member.AllowsEmail ? "File.Yes" : "File.No"]), new("", member.Purchases), new("", member.NetSales),
            new(member.LastPurchaseAt is { } last ? workspace.Merchant.Zone.DayOf(last).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : ""), new("", member.ActivePoints),
        ]).ToList();
        var sheet = new ExportSheet(segment.Name, columns, rows);
        return kind == "xlsx" ? Results.File(Xlsx.Write(sheet), Xlsx.ContentType, "segment.xlsx") : Results.File(Csv.Write(sheet), Csv.ContentType, "segment.csv");
    }
}
