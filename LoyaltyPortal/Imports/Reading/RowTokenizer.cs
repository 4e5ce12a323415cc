namespace LoyaltyPortal.Imports.Reading;

internal enum RowOutcome
{
    Row,
    NeedMore,
    End,
    UnterminatedQuote,
}

/// <summary>
/// Cuts a buffer of characters into rows and fields without allocating. Ours rather than a library's for three reasons: a row that never
/// ends and a quote that never closes must come back as values at a fixed memory cost, fields are looked at as spans and seldom
/// become strings, and one pass over 540 thousand rows has a budget of well under a second.
/// </summary>
/// <remarks>
/// RFC 4180 with the usual leniencies: CR, LF or CRLF end a row; a quote inside an unquoted field is a character like any other; text
/// after a closing quote is kept.
/// </remarks>
internal sealed class RowTokenizer(char delimiter, char quote, int maxFields)
{
    private char[] buffer = [];
    private int position;
    private int end;
    private bool last;
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private bool[] quoted = new bool[32];
    private int rowStart;
    private int rowEnd;
    private bool anyQuoted;

    public int FieldCount { get; private set; }

    public bool HasTooManyFields { get; private set; }

    /// <summary>Where the row that is being read begins: what stands before it is no longer needed.</summary>
    public int Position => position;

    /// <summary>The row as it stands in the file, without its line end. Only good before the first field with quotes in it is read.</summary>
    public ReadOnlySpan<char> RawRow => buffer.AsSpan(rowStart, rowEnd - rowStart);

    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            if (anyQuoted && quoted[field])
                Unquote(field);
            return buffer.AsSpan(starts[field], ends[field] - starts[field]);
        }
    }

    public void SetBuffer(char[] characters, int from, int to, bool isLast)
    {
        buffer = characters;
        position = from;
        end = to;
        last = isLast;
    }

    /// <summary>True after <see cref="RowOutcome.NeedMore"/> when what is missing is a closing quote.</summary>
    public bool IsInsideQuotes { get; private set; }

    public RowOutcome Next()
    {
        if (position == end)
            return last ? RowOutcome.End : RowOutcome.NeedMore;
        var text = buffer.AsSpan(0, end);
        var at = position;
        FieldCount = 0;
        anyQuoted = false;
        HasTooManyFields = false;
        IsInsideQuotes = false;
        while (true)
        {
            if (at < end && text[at] == quote)
            {
                if (!TryFindClosingQuote(text, at, out var close, out var doubled))
                {
                    IsInsideQuotes = true;
                    return last ? RowOutcome.UnterminatedQuote : RowOutcome.NeedMore;
                }

                var after = close + 1;
                var plain = !doubled && (after == end || IsStop(text[after]));
                var fieldEnd = plain ? after : FindStop(text, after);
                if (fieldEnd < 0)
                    return RowOutcome.NeedMore;
                Add(plain ? at + 1 : at, plain ? close : fieldEnd, !plain);
                at = fieldEnd;
            }
            else
            {
                var fieldEnd = FindStop(text, at);
                if (fieldEnd < 0)
                    return RowOutcome.NeedMore;
                Add(at, fieldEnd, false);
                at = fieldEnd;
            }

            if (at == end)
                return last ? Finish(at, at) : RowOutcome.NeedMore;
            var c = text[at];
            if (c == delimiter)
            {
                at++;
                continue;
            }

            if (c == '\n')
                return Finish(at, at + 1);
            if (at + 1 == end && !last)
                return RowOutcome.NeedMore;
            return Finish(at, at + 1 < end && text[at + 1] == '\n' ? at + 2 : at + 1);
        }
    }

    private bool TryFindClosingQuote(ReadOnlySpan<char> text, int open, out int close, out bool doubled)
    {
        doubled = false;
        close = open;
        while (true)
        {
            var from = close + 1;
            var offset = text[from..].IndexOf(quote);
            if (offset < 0)
                return false;
            close = from + offset;
            if (close + 1 == end)
                return last;
            if (text[close + 1] != quote)
                return true;
            doubled = true;
            close++;
        }
    }

    /// <summary>Where the field ends, or -1 when the buffer does not say yet.</summary>
    private int FindStop(ReadOnlySpan<char> text, int from)
    {
        var offset = text[from..].IndexOfAny(delimiter, '\n', '\r');
        return offset >= 0 ? from + offset : last ? end : -1;
    }

    private bool IsStop(char c) => c == delimiter || c is '\n' or '\r';

    private RowOutcome Finish(int contentEnd, int next)
    {
        rowStart = position;
        rowEnd = contentEnd;
        position = next;
        return RowOutcome.Row;
    }

    private void Add(int start, int fieldEnd, bool hasQuotes)
    {
        if (FieldCount == maxFields)
        {
            HasTooManyFields = true;
            return;
        }

        if (FieldCount == starts.Length)
        {
            Array.Resize(ref starts, starts.Length * 2);
            Array.Resize(ref ends, ends.Length * 2);
            Array.Resize(ref quoted, quoted.Length * 2);
        }

        starts[FieldCount] = start;
        ends[FieldCount] = fieldEnd;
        quoted[FieldCount] = hasQuotes;
        anyQuoted |= hasQuotes;
        FieldCount++;
    }

    private void Unquote(int field)
    {
        var text = buffer.AsSpan(starts[field], ends[field] - starts[field]);
        var inside = true;
        var written = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (inside && c == quote)
            {
                inside = i + 1 < text.Length && text[i + 1] == quote;
                if (!inside)
                    continue;
                i++;
            }

            text[written++] = c;
        }

        ends[field] = starts[field] + written;
        quoted[field] = false;
    }
}
