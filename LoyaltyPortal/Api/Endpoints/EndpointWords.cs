using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>What an endpoint may refuse besides what every endpoint may; for the description.</summary>
internal sealed record RefusedWith(IReadOnlyList<Failure> Failures);

/// <summary>The words in which endpoints are declared.</summary>
internal static class EndpointWords
{
    /// <summary>The scope that a key needs, and what the description says of the endpoint.</summary>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder endpoint, string scope, string name, string tag, string summary) => endpoint
        .WithMetadata(new NeedsScope(scope)).WithName(name).WithTags(tag).WithSummary(summary).WithDescription(summary + " Scope: `" + scope + "`.");

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Failure[] failures) => endpoint.WithMetadata(new RefusedWith(failures));
}
