using System.Security.Cryptography;

namespace LoyaltyPortal.Rewards;

/// <summary>
/// A voucher's code: sixteen random characters of Crockford's base 32 (80 bits) and a check character. The check is a sum over GF(32) with a weight of its own for
/// each place, so that every single wrong character and every swap of two neighbours is caught. Shown in groups of four.
/// </summary>
public static class VoucherCode
{
    /// <summary>Without I, L, O and U: nothing that looks like something else.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Random = 16;

    public const int Length = Random + 1;

    public static string New()
    {
        Span<char> code = stackalloc char[Length];
        for (var index = 0; index < Random; index++)
            code[index] = Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)];
        code[^1] = Check(code[..Random]);
        return new string(code);
    }

    /// <summary>The code as it is stored, from what was typed or scanned: without spaces and hyphens, O read as 0 and I and L as 1. Null when it cannot be a code.</summary>
    public static string? Parse(string? typed)
    {
        if (typed is null || typed.Length > 64)
            return null;
        var code = new string([.. typed.Where(c => c is not (' ' or '-')).Select(Read)]);
        return code.Length == Length && code.All(Alphabet.Contains) && Check(code.AsSpan(0, Random)) == code[^1] ? code : null;
    }

    /// <summary>Whether it looks like a code, with a slip of the finger in it perhaps. A word without a single digit is rather a name.</summary>
    public static bool IsShaped(string? typed) =>
        typed is { Length: <= 64 } && typed.Any(char.IsAsciiDigit) && typed.Where(c => c is not (' ' or '-')).Select(Read).ToList() is { Count: Length } code && code.TrueForAll(Alphabet.Contains);

    public static string Grouped(string code) => code.Length == Length ? $"{code[..4]}-{code[4..8]}-{code[8..12]}-{code[12..]}" : code;

    private static char Read(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };

    private static char Check(ReadOnlySpan<char> code)
    {
        var sum = 0;
        foreach (var c in code)
            sum = Times2(sum ^ Alphabet.IndexOf(c, StringComparison.Ordinal));
        return Alphabet[sum];
    }

    /// <summary>Times x in GF(32), by x⁵ + x² + 1.</summary>
    private static int Times2(int value) => (value << 1) ^ ((value & 16) == 0 ? 0 : 0b100101);
}
