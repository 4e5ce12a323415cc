using System.Security.Cryptography;

namespace LoyaltyPortal.Platform.Http;

/// <summary>What browsers may do with our pages: run our scripts only, be framed by nobody, tell other sites nothing.</summary>
internal static class SecurityHeaders
{
    private static readonly object NonceKey = new();

    /// <summary>Lets one inline script of this response run: <c>&lt;script nonce="…"&gt;</c>.</summary>
    public static string NonceOf(HttpContext context)
    {
        if (context.Items[NonceKey] is string known)
            return known;
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // At the last moment, over what the framework sets for its own pages: there is one policy.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy(NonceOf(context));
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    /// <summary>
    /// No inline scripts but those with the response's nonce, no eval. Event attributes are let through, because Radzen's pop-ups and number boxes open by
    /// them; whatever could write one of those cannot load a script all the same. Styles are looser: components place and size themselves by style attributes, and the
    /// merchant's colour stands in a style element.
    /// </summary>
    internal static string Policy(string nonce) => string.Join("; ",
        "default-src 'self'",
        $"script-src 'self' 'nonce-{nonce}'",
        "script-src-attr 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'");
}
