using System.Globalization;
using System.Reflection;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Api;

/// <summary>Who makes a request: the key, its merchant, and an actor that may do what the endpoint's scope lets it do and no more.</summary>
/// <param name="Scopes">All that the key may be used for.</param>
public sealed record ApiCaller(long KeyId, MerchantView Merchant, int? StoreId, Actor Actor, IReadOnlyCollection<string> Scopes)
{
    /// <returns><c>scope_missing</c> for the first that the key has not; null: it has all of them.</returns>
    internal Failure? Lacks(params IEnumerable<string> scopes) => scopes.FirstOrDefault(scope => !Scopes.Contains(scope)) is { } missing ? ApiErrors.ScopeMissing(missing) : null;

    /// <summary>The store of a request: the one that it names, else the key's own.</summary>
    /// <returns>Or <c>store_missing</c>, <c>store_unknown</c>, <c>store_not_allowed</c>.</returns>
    public Result<StoreView> Store(string? code)
    {
        if (code is null)
            return StoreId is not { } own ? ApiErrors.StoreMissing() : Merchant.OpenStores.FirstOrDefault(store => store.Id == own) is { } bound ? bound : MerchantErrors.StoreUnknown();
        if (Merchant.OpenStores.FirstOrDefault(store => string.Equals(store.Code, code.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } named)
            return MerchantErrors.StoreUnknown();
        return StoreId is { } only && only != named.Id ? ApiErrors.StoreNotAllowed() : named;
    }

    public string? CodeOf(int? storeId) => Merchant.Stores.FirstOrDefault(store => store.Id == storeId)?.Code;

    public static ValueTask<ApiCaller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<ApiCaller>());
}

/// <summary>An id from an address, which is another merchant's or nobody's unless it is found.</summary>
internal static class ApiIds
{
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id, or 0, which nothing has.</summary>
    public static long Of(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}

/// <summary>What was bound of a request and may be unreadable; a filter refuses before the endpoint sees it.</summary>
internal interface IBoundPart
{
    ApiProblem? Problem { get; }
}

/// <summary>The header that makes a command happen once, whoever lost the answer.</summary>
public sealed class CommandKey : IBoundPart, Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";
    public const int Length = 64;

    private CommandKey(string text, Failure? failure) => (Text, Problem) = (text, failure is null ? null : ApiProblem.Of(failure));

    /// <summary>Its own for each API key: two shops do not meet in one number.</summary>
    public string Text { get; }

    ApiProblem? IBoundPart.Problem => Problem;

    internal ApiProblem? Problem { get; }

    public static ValueTask<CommandKey?> BindAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0 || string.IsNullOrWhiteSpace(given[0]))
            return ValueTask.FromResult<CommandKey?>(new CommandKey("", ApiErrors.IdempotencyKeyMissing()));
        var text = given[0]!.Trim();
        if (given.Count > 1 || text.Length > Length || !text.All(static c => c is > ' ' and < '\x7f'))
            return ValueTask.FromResult<CommandKey?>(new CommandKey("", ApiErrors.IdempotencyKeyUnreadable(Length)));
        var caller = context.Features.Get<ApiCaller>()!;
        return ValueTask.FromResult<CommandKey?>(new CommandKey(string.Create(CultureInfo.InvariantCulture, $"api:{caller.KeyId}:{text}"), null));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new NeedsCommandKey());
}

/// <summary>The endpoint takes an <see cref="CommandKey"/>.</summary>
internal sealed record NeedsCommandKey;

/// <summary>The scope that a key needs here.</summary>
internal sealed record NeedsScope(string Scope);
