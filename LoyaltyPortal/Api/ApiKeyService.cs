using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Api;

/// <summary>A key for reading; the key itself nobody can read.</summary>
/// <param name="Shown">Its beginning.</param>
public sealed record ApiKeyView(long Id, string Name, string Shown, IReadOnlyList<string> Scopes, int? StoreId, DateTime CreatedAt, string CreatedBy, DateTime? LastUsedAt, DateTime? RevokedAt);

/// <summary>A key that was just made.</summary>
/// <param name="Key">Shown this once.</param>
public sealed record NewApiKey(ApiKeyView View, string Key);

/// <summary>What somebody says of a new key.</summary>
public sealed record ApiKeyInput(string Name, IReadOnlyList<string> Scopes, int? StoreId = null);

/// <summary>Lines of the audit log about keys and webhooks.</summary>
public static class ApiAudit
{
    public const string KeyMade = "api_key_made";
    public const string KeyRevoked = "api_key_revoked";
    public const string WebhookAdded = "webhook_added";
    public const string WebhookRemoved = "webhook_removed";
    public const string WebhookSentAgain = "webhook_sent_again";
}

/// <summary>A merchant's API keys: made, listed, revoked, and recognised.</summary>
public sealed class ApiKeyService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    public const int Most = 100;

    /// <summary>Keys that work first, the latest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<ApiKeyView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<ApiKey>().AsNoTracking().OrderBy(key => key.RevokedAt != null).ThenByDescending(key => key.Id).Take(2 * Most).ToListAsync(cancellation);
        return rows.ConvertAll(View);
    }

    /// <summary>Makes a key.</summary>
    /// <returns>Or <c>api_key_name</c>, <c>api_key_scopes</c>, <c>store_unknown</c>, <c>api_keys_enough</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<NewApiKey>> CreateAsync(Actor actor, ApiKeyInput input)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        if (input.Name.Trim().Length is 0 or > ApiKey.NameLength)
            return ApiErrors.ApiKeyName(ApiKey.NameLength);
        if (input.Scopes.Count == 0 || !input.Scopes.All(ApiScopes.IsKnown))
            return ApiErrors.ApiKeyScopes();
        if (input.StoreId is { } storeId && (await directory.FindAsync(actor.MerchantId))?.Stores.Any(store => store.Id == storeId) != true)
            return MerchantErrors.StoreUnknown();
        var scopes = ApiScopes.All.Where(input.Scopes.Contains).ToList();
        return await database.ChangeAsync<Result<NewApiKey>>(actor.MerchantId, async context =>
        {
            if (await context.Set<ApiKey>().CountAsync(key => key.RevokedAt == null) >= Most)
                return ApiErrors.ApiKeysEnough(Most);
            var (row, key) = ApiKey.Create(ids.Next(), actor.MerchantId, input.Name.Trim(), scopes, input.StoreId, actor.Name, clock.UtcNow());
            context.Add(row);
            await audit.WriteAsync(context, actor, ApiAudit.KeyMade, row.Name, null, Facts(row));
            await context.SaveChangesAsync();
            return new NewApiKey(View(row), key);
        });
    }

    /// <summary>Ends a key at once; again, nothing is done.</summary>
    /// <returns>Or <c>api_key_not_found</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> RevokeAsync(Actor actor, long keyId)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<ApiKey>().FirstOrDefaultAsync(key => key.Id == keyId) is not { } key)
                return ApiErrors.ApiKeyNotFound();
            if (key.RevokedAt is not null)
                return Done.Instance;
            key.Revoke(clock.UtcNow());
            await audit.WriteAsync(context, actor, ApiAudit.KeyRevoked, key.Name, Facts(key), null);
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    /// <summary>The key that somebody shows, read anew each time so that a revoked one ends at once; null where there is none that works.</summary>
    internal async Task<ApiKey?> RecogniseAsync(string text, CancellationToken cancellation)
    {
        if (ApiKey.Parse(text) is not { } parsed)
            return null;
        await using var context = database.ForMerchant(parsed.MerchantId);
        return await context.Set<ApiKey>().AsNoTracking().FirstOrDefaultAsync(key => key.Prefix == parsed.Prefix, cancellation) is { } key && key.IsOf(text) ? key : null;
    }

    internal async Task UsedAsync(ApiKey key)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(key.MerchantId);
        await context.Set<ApiKey>().Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now));
    }

    private static ApiKeyView View(ApiKey key) => new(
        key.Id, key.Name, FormattableString.Invariant($"lp_{key.MerchantId}_{key.Prefix}"), key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), key.StoreId, key.CreatedAt, key.CreatedBy, key.LastUsedAt, key.RevokedAt);

    private static KeyFacts Facts(ApiKey key) => new(key.Prefix, key.Scopes, key.StoreId);

    private sealed record KeyFacts(string Prefix, string Scopes, int? StoreId);
}
