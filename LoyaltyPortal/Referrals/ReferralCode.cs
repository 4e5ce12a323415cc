using System.Security.Cryptography;

namespace LoyaltyPortal.Referrals;

/// <summary>
/// The code of a personal link: fifteen random characters of Crockford's base 32 (75 bits, beyond guessing) and one check character, so that a slip of the
/// finger at the till is caught. Shown in groups of four.
/// </summary>
public static class ReferralCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    public const int Length = 16;

    public static string New()
    {
        Span<char> code = stackalloc char[Length];
        for (var index = 0; index < Length - 1; index++)
            code[index] = Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)];
        code[^1] = Check(code[..^1]);
        return new string(code);
    }

    /// <summary>The code as it is stored, from what was typed, said or scanned, a whole link included. Null when it cannot be a code.</summary>
    public static string? Parse(string? typed)
    {
        if (typed is null || typed.Length > 300)
            return null;
        var last = typed.TrimEnd('/').LastIndexOfAny(['/', '=']); // a scanned link ends in its code
        var code = new string(typed[(last + 1)..].TrimEnd('/').Where(c => c is not (' ' or '-')).Select(Read).ToArray());
        return code.Length == Length && code.All(Alphabet.Contains) && Check(code.AsSpan(0, Length - 1)) == code[^1] ? code : null;
    }

    public static string Grouped(string code) => code.Length == Length ? $"{code[..4]} {code[4..8]} {code[8..12]} {code[12..]}" : code;

    private static char Read(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };

    /// <summary>Odd weights by position: a wrong character or swapped neighbours do not add up to the same.</summary>
    private static char Check(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var index = 0; index < code.Length; index++)
            sum += (2 * index + 1) * Alphabet.IndexOf(code[index], StringComparison.Ordinal);
        return Alphabet[sum % Alphabet.Length];
    }
}
