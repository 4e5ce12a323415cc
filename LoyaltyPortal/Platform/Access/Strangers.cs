using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using PageRoute = Microsoft.AspNetCore.Components.RouteData;

namespace LoyaltyPortal.Platform.Access;

/// <summary>
/// The reason that a handler gives when the reader has no place at that address at all: they are told that there is no such page, never
/// that it is somebody else's.
/// </summary>
public sealed class Stranger(IAuthorizationHandler handler) : AuthorizationFailureReason(handler, "The reader has no place here.");

/// <summary>What the last refusal of a circuit or request was, for the router, which is only told that there was one.</summary>
public sealed class Refusals
{
    public bool IsStranger { get; private set; }

    /// <summary>Refuses as to a stranger, at the endpoint as well as in the interactive router.</summary>
    public void RefuseStranger(AuthorizationHandlerContext context, IAuthorizationHandler handler)
    {
        IsStranger = true;
        context.Fail(new Stranger(handler));
    }

    /// <summary>The reader belongs here; whatever is refused now is for lack of a permission.</summary>
    public void Welcome() => IsStranger = false;
}

/// <summary>The merchant in an address: <c>/m/{Merchant}/…</c>, <c>/w/{Merchant}/…</c>.</summary>
public static class MerchantRoute
{
    public const string Parameter = "Merchant";

    /// <summary>The slug in the address that is being authorised, at the endpoint or in the interactive router; null when it has none.</summary>
    public static string? SlugOf(AuthorizationHandlerContext context) => context.Resource switch
    {
        HttpContext http => http.GetRouteValue(Parameter) as string,
        PageRoute page => page.RouteValues.GetValueOrDefault(Parameter) as string,
        _ => null,
    };
}

/// <summary>Answers 404 instead of 403 to strangers.</summary>
internal sealed class StrangersGetNotFound : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _ordinary = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && authorizeResult.AuthorizationFailure?.FailureReasons.Any(reason => reason is Stranger) == true)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return _ordinary.HandleAsync(next, context, policy, authorizeResult);
    }
}

/// <summary>Asked every minute of an open page: may it stay open? Each room that keeps something of the reader's rights answers for itself.</summary>
public interface ICircuitCheck
{
    /// <returns>False signs the page out.</returns>
    Task<bool> StillWelcomeAsync(System.Security.Claims.ClaimsPrincipal user, CancellationToken cancellation);
}
