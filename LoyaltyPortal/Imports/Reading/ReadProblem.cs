namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// One thing that is wrong with a file, a row or a cell. The text a person reads is made from the code and the arguments.
/// </summary>
/// <param name="RowNumber">The row as a spreadsheet numbers it: the header is row 1, blank lines count, 0 is the whole file.</param>
/// <param name="Code">One of <see cref="ReadCodes"/>.</param>
/// <param name="Column">The heading of the column (or the field's name while nothing is mapped), when one is to blame.</param>
/// <param name="Value">The offending text, at most <see cref="MaxValueLength"/> characters.</param>
public readonly record struct ReadProblem(long RowNumber, string Code, string? Column = null, string? Value = null)
{
    public const int MaxValueLength = 120;

    internal static string Shorten(ReadOnlySpan<char> value) =>
        value.Length <= MaxValueLength ? value.ToString() : string.Concat(value[..(MaxValueLength - 1)], "…");
}

public enum ProblemScope
{
    /// <summary>Reading stops; nothing after this row is looked at.</summary>
    File,

    /// <summary>The row is left out and counted under this code.</summary>
    Row,

    /// <summary>The row is taken all the same; a person may want to know.</summary>
    Note,
}

/// <summary>Every code a reading can report. Stable: they are stored with imports and translated elsewhere.</summary>
public static class ReadCodes
{
    // The whole file.
    public const string NotText = "not_text";
    public const string EmptyFile = "empty_file";
    public const string NoRows = "no_rows";
    public const string DamagedGzip = "damaged_gzip";
    public const string FileTooLarge = "file_too_large";
    public const string RowTooLong = "row_too_long";
    public const string TooManyColumns = "too_many_columns";
    public const string TooManyBlankRows = "too_many_blank_rows";
    public const string UnterminatedQuote = "unterminated_quote";
    public const string HeaderDiffers = "header_differs";
    public const string FieldNotMapped = "field_not_mapped";
    public const string ColumnOutOfRange = "column_out_of_range";
    public const string UnknownEncoding = "unknown_encoding";
    public const string UnknownDelimiter = "unknown_delimiter";
    public const string UnknownDecimalSeparator = "unknown_decimal_separator";
    public const string UnknownDateFormat = "unknown_date_format";
    public const string UnknownReturnRule = "unknown_return_rule";
    public const string UnknownCategoryRule = "unknown_category_rule";
    public const string TooManyOrders = "too_many_orders";
    public const string OrdersTooScattered = "orders_too_scattered";
    public const string OrderTooLarge = "order_too_large";

    // One row, in the order in which they are looked for: the first that applies is the row's reason.
    public const string UnreadableText = "unreadable_text";
    public const string TooManyFields = "too_many_fields";
    public const string RaggedRow = "ragged_row";
    public const string MissingOrder = "missing_order";
    public const string OrderTooLong = "order_too_long";
    public const string Adjustment = "adjustment";
    public const string MissingDate = "missing_date";
    public const string UnreadableDate = "unreadable_date";
    public const string DateOutOfRange = "date_out_of_range";
    public const string MissingNumber = "missing_number";
    public const string UnreadableNumber = "unreadable_number";
    public const string NumberOutOfRange = "number_out_of_range";
    public const string QuantityNotPositive = "quantity_not_positive";
    public const string ReturnQuantityNotNegative = "return_quantity_not_negative";
    public const string PriceNotPositive = "price_not_positive";
    public const string AmountNotPositive = "amount_not_positive";
    public const string MemberTooLong = "member_too_long";
    public const string DuplicateOrder = "duplicate_order";

    // Worth knowing.
    public const string MemberDiffers = "member_differs";

    public static IReadOnlyDictionary<string, ProblemScope> All { get; } = new Dictionary<string, ProblemScope>
    {
        [NotText] = ProblemScope.File,
        [EmptyFile] = ProblemScope.File,
        [NoRows] = ProblemScope.File,
        [DamagedGzip] = ProblemScope.File,
        [FileTooLarge] = ProblemScope.File,
        [RowTooLong] = ProblemScope.File,
        [TooManyColumns] = ProblemScope.File,
        [TooManyBlankRows] = ProblemScope.File,
        [UnterminatedQuote] = ProblemScope.File,
        [HeaderDiffers] = ProblemScope.File,
        [FieldNotMapped] = ProblemScope.File,
        [ColumnOutOfRange] = ProblemScope.File,
        [UnknownEncoding] = ProblemScope.File,
        [UnknownDelimiter] = ProblemScope.File,
        [UnknownDecimalSeparator] = ProblemScope.File,
        [UnknownDateFormat] = ProblemScope.File,
        [UnknownReturnRule] = ProblemScope.File,
        [UnknownCategoryRule] = ProblemScope.File,
        [TooManyOrders] = ProblemScope.File,
        [OrdersTooScattered] = ProblemScope.File,
        [OrderTooLarge] = ProblemScope.File,
        [UnreadableText] = ProblemScope.Row,
        [TooManyFields] = ProblemScope.Row,
        [RaggedRow] = ProblemScope.Row,
        [MissingOrder] = ProblemScope.Row,
        [OrderTooLong] = ProblemScope.Row,
        [Adjustment] = ProblemScope.Row,
        [MissingDate] = ProblemScope.Row,
        [UnreadableDate] = ProblemScope.Row,
        [DateOutOfRange] = ProblemScope.Row,
        [MissingNumber] = ProblemScope.Row,
        [UnreadableNumber] = ProblemScope.Row,
        [NumberOutOfRange] = ProblemScope.Row,
        [QuantityNotPositive] = ProblemScope.Row,
        [ReturnQuantityNotNegative] = ProblemScope.Row,
        [PriceNotPositive] = ProblemScope.Row,
        [AmountNotPositive] = ProblemScope.Row,
        [MemberTooLong] = ProblemScope.Row,
        [DuplicateOrder] = ProblemScope.Row,
        [MemberDiffers] = ProblemScope.Note,
    };
}
