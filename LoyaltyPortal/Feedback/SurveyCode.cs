using System.Security.Cryptography;

namespace LoyaltyPortal.Feedback;

/// <summary>
/// The code of a link to a survey: sixteen random characters of Crockford's base 32, 80 bits, which nobody guesses. It is kept as it is, like tickets and shared badges: the letter
/// that carries it is written after the row, and it opens one form and nothing of the person.
/// </summary>
public static class SurveyCode
{
    /// <summary>Without I, L, O and U: nothing that looks like something else.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public const int Length = 16;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The code as it is stored, from an address that somebody may have typed; null when it cannot be one.</summary>
    public static string? Parse(string? typed)
    {
        if (typed is not { Length: Length })
            return null;
        var code = string.Create(Length, typed, static (span, typed) =>
        {
            for (var index = 0; index < span.Length; index++)
                span[index] = char.ToLowerInvariant(typed[index]) switch { 'o' => '0', 'i' or 'l' => '1', var other => other };
        });
        return code.All(Alphabet.Contains) ? code : null;
    }
}
