using System.Text;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// Streams the rows of a delimited text file: bytes in, fields out, at a memory cost that depends on the longest row allowed and not
/// on the file.
/// </summary>
public sealed class DelimitedReader : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ByteSource source;
    private readonly Encoding encoding;
    private readonly Decoder decoder;
    private readonly ReadLimits limits;
    private readonly RowTokenizer tokenizer;
    private readonly char delimiter;
    private readonly byte[] bytes = new byte[ChunkBytes];
    private char[] characters = new char[(2 * ChunkBytes) + 16];
    private int end;
    private bool first = true;
    private bool ended;
    private int blankRowsOnEnd;

    private DelimitedReader(ByteSource source, Encoding encoding, char delimiter, char quote, ReadLimits limits)
    {
        this.source = source;
        this.encoding = encoding;
        this.delimiter = delimiter;
        this.limits = limits;
        decoder = encoding.GetDecoder();
        tokenizer = new RowTokenizer(delimiter, quote, limits.MaxFields);
    }

    /// <summary>The current row as a spreadsheet numbers it, from 1.</summary>
    public long RowNumber { get; private set; }

    public int FieldCount => tokenizer.FieldCount;

    public bool HasTooManyFields => tokenizer.HasTooManyFields;

    /// <summary>No field of the row holds anything but white space.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>The row holds bytes that are not text in this encoding, or NUL.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>Bytes taken from the file itself, before decompression.</summary>
    public long BytesRead => source.BytesRead;

    /// <summary>Why reading stopped before the end of the file.</summary>
    public ReadProblem? Fault { get; private set; }

    /// <summary>A field of the current row, quotes resolved and nothing trimmed. Good until the next row is read.</summary>
    public ReadOnlySpan<char> this[int field] => tokenizer[field];

    /// <summary>Takes the stream over and disposes of it.</summary>
    /// <param name="encodingName">One of <see cref="TextEncodings.Names"/>.</param>
    public static async ValueTask<DelimitedReader> OpenAsync(
        Stream stream, string encodingName, char delimiter, char quote, ReadLimits limits, CancellationToken cancellation = default)
    {
        var encoding = TextEncodings.Find(encodingName) ?? throw new ArgumentException("Unknown encoding", nameof(encodingName));
        var source = await ByteSource.OpenAsync(stream, limits.MaxFileBytes, cancellation);
        return new DelimitedReader(source, encoding, delimiter, quote, limits);
    }

    /// <summary>False at the end of the file, or at a <see cref="Fault"/>. Completes at once for all but one row in many.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancellation = default)
    {
        if (Fault is null && tokenizer.Next() == RowOutcome.Row)
            return new ValueTask<bool>(Accept());
        return ReadOnAsync(cancellation);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async ValueTask<bool> ReadOnAsync(CancellationToken cancellation)
    {
        while (Fault is null)
        {
            switch (tokenizer.Next())
            {
                case RowOutcome.Row:
                    return Accept();
                case RowOutcome.End:
                    return false;
                case RowOutcome.UnterminatedQuote:
                    return Fail(ReadCodes.UnterminatedQuote);
                case RowOutcome.NeedMore when ended:
                    return false;
                case RowOutcome.NeedMore when end - tokenizer.Position > limits.MaxRowCharacters:
                    return Fail(tokenizer.IsInsideQuotes ? ReadCodes.UnterminatedQuote : ReadCodes.RowTooLong);
                default:
                    await FillAsync(cancellation);
                    break;
            }
        }

        return false;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        var count = await source.ReadAsync(bytes, cancellation);
        if (source.Fault is { } fault)
        {
            Fail(fault, rowNumber: fault == ReadCodes.FileTooLarge ? 0 : RowNumber + 1);
            return;
        }

        var kept = end - tokenizer.Position;
        characters.AsSpan(tokenizer.Position, kept).CopyTo(characters);
        end = kept;
        if (characters.Length - end < ChunkBytes + 16)
            Array.Resize(ref characters, characters.Length * 2);

        var skipped = first ? TextEncodings.BomLength(encoding, bytes.AsSpan(0, count)) : 0;
        first = false;
        ended = count < bytes.Length;
        end += decoder.GetChars(bytes.AsSpan(skipped, count - skipped), characters.AsSpan(end), flush: ended);
        tokenizer.SetBuffer(characters, 0, end, ended);
    }

    private bool Accept()
    {
        RowNumber++;
        var row = tokenizer.RawRow;
        IsUnreadable = row.IndexOfAny(TextEncodings.Undecodable, '\0') >= 0;
        IsBlank = IsBlankRow(row);
        blankRowsOnEnd = IsBlank ? blankRowsOnEnd + 1 : 0;
        if (row.Length > limits.MaxRowCharacters)
            return Fail(ReadCodes.RowTooLong, RowNumber);
        return blankRowsOnEnd <= limits.MaxBlankRowsOnEnd || Fail(ReadCodes.TooManyBlankRows, RowNumber);
    }

    private bool IsBlankRow(ReadOnlySpan<char> row)
    {
        foreach (var c in row)
        {
            if (c != delimiter && !char.IsWhiteSpace(c))
                return false;
        }

        return true;
    }

    private bool Fail(string code) => Fail(code, RowNumber + 1);

    private bool Fail(string code, long rowNumber)
    {
        Fault = new ReadProblem(rowNumber, code);
        return false;
    }
}
