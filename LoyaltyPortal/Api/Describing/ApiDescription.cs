using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyPortal.Api.Endpoints;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LoyaltyPortal.Api.Describing;

/// <summary>The description of the API: made from the endpoints, so that it cannot say anything else than they do.</summary>
internal static class ApiDescription
{
    public const string Name = "v1";
    public const string Address = "/openapi/v1.json";
    public const string Page = "/docs";
    private const string Key = "key";
    private const string Problem = "Problem";

    /// <summary>What any endpoint may answer, whatever it does.</summary>
    private static readonly Failure[] Always = [ApiErrors.KeyMissing(), ApiErrors.KeyUnknown(), ApiErrors.ScopeMissing(""), ApiErrors.ParameterUnreadable(), ApiErrors.TooManyRequests(0)];

    private static readonly Failure[] WithBody = [ApiErrors.BodyUnreadable(""), ApiErrors.BodyTooLarge(0), ApiErrors.MediaType()];
    private static readonly Failure[] WithKey = [ApiErrors.IdempotencyKeyMissing(), ApiErrors.IdempotencyKeyUnreadable(0), CommandErrors.KeyReused(""), CommandErrors.Busy()];

    public static IServiceCollection AddDescription(this IServiceCollection services) => services.AddOpenApi(Name, static options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static described => described.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            // Numbers are numbers: what other endpoints of the portal let through as text is refused here.
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
            {
                schema.Type = type & ~JsonSchemaType.String;
                schema.Pattern = null;
            }

            if (schema.Properties is { Count: > 0 } && context.JsonTypeInfo.Type.Name.EndsWith("Body", StringComparison.Ordinal))
                schema.AdditionalPropertiesAllowed = false;
            return Task.CompletedTask;
        });
    });

    public static void MapDescription(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi().AllowAnonymous();

    public static void UseDescription(this WebApplication app) => app.UseSwaggerUI(static options =>
    {
        options.RoutePrefix = Page[1..];
        options.DocumentTitle = "LoyaltyPortal API";
        options.SwaggerEndpoint(Address, "LoyaltyPortal API v1");
        options.ConfigObject.DefaultModelsExpandDepth = 0;
    });

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "LoyaltyPortal API",
            Version = "1",
            Description = """
                For tills and web shops. Every request carries an API key of the merchant: `Authorization: Bearer lp_…`. A key has scopes and may belong to one store.

                **Commands happen once.** Whatever records something takes an `Idempotency-Key`: the same key with the same body gives the first answer again, with another body it is refused with 422 and `idempotency_key_reused`. Keys belong to the API key and the kind of command.

                **Refusals** are problems by RFC 9457 with a stable `code`; `detail` is in the language of `Accept-Language`. Ids are strings, points whole numbers, money decimal numbers in the merchant's currency, times UTC. Properties that are not described are refused. Bodies have at most 1 MB.

                **Limits.** 429 and 503 carry `Retry-After`.

                **Webhooks** are signed: `Webhook-Signature` is `v1=` and the HMAC-SHA256, in hexadecimal, of `Webhook-Timestamp`, a dot and the body. They come at least once; `Webhook-Id` stays the same.
                """,
            License = new OpenApiLicense { Name = "Proprietary", Identifier = "LicenseRef-Proprietary" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "lp_…", Description = "An API key of the merchant, from Settings, API keys." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        document.Tags = document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []).SelectMany(operation => operation.Tags?.AsEnumerable() ?? []).Select(tag => tag.Name!).Distinct()
            .Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name, Description = TagWords[name] }).ToHashSet();
        return Task.CompletedTask;
    }

    private static readonly Dictionary<string, string> TagWords = new(StringComparer.Ordinal)
    {
        ["Purchases"] = "What is sold and what comes back.",
        ["Members"] = "Who they are, and their points.",
        ["Redemptions"] = "Points that pay, and rewards that are taken.",
        ["Vouchers"] = "Codes that members show.",
        ["Rewards"] = "What points can be spent on.",
        ["Actions"] = "What members do besides buying.",
        ["Surveys"] = "What members are asked.",
        ["Early access"] = "What is on sale to some before others.",
        ["Webhooks"] = "Who is told of what happens.",
    };

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var failures = new List<Failure>(Always);
        if (metadata.OfType<NeedsCommandKey>().Any())
        {
            failures.AddRange(WithKey);
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = CommandKey.Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "Made once for each thing that is to happen, and reused on every retry.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = CommandKey.Length, Pattern = "^[!-~]+$" },
                Example = "order-10023",
            });
        }

        if (operation.RequestBody is OpenApiRequestBody { Content: { } accepted } body)
        {
            failures.AddRange(WithBody);
            body.Required = true;
            if (ApiExamples.RequestOf(operation.OperationId!) is { } example)
                accepted["application/json"].Example = example;
        }

        failures.AddRange(metadata.OfType<RefusedWith>().SelectMany(static refused => refused.Failures));
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(static parameter => parameter.In == ParameterLocation.Path))
        {
            parameter.Description ??= "An id that the API has answered.";
            parameter.Example ??= ApiExamples.Id;
        }

        var says = context.ApplicationServices.GetRequiredService<FailureText>();
        operation.Responses ??= [];
        foreach (var (status, given) in operation.Responses)
        {
            if (given is OpenApiResponse response)
            {
                response.Description = status switch { "200" => "Done.", "201" => "Recorded.", "204" => "Done; there is nothing to say.", _ => response.Description };
                if (ApiExamples.AnswerOf(operation.OperationId!) is { } answer && response.Content?.TryGetValue("application/json", out var media) == true)
                    media.Example = answer.DeepClone();
            }
        }

        foreach (var byStatus in failures.DistinctBy(failure => failure.Code).GroupBy(ApiProblem.StatusOf).OrderBy(group => group.Key))
            operation.Responses[byStatus.Key.ToString(CultureInfo.InvariantCulture)] = ResponseOf(byStatus.Key, [.. byStatus], says, context.Document!);
        return Task.CompletedTask;
    }

    private static OpenApiResponse ResponseOf(int status, IReadOnlyList<Failure> failures, FailureText says, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(", ", failures.Select(static failure => $"`{failure.Code}`")) + ".",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ApiProblem.MediaType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(Problem, document),
                    Examples = failures.ToDictionary(static failure => failure.Code, failure => (IOpenApiExample)new OpenApiExample
                    {
                        Value = JsonSerializer.SerializeToNode(ApiProblem.BodyOf(failure, status, English(says, failure), "4bf92f3577b34da6a3ce929d0e0e4736")),
                    }),
                },
            },
        };
        if (status is 429 or 503)
            response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } } };
        return response;
    }

    /// <summary>The description is in one language, whoever asks for it.</summary>
    private static string English(FailureText says, Failure failure)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            return says.Say(failure);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A refusal, by RFC 9457.",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "The kind of problem; it ends in the code." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The status in words." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What happened, in the language that was asked for." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable: programs decide by it." },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Names the request in the portal's log." },
        },
    };
}
