using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Http.Metadata;

namespace LoyaltyPortal.Api;

/// <summary>
/// How requests are read: strictly. A property that nobody knows is refused, because a misspelt one would be money lost in silence; so is one that is there twice,
/// text with characters that no text has, and what is nested deeper than anything we ask for.
/// </summary>
internal static class ApiJson
{
    public const int MostBytes = 1_048_576;
    public const int MostDepth = 12;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = false,
        MaxDepth = MostDepth,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new ReadableText() },
    };

    /// <summary>Text without control characters, other than those that set lines.</summary>
    private sealed class ReadableText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            var text = reader.GetString()!;
            return text.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? throw new JsonException() : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

/// <summary>The JSON body of a request.</summary>
public sealed class ApiBody<T> : IBoundPart, IEndpointParameterMetadataProvider where T : class
{
    private readonly T? _value;
    private readonly ApiProblem? _problem;

    private ApiBody(T value) => _value = value;

    private ApiBody(ApiProblem problem) => _problem = problem;

    public T Value => _value ?? throw new InvalidOperationException("The body could not be read; the filter has to refuse it.");

    ApiProblem? IBoundPart.Problem => _problem;

    public static async ValueTask<ApiBody<T>?> BindAsync(HttpContext context)
    {
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } bytes)
            return new ApiBody<T>(ApiProblem.Of(ApiErrors.BodyTooLarge(ApiJson.MostBytes / 1024)));
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, ApiJson.Options) is { } value ? new ApiBody<T>(value) : Unreadable("$");
        }
        catch (JsonException unreadable)
        {
            // Where it is, never what it is: the parser's own words name types of ours.
            return Unreadable(unreadable.Path is { Length: > 0 and < 200 } path ? path : "$");
        }
    }

    private static ApiBody<T> Unreadable(string where) => new(ApiProblem.Of(ApiErrors.BodyUnreadable(where)));

    /// <returns>Null when there is more than anything that we take.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > ApiJson.MostBytes)
            return null;
        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (await request.Body.ReadAsync(buffer.GetMemory(4096), cancellation) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > ApiJson.MostBytes)
                return null;
        }

        return buffer.WrittenMemory;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
