using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Api;

/// <summary>Texts of the API room.</summary>
public sealed class ApiText;

/// <summary>What the API refuses itself; everything else is refused by the services, with their codes.</summary>
public static class ApiErrors
{
    public static Failure KeyMissing() => new("api_key_missing", FailureKind.Forbidden, typeof(ApiText));

    /// <summary>The one answer to a key that does not do, whatever is wrong with it.</summary>
    public static Failure KeyUnknown() => new("api_key_unknown", FailureKind.Forbidden, typeof(ApiText));

    public static Failure ScopeMissing(string scope) => new("scope_missing", FailureKind.Forbidden, typeof(ApiText), scope);

    public static Failure StoreNotAllowed() => new("store_not_allowed", FailureKind.Forbidden, typeof(ApiText));

    public static Failure StoreMissing() => new("store_missing", FailureKind.Invalid, typeof(ApiText));

    public static Failure TooManyRequests(int perMinute) => new("too_many_requests", FailureKind.Busy, typeof(ApiText), perMinute);

    public static Failure BodyUnreadable(string where) => new("body_unreadable", FailureKind.Invalid, typeof(ApiText), where);

    public static Failure BodyTooLarge(int mostKilobytes) => new("body_too_large", FailureKind.Invalid, typeof(ApiText), mostKilobytes);

    public static Failure IdempotencyKeyMissing() => new("idempotency_key_missing", FailureKind.Invalid, typeof(ApiText));

    public static Failure IdempotencyKeyUnreadable(int most) => new("idempotency_key_unreadable", FailureKind.Invalid, typeof(ApiText), most);

    public static Failure IdUnreadable(string field) => new("id_unreadable", FailureKind.Invalid, typeof(ApiText), field);

    public static Failure CursorUnreadable() => new("cursor_unreadable", FailureKind.Invalid, typeof(ApiText));

    public static Failure ParameterUnreadable() => new("parameter_unreadable", FailureKind.Invalid, typeof(ApiText));

    public static Failure SearchMissing() => new("search_ambiguous", FailureKind.Invalid, typeof(ApiText));

    public static Failure RedemptionUnknown() => new("redemption_unknown", FailureKind.NotFound, typeof(ApiText));

    public static Failure HoldUnknown() => new("hold_unknown", FailureKind.NotFound, typeof(ApiText));

    public static Failure TooManyProducts(int most) => new("products_too_many", FailureKind.Invalid, typeof(ApiText), most);

    public static Failure RouteUnknown() => new("route_unknown", FailureKind.NotFound, typeof(ApiText));

    public static Failure MethodNotAllowed() => new("method_not_allowed", FailureKind.Invalid, typeof(ApiText));

    public static Failure MediaType() => new("media_type", FailureKind.Invalid, typeof(ApiText));

    public static Failure Internal() => new("internal_error", FailureKind.Busy, typeof(ApiText));

    public static Failure ApiKeyName(int most) => new("api_key_name", FailureKind.Invalid, typeof(ApiText), most);

    public static Failure ApiKeyScopes() => new("api_key_scopes", FailureKind.Invalid, typeof(ApiText));

    public static Failure ApiKeysEnough(int most) => new("api_keys_enough", FailureKind.Refused, typeof(ApiText), most);

    public static Failure ApiKeyNotFound() => new("api_key_not_found", FailureKind.NotFound, typeof(ApiText));

    public static Failure WebhookUrl() => new("webhook_url", FailureKind.Invalid, typeof(ApiText));

    public static Failure WebhookEvents() => new("webhook_events", FailureKind.Invalid, typeof(ApiText));

    public static Failure WebhooksEnough(int most) => new("webhooks_enough", FailureKind.Refused, typeof(ApiText), most);

    public static Failure WebhookUnknown() => new("webhook_unknown", FailureKind.NotFound, typeof(ApiText));

    public static Failure DeliveryUnknown() => new("delivery_unknown", FailureKind.NotFound, typeof(ApiText));
}
