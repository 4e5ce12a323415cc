using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Analytics;

/// <summary>The members behind a figure as a file.</summary>
internal static class MembersBehindFile
{
    /// <param name="kind">csv or xlsx.</param>
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string kind, string? figure, string? from, string? to, string? stores, string? returned, string? tier, string? segment,
        HttpContext http, WorkspaceScope scope, MembersBehindService members, ReportWords words, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || MembersBehind.Of(merchant, figure, from, to, stores, returned, null, tier, segment) is not { } list)
            return Results.NotFound();
        if (!(await members.ListAsync(workspace.Actor, list, 0, MembersBehind.MostListed, words, cancellation)).Try(out var page, out _))
            return Results.NotFound();
        return kind switch
        {
            "csv" => Results.File(ReportFile.Write(page.Table), Csv.ContentType, $"members-{figure}.csv"),
            "xlsx" => Results.File(ReportFile.WriteBook(page.Table), Xlsx.ContentType, $"members-{figure}.xlsx"),
            _ => Results.NotFound(),
        };
    }
}
