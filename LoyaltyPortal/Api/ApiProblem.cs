using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Api;

/// <summary>A refusal as programs read it, by RFC 9457.</summary>
/// <param name="Type">The kind of problem as an address; it ends in <paramref name="Code"/>.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, in the language that was asked for.</param>
/// <param name="Code">Stable: programs decide by it.</param>
/// <param name="TraceId">Names this request in the portal's log.</param>
public sealed record ProblemBody(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("traceId")] string? TraceId);

/// <summary>Answers a failure.</summary>
public sealed class ApiProblem : IResult
{
    public const string MediaType = "application/problem+json";
    public const string TypePrefix = "urn:loyaltyportal:problem:";

    private ApiProblem(Failure failure, int status) => (Failure, Status) = (failure, status);

    public Failure Failure { get; }

    public int Status { get; }

    /// <summary>Seconds after which it may be tried again; null: trying again does not help, or at once.</summary>
    public int? RetryAfter { get; init; }

    public static ApiProblem Of(Failure failure) => new(failure, StatusOf(failure)) { RetryAfter = StatusOf(failure) is 429 ? 60 : StatusOf(failure) is 503 ? 1 : null };

    public static ApiProblem Of(Failure failure, int status) => new(failure, status);

    public static ApiProblem Waits(Failure failure, int seconds) => new(failure, StatusCodes.Status429TooManyRequests) { RetryAfter = seconds };

    public static implicit operator ApiProblem(Failure failure) => Of(failure);

    public static int StatusOf(Failure failure) => failure.Code switch
    {
        "api_key_missing" or "api_key_unknown" => StatusCodes.Status401Unauthorized,
        "method_not_allowed" => StatusCodes.Status405MethodNotAllowed,
        "media_type" => StatusCodes.Status415UnsupportedMediaType,
        "body_too_large" => StatusCodes.Status413PayloadTooLarge,
        "too_many_requests" or "too_many_attempts" => StatusCodes.Status429TooManyRequests,
        _ => failure.Kind switch
        {
            FailureKind.Invalid => StatusCodes.Status400BadRequest,
            FailureKind.NotFound => StatusCodes.Status404NotFound,
            FailureKind.Forbidden => StatusCodes.Status403Forbidden,
            FailureKind.Conflict => StatusCodes.Status409Conflict,
            FailureKind.Refused => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status503ServiceUnavailable,
        },
    };

    public static ProblemBody BodyOf(Failure failure, int status, string detail, string? traceId) =>
        new(TypePrefix + failure.Code, TitleOf(status), status, detail, failure.Code, traceId);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = MediaType;
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var body = BodyOf(Failure, Status, httpContext.RequestServices.GetRequiredService<FailureText>().Say(Failure), Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier);
        await response.WriteAsync(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), httpContext.RequestAborted);
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Content too large",
        415 => "Unsupported media type",
        422 => "Refused",
        429 => "Too many requests",
        503 => "Busy",
        _ => status >= 500 ? "Internal error" : "Bad request",
    };
}
