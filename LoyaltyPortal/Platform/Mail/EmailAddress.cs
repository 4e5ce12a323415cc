using System.Net.Mail;

namespace LoyaltyPortal.Platform.Mail;

/// <summary>What we take for an e-mail address.</summary>
public static class EmailAddress
{
    public const int Length = 200;

    /// <summary>One plain address with a dotted domain; no display name, no control characters, nothing that could start another header.</summary>
    public static bool IsReadable(string? text) =>
        text is { Length: >= 3 and <= Length }
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal);
}
