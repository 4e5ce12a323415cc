using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyPortal.Api.Webhooks;

/// <summary>Shows the other side that a delivery is ours and is not an old one played again: a keyed hash over the moment and the body.</summary>
public static class WebhookSignature
{
    public const string IdHeader = "Webhook-Id";
    public const string TimestampHeader = "Webhook-Timestamp";
    public const string SignatureHeader = "Webhook-Signature";

    /// <summary>How old a delivery may be before the other side should refuse it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1=";

    /// <param name="seconds">Since 1970, UTC.</param>
    public static string Of(string secret, long seconds, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.{body}"));
        return Version + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    /// <summary>What the other side does.</summary>
    public static bool Matches(string secret, long seconds, string body, string signature, DateTimeOffset now) =>
        Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret, seconds, body)), Encoding.ASCII.GetBytes(signature));
}
