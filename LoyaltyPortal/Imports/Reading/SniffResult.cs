namespace LoyaltyPortal.Imports.Reading;

public enum ColumnContent
{
    Empty,
    Text,
    Number,
    Date,
}

/// <summary>What the beginning of a file tells about how to read it. When <see cref="Error"/> is set, nothing else is.</summary>
public sealed record SniffResult
{
    public ReadProblem? Error { get; init; }

    /// <summary>gzip, recognised by its first bytes whatever the file is called.</summary>
    public bool IsCompressed { get; init; }

    public string Encoding { get; init; } = TextEncodings.Utf8;

    public bool HasByteOrderMark { get; init; }

    /// <summary>False when the beginning is plain ASCII, or bytes that several encodings explain: a person should look at the letters.</summary>
    public bool IsEncodingCertain { get; init; }

    public char Delimiter { get; init; } = ',';

    public char Quote { get; init; } = '"';

    public bool HasHeader { get; init; }

    public IReadOnlyList<SniffedColumn> Columns { get; init; } = [];

    public string HeaderFingerprint { get; init; } = "";
}

/// <param name="Index">From 0.</param>
/// <param name="Heading">As in the file; empty without a header.</param>
/// <param name="Samples">The first few distinct values.</param>
/// <param name="DecimalSeparator">Point or comma where the numbers prove it, else null.</param>
/// <param name="IsDecimalAmbiguous">Numbers such as 1,234 that mean one thing with a decimal point and another with a comma.</param>
/// <param name="DateFormats">Every format that explains the dates, the likeliest first. More than one: ask.</param>
/// <param name="Guess">What the column seems to mean.</param>
public sealed record SniffedColumn(
    int Index,
    string Heading,
    IReadOnlyList<string> Samples,
    ColumnContent Content,
    char? DecimalSeparator,
    bool IsDecimalAmbiguous,
    IReadOnlyList<string> DateFormats,
    PurchaseField? Guess)
{
    public bool IsDateAmbiguous => DateFormats.Count > 1;
}
