using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Api;

/// <summary>
/// In front of every endpoint under <c>/api</c>: who asks, whether they may, and how often. Whatever goes wrong behind it, a program is answered with a problem that it can read.
/// </summary>
internal sealed class ApiGate(RequestDelegate next, ApiKeyService keys, ApiRate rate, MerchantDirectory merchants, ILogger<ApiGate> log)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        try
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is { } needs && await EnterAsync(context, needs.Scope) is { } refused)
                await refused.ExecuteAsync(context);
            else
                await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
                await ProblemOf(context.Response.StatusCode).ExecuteAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemOf(bad.StatusCode).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone; nobody is there to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted && LoyaltyDatabase.IsLocked(exception))
        {
            context.Response.Clear();
            await ApiProblem.Of(CommandErrors.Busy()).ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            log.LogError(exception, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await ApiProblem.Of(ApiErrors.Internal(), StatusCodes.Status500InternalServerError).ExecuteAsync(context);
        }
    }

    private async Task<ApiProblem?> EnterAsync(HttpContext context, string scope)
    {
        var given = context.Request.Headers.Authorization;
        if (given.Count != 1 || given[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return ApiErrors.KeyMissing();
        if (await keys.RecogniseAsync(text[Scheme.Length..].Trim(), context.RequestAborted) is not { } key || await merchants.FindAsync(key.MerchantId, context.RequestAborted) is not { } merchant)
            return ApiErrors.KeyUnknown();
        var (may, isFresh, seconds) = await rate.TakeAsync(key.Id);
        if (isFresh)
            await keys.UsedAsync(key);
        if (!may)
            return ApiProblem.Waits(ApiErrors.TooManyRequests(rate.PerMinute), seconds);
        var scopes = key.Scopes.Split(' ');
        if (!scopes.Contains(scope))
            return ApiErrors.ScopeMissing(scope);
        context.Features.Set(new ApiCaller(key.Id, merchant, key.StoreId, new Actor(null, "API: " + key.Name, merchant.Id, ApiScopes.PermissionsOf(scope)), scopes));
        return null;
    }

    private static ApiProblem ProblemOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => ApiErrors.RouteUnknown(),
        StatusCodes.Status405MethodNotAllowed => ApiProblem.Of(ApiErrors.MethodNotAllowed(), status),
        StatusCodes.Status413PayloadTooLarge => ApiErrors.BodyTooLarge(ApiJson.MostBytes / 1024),
        StatusCodes.Status415UnsupportedMediaType => ApiProblem.Of(ApiErrors.MediaType(), status),
        >= 500 => ApiProblem.Of(ApiErrors.Internal(), status),
        _ => ApiProblem.Of(ApiErrors.ParameterUnreadable(), status),
    };
}
