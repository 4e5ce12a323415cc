using System.Text;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>Finds out from the beginning of a file what it is and how to read it. Never reads more than <see cref="HeadBytes"/> of it.</summary>
public static class CsvSniffer
{
    /// <summary>After decompression.</summary>
    public const int HeadBytes = 256 * 1024;

    private const int MaxRows = 500;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>Takes the stream over and disposes of it.</summary>
    public static async Task<SniffResult> SniffAsync(Stream stream, ReadLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= ReadLimits.Default;
        await using var source = await ByteSource.OpenAsync(stream, Math.Max(limits.MaxFileBytes, HeadBytes), cancellation);
        var head = new byte[HeadBytes];
        var length = await source.ReadAsync(head, cancellation);
        if (source.Fault is { } fault)
            return new SniffResult { Error = new ReadProblem(0, fault), IsCompressed = source.IsCompressed };
        return Sniff(head.AsSpan(0, length), length == HeadBytes, source.IsCompressed, limits);
    }

    private static SniffResult Sniff(ReadOnlySpan<byte> head, bool truncated, bool compressed, ReadLimits limits)
    {
        if (head.IsEmpty)
            return Refuse(ReadCodes.EmptyFile);
        if (FileKind.Of(head) is { } kind)
            return Refuse(ReadCodes.NotText, kind);
        if (TextEncodings.Detect(head, truncated) is not var (name, bom))
            return Refuse(ReadCodes.NotText, FileKind.Binary);

        var encoding = TextEncodings.Find(name)!;
        var text = Decode(encoding, head[(bom ? TextEncodings.BomLength(encoding, head) : 0)..], truncated);
        if (FileKind.IsNotWriting(text))
            return Refuse(ReadCodes.NotText, FileKind.Binary);
        if (text.AsSpan().IsWhiteSpace())
            return Refuse(ReadCodes.EmptyFile);

        var quote = FindQuote(text);
        var (delimiter, rows) = FindDelimiter(text, truncated, quote, limits.MaxFields);
        if (rows.Count == 0)
            return RefuseUnfinishedRow(text, truncated, delimiter, quote, limits.MaxFields);
        if (rows[0].Length > limits.MaxFields)
            return Refuse(ReadCodes.TooManyColumns);

        var hasHeader = HasHeader(rows);
        if (hasHeader && rows.Count == 1 && !truncated)
            return Refuse(ReadCodes.NoRows);
        var columns = DescribeColumns(rows, hasHeader);
        return new SniffResult
        {
            IsCompressed = compressed,
            Encoding = name,
            HasByteOrderMark = bom,
            IsEncodingCertain = bom || (name == TextEncodings.Utf8 && !Ascii.IsValid(head)),
            Delimiter = delimiter,
            Quote = quote,
            HasHeader = hasHeader,
            Columns = columns,
            HeaderFingerprint = ColumnMapping.FingerprintOf([.. columns.Select(c => c.Heading)]),
        };

        SniffResult Refuse(string code, string? value = null) =>
            new() { Error = new ReadProblem(0, code, Value: value), IsCompressed = compressed };

        SniffResult RefuseUnfinishedRow(char[] text, bool truncated, char delimiter, char quote, int maxFields)
        {
            var tokenizer = new RowTokenizer(delimiter, quote, maxFields);
            tokenizer.SetBuffer(text, 0, text.Length, isLast: !truncated);
            while (tokenizer.Next() == RowOutcome.Row)
            {
                // Blank rows; the one after them is what cannot be read to its end.
            }

            return Refuse(tokenizer.IsInsideQuotes ? ReadCodes.UnterminatedQuote : ReadCodes.RowTooLong);
        }
    }

    private static char[] Decode(Encoding encoding, ReadOnlySpan<byte> bytes, bool truncated)
    {
        var characters = new char[encoding.GetMaxCharCount(bytes.Length)];
        var count = encoding.GetDecoder().GetChars(bytes, characters, flush: !truncated);
        return characters[..count];
    }

