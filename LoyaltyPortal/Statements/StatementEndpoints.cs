using System.Globalization;
using System.Security.Claims;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Statements;

/// <summary>The reader's own membership with the merchant in the address.</summary>
public sealed class StatementOwner(MerchantDirectory directory, MemberService members)
{
    /// <returns>Null for a stranger.</returns>
    public async Task<(MerchantView Merchant, MemberView Member)?> FindAsync(string slug, ClaimsPrincipal user, CancellationToken cancellation = default)
    {
        if (MerchantAccess.UserIdOf(user) is not { } userId || await directory.FindAsync(slug, cancellation) is not { } merchant)
            return null;
        return await members.FindOwnAsync(merchant.Id, userId, cancellation) is { } member ? (merchant, member) : null;
    }
}

/// <summary>What the statements room serves besides pages.</summary>
internal static class StatementEndpoints
{
    /// <summary>One's own statement of a month.</summary>
    public static async Task<IResult> OwnAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, string month, string? paper, HttpContext http, StatementOwner owner, StatementService statements, StatementPress press, CancellationToken cancellation)
    {
        if (await owner.FindAsync(merchant, http.User, cancellation) is not { } own || StatementService.ReadMonth(month) is not { } number)
            return Results.NotFound();
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName; // the member reads the page it is fetched from
        return File(http, await statements.ReadAsync(own.Merchant, own.Member.Id, number, cancellation), paper, language, press);
    }

    /// <summary>A member's statement of a month, for staff: in the member's language.</summary>
    public static async Task<IResult> OfMemberAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, string month, string? paper, HttpContext http, WorkspaceScope scope, StatementService statements, StatementPress press, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || StatementService.ReadMonth(month) is not { } number)
            return Results.NotFound();
        return File(http, await statements.ReadAsync(workspace.Actor, id, number, cancellation), paper, null, press);
    }

    /// <summary>All statements of a run.</summary>
    public static async Task<IResult> AllAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, HttpContext http, WorkspaceScope scope, StatementRuns runs, StatementFiles files, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace
            || !(await runs.FindAsync(workspace.Actor, id, cancellation)).Try(out var run, out _) || run.State != StatementRunState.Completed)
            return Results.NotFound();
        await runs.FetchedAsync(workspace.Actor, run, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(stream => files.WriteAsync(run, stream, cancellation), "application/zip", $"{merchant}-{StatementService.Say(run.Month)}.zip");
    }

    private static IResult File(HttpContext http, Result<StatementContent> read, string? paper, string? language, StatementPress press)
    {
        if (!read.Try(out var content, out _))
            return Results.NotFound();
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(press.Print(content, PdfPaper.Find(paper), language), "application/pdf", $"{content.Merchant.Slug}-{content.Member.Code}-{StatementService.Say(content.Month)}.pdf");
    }
}
