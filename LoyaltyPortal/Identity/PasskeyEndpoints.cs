using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Identity;

/// <summary>What <c>js/passkeys.js</c> posts. Every one of them is a form with the page's antiforgery token.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>From one network address: a full shop shares its own.</summary>
    private const int MostPerHour = 300;

    public static void MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        var passkeys = endpoints.MapGroup("/account/passkeys").ExcludeFromDescription();
        passkeys.MapPost("/options", OptionsAsync).RequireAuthorization();
        passkeys.MapPost("/add", AddAsync).RequireAuthorization();
        passkeys.MapPost("/remove", RemoveAsync).RequireAuthorization();
        passkeys.MapPost("/request", RequestAsync).AllowAnonymous();
        passkeys.MapPost("/sign-in", SignInAsync).AllowAnonymous();
    }

    // A form is asked for even where nothing is read from it: binding one is what has the token checked.
    private static async Task<IResult> OptionsAsync(IFormCollection form, HttpContext context, PasskeyService passkeys, FailureText failures)
    {
        _ = form;
        return (await passkeys.CreationOptionsAsync(context.User)).Try(out var options, out var failure) ? Results.Text(options, "application/json") : Refusal(failure, failures);
    }

    private static async Task<IResult> AddAsync(IFormCollection form, HttpContext context, PasskeyService passkeys, FailureText failures) =>
        (await passkeys.AddAsync(context.User, form["credential"].ToString(), form["name"])).Try(out _, out var failure) ? Results.Ok(new { }) : Refusal(failure, failures);

    private static async Task<IResult> RemoveAsync(IFormCollection form, HttpContext context, PasskeyService passkeys)
    {
        await passkeys.RemoveAsync(context.User, form["id"].ToString());
        return Results.LocalRedirect(AccountPages.Safe(form["returnUrl"]));
    }

    private static async Task<IResult> RequestAsync(IFormCollection form, PasskeyService passkeys)
    {
        _ = form;
        return Results.Text(await passkeys.RequestOptionsAsync(), "application/json");
    }

    private static async Task<IResult> SignInAsync(IFormCollection form, HttpContext context, PasskeyService passkeys, Attempts attempts, FailureText failures)
    {
        if (await attempts.CountAsync("passkey", context.Connection.RemoteIpAddress, MostPerHour) is { } tooOften)
            return Refusal(tooOften, failures);
        return (await passkeys.SignInAsync(form["credential"].ToString())).Try(out _, out var failure)
            ? Results.Ok(new { to = AccountPages.Safe(form["returnUrl"]) })
            : Refusal(failure, failures);
    }

    private static IResult Refusal(Failure failure, FailureText failures) => Results.Json(new { message = failures.Say(failure) }, statusCode: StatusCodes.Status400BadRequest);
}
