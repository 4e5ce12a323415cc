namespace LoyaltyPortal.Imports.Reading;

/// <summary>Tells what a file is that is not a text table, so that the refusal can name it.</summary>
internal static class FileKind
{
    public const string Binary = "binary";

    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
            return head.IndexOf("xl/"u8) >= 0 || head.IndexOf("[Content_Types].xml"u8) >= 0 ? "xlsx" : "zip";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
            return "png";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "jpeg";
        if (head.StartsWith("GIF8"u8))
            return "gif";
        if (head.StartsWith("%PDF-"u8))
            return "pdf";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return "xls";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "gzip";
        if (head.StartsWith("7z\u00BC"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]))
            return "7z";
        if (head.StartsWith("BZh"u8) && head.Length > 4 && head[4] == 0x31)
            return "bzip2";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            return "zstd";
        return OfMarkup(head);
    }

    /// <summary>Control characters have no place in a table; one in five hundred is more than dirt.</summary>
    public static bool IsNotWriting(ReadOnlySpan<char> text)
    {
        int control = 0, undecodable = 0;
        foreach (var c in text)
        {
            if (c == '\0')
                return true;
            if (c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\u001A' or '\u001F'))
                control++;
            if (c == TextEncodings.Undecodable)
                undecodable++;
        }

        return control * 500L > text.Length || undecodable * 50L > text.Length;
    }

    private static string? OfMarkup(ReadOnlySpan<byte> head)
    {
        var start = head[..Math.Min(head.Length, 256)];
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        Span<byte> lower = stackalloc byte[start.Length];
        for (var i = 0; i < start.Length; i++)
            lower[i] = start[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(start[i] | 0x20) : start[i];
        if (lower.StartsWith("<!doctype"u8) || lower.StartsWith("<html"u8) || lower.StartsWith("<table"u8))
            return "html";
        return lower.StartsWith("<?xml"u8) ? "xml" : null;
    }
}
