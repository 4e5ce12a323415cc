using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Analytics;

/// <summary>The purchases behind a figure as a file.</summary>
internal static class PurchasesBehindFile
{
    /// <param name="kind">csv or xlsx.</param>
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string kind, string? figure, string? from, string? to, string? stores, string? returned, string? tier, string? segment,
        HttpContext http, WorkspaceScope scope, PurchasesBehindService purchases, ReportWords words, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || PurchasesBehind.Of(merchant, figure, from, to, stores, returned, null, tier, segment) is not { } list)
            return Results.NotFound();
        if (kind is not ("csv" or "xlsx") || !(await purchases.NewestAsync(workspace.Actor, list, words, cancellation)).Try(out var rows, out _))
            return Results.NotFound();
        return kind == "csv"
            ? Results.File(ReportFile.Write(rows.Table), Csv.ContentType, $"purchases-{figure}.csv")
            : Results.File(ReportFile.WriteBook(rows.Table), Xlsx.ContentType, $"purchases-{figure}.xlsx");
    }
}