    /// <summary>A double quote, unless fields are plainly wrapped in single ones.</summary>
    private static char FindQuote(ReadOnlySpan<char> text)
    {
        int single = 0, plain = 0;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            var opens = i == 0 || text[i - 1] is '\n' or '\r' || Delimiters.Contains(text[i - 1]);
            if (opens && text[i] == '"')
                plain++;
            if (text[i] == '\'' && (text[i + 1] is '\n' or '\r' || Delimiters.Contains(text[i + 1])))
                single += opens ? 0 : 1;
        }

        var opening = CountOpening(text, '\'');
        return plain == 0 && opening > 1 && single >= opening ? '\'' : '"';
    }

    private static int CountOpening(ReadOnlySpan<char> text, char quote)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == quote && (i == 0 || text[i - 1] is '\n' or '\r' || Delimiters.Contains(text[i - 1])))
                count++;
        }

        return count;
    }

    /// <summary>The delimiter under which the most rows have the same number of fields as the first, and that number is largest.</summary>
    private static (char Delimiter, List<string[]> Rows) FindDelimiter(char[] text, bool truncated, char quote, int maxFields)
    {
        var best = (Delimiter: ',', Rows: Cut(text, truncated, ',', quote, maxFields), Score: -1.0);
        foreach (var delimiter in Delimiters)
        {
            var rows = Cut(text, truncated, delimiter, quote, maxFields);
            if (rows.Count == 0)
                continue;
            var width = rows[0].Length;
            var alike = rows.Count(r => r.Length == width) / (double)rows.Count;
            var score = width == 1 ? 0 : (alike * 100) + Math.Min(width, 50) * 0.1;
            if (score > best.Score)
                best = (delimiter, rows, score);
        }

        return (best.Delimiter, best.Rows);
    }

    /// <summary>The rows that are whole, blank ones left out. Text is copied because resolving quotes changes the buffer.</summary>
    private static List<string[]> Cut(char[] text, bool truncated, char delimiter, char quote, int maxFields)
    {
        var tokenizer = new RowTokenizer(delimiter, quote, maxFields + 1);
        tokenizer.SetBuffer([.. text], 0, text.Length, isLast: !truncated);
        var rows = new List<string[]>();
        while (rows.Count < MaxRows && tokenizer.Next() == RowOutcome.Row)
        {
            var row = new string[tokenizer.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = tokenizer[i].ToString();
            if (!Array.TrueForAll(row, string.IsNullOrWhiteSpace))
                rows.Add(row);
        }

        return rows;
    }

    private static bool HasHeader(List<string[]> rows)
    {
        var first = rows[0];
        if (first.Any(ColumnMeaning.IsKnown))
            return true;
        if (first.Any(cell => ColumnProfile.LooksLikeValue(cell)) || first.Any(string.IsNullOrWhiteSpace))
            return false;
        if (first.Distinct(StringComparer.OrdinalIgnoreCase).Count() < first.Length)
            return false;

        // Words above numbers are headings; words above words may be the first row of a list of names, which nobody imports.
        return true;
    }

    private static List<SniffedColumn> DescribeColumns(List<string[]> rows, bool hasHeader)
    {
        var width = rows[0].Length;
        var headings = Enumerable.Range(0, width).Select(i => hasHeader ? rows[0][i].Trim() : "").ToList();
        var guesses = ColumnMeaning.Guess(headings);
        var profiles = new List<ColumnProfile>();
        for (var i = 0; i < width; i++)
            profiles.Add(new ColumnProfile(rows.Skip(hasHeader ? 1 : 0).Where(r => i < r.Length).Select(r => r[i].Trim()), guesses.GetValueOrDefault(i, (PurchaseField)(-1)) == PurchaseField.Date));

        if (!guesses.ContainsValue(PurchaseField.Date) && profiles.FindIndex(p => p.Content == ColumnContent.Date) is >= 0 and var date)
            guesses.TryAdd(date, PurchaseField.Date);
        return [.. profiles.Select((p, i) => new SniffedColumn(
            i, headings[i], p.Samples, p.Content, p.DecimalSeparator, p.IsDecimalAmbiguous, p.DateFormats,
            guesses.TryGetValue(i, out var guess) ? guess : null))];
    }
}
