using System.Text;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>The encodings a till or shop export comes in.</summary>
public static class TextEncodings
{
    public const string Utf8 = "utf-8";
    public const string Utf16LittleEndian = "utf-16";
    public const string Utf16BigEndian = "utf-16BE";
    public const string Turkish = "windows-1254";
    public const string WesternEuropean = "windows-1252";

    /// <summary>
    /// Stands for bytes that are not text in the chosen encoding. A noncharacter, because U+FFFD may well be in the file already:
    /// damage done by whoever exported it is not ours to refuse.
    /// </summary>
    internal const char Undecodable = '\uFFFF';

    private static readonly DecoderFallback Marking = new DecoderReplacementFallback("\uFFFF");

    public static IReadOnlyList<string> Names { get; } = [Utf8, Turkish, WesternEuropean, Utf16LittleEndian, Utf16BigEndian];

    /// <summary>Null for a name that is not in <see cref="Names"/>.</summary>
    internal static Encoding? Find(string? name) => name?.ToLowerInvariant() switch
    {
        Utf8 => Encoding.GetEncoding(65001, EncoderFallback.ReplacementFallback, Marking),
        "utf-16" => Encoding.GetEncoding(1200, EncoderFallback.ReplacementFallback, Marking),
        "utf-16be" => Encoding.GetEncoding(1201, EncoderFallback.ReplacementFallback, Marking),
        Turkish => CodePagesEncodingProvider.Instance.GetEncoding(1254, EncoderFallback.ReplacementFallback, Marking),
        WesternEuropean => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ReplacementFallback, Marking),
        _ => null,
    };

    /// <summary>The length of the byte order mark, when the bytes begin with the encoding's own.</summary>
    internal static int BomLength(Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.CodePage switch
    {
        65001 when bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) => 3,
        1200 when bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) => 2,
        1201 when bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) => 2,
        _ => 0,
    };

    /// <summary>The encoding of a file's beginning, or null when the bytes are not text at all.</summary>
    internal static (string Name, bool Bom)? Detect(ReadOnlySpan<byte> head, bool truncated)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return IsUtf8(head[3..], truncated) && !head.Contains((byte)0) ? (Utf8, true) : null;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Utf16LittleEndian, true);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Utf16BigEndian, true);
        if (head.Contains((byte)0))
            return DetectUtf16WithoutBom(head);
        return IsUtf8(head, truncated) ? (Utf8, false) : (IsTurkish(head) ? Turkish : WesternEuropean, false);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool truncated)
    {
        // A cut may fall inside a character: up to three bytes belong to the part that was not read.
        for (var cut = 0; cut <= (truncated ? Math.Min(3, bytes.Length) : 0); cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^cut]))
                return true;
        }

        return false;
    }

    /// <summary>Text in a Latin script has a zero in every second byte, and nowhere else.</summary>
    private static (string Name, bool Bom)? DetectUtf16WithoutBom(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] == 0)
                _ = (i & 1) == 0 ? even++ : odd++;
        }

        var enough = head.Length * 3 / 10;
        if (even == 0 && odd > enough)
            return (Utf16LittleEndian, false);
        return odd == 0 && even > enough ? (Utf16BigEndian, false) : null;
    }

    /// <summary>
    /// 1254 and 1252 differ in six letters: Ğ İ Ş ğ ı ş stand where Icelandic has Ð Ý Þ ð ý þ. Icelandic text cannot do without
    /// á í ó ú æ either; Turkish has ç and ü in their place.
    /// </summary>
    private static bool IsTurkish(ReadOnlySpan<byte> head)
    {
        int differing = 0, icelandic = 0, turkish = 0;
        foreach (var b in head)
        {
            switch (b)
            {
                case 0xD0 or 0xDD or 0xDE or 0xF0 or 0xFD or 0xFE:
                    differing++;
                    break;
                case 0xE1 or 0xED or 0xF3 or 0xFA or 0xE6:
                    icelandic++;
                    break;
                case 0xE7 or 0xC7 or 0xFC or 0xDC:
                    turkish++;
                    break;
            }
        }

        return differing > 0 && icelandic <= turkish + (differing / 2);
    }
}
