using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>What a column of a purchase file can mean. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PurchaseField>))]
public enum PurchaseField
{
    OrderNumber,
    Date,
    MemberKey,
    MemberEmail,
    MemberPhone,
    MemberName,
    Sku,
    Description,
    Category,
    Quantity,
    UnitPrice,
    LineAmount,
    Store,
    Country,
    Currency,
    Brand,
    LineKind,
}

[JsonConverter(typeof(JsonStringEnumConverter<FileShape>))]
public enum FileShape
{
    /// <summary>A row is a line of an order; rows with the same order number belong together.</summary>
    Lines,

    /// <summary>A row is an order with its total; an order number that comes again is a duplicate.</summary>
    Orders,
}

[JsonConverter(typeof(JsonStringEnumConverter<ReturnStyle>))]
public enum ReturnStyle
{
    /// <summary>The file holds no returns.</summary>
    None,

    /// <summary>A return's order number begins with a prefix.</summary>
    OrderPrefix,

    /// <summary>A negative quantity is a return; where no quantity is mapped, a negative amount is.</summary>
    NegativeQuantity,
}

/// <param name="Prefix">For <see cref="ReturnStyle.OrderPrefix"/>: what a return's order number begins with, in any case.</param>
/// <param name="NegativeQuantities">
/// For <see cref="ReturnStyle.OrderPrefix"/>: whether the quantities of returns must be negative. Otherwise either sign is read.
/// </param>
public sealed record ReturnConvention(ReturnStyle Style, string? Prefix = null, bool NegativeQuantities = true);

/// <summary>How to read one kind of file: remembered per <see cref="HeaderFingerprint"/>, stored as JSON.</summary>
public sealed record ColumnMapping
{
    /// <summary>The preset it was made from, see <see cref="Presets"/>.</summary>
    public required string Preset { get; init; }

    public FileShape Shape { get; init; }

    /// <summary>Which column (from 0) holds which field. Where unit price and line amount are both mapped, the amount counts.</summary>
    public required IReadOnlyDictionary<PurchaseField, int> Columns { get; init; }

    /// <summary>From <see cref="FingerprintOf"/>; a file with another header is refused. Null reads any header.</summary>
    public string? HeaderFingerprint { get; init; }

    public bool HasHeader { get; init; } = true;

    public char Delimiter { get; init; } = ',';

    public char Quote { get; init; } = '"';

    /// <summary>One of <see cref="TextEncodings.Names"/>.</summary>
    public string Encoding { get; init; } = TextEncodings.Utf8;

    /// <summary>Point or comma.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>A pattern such as <c>d/M/yyyy HH:mm</c>. It fixes the order of day, month and year; the rest is read as it comes.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd HH:mm:ss";

    public ReturnConvention Returns { get; init; } = new(ReturnStyle.NegativeQuantity);

    /// <summary>An order number with anything but digits, a return's prefix aside, is an adjustment and no sale.</summary>
    public bool OrderNumbersAreDigits { get; init; }

    /// <summary>Member identifiers are whole numbers: <c>17850.0</c>, as tools write them that take them for amounts, is 17850.</summary>
    public bool MemberKeysAreWholeNumbers { get; init; }

    /// <summary>The key of a <see cref="CategoryRule"/> for files without a category column.</summary>
    public string? CategoryRule { get; init; }

    /// <summary>SKUs that are sold but earn nothing, such as postage, in any case; a star at the end stands for anything.</summary>
    public IReadOnlyList<string> NonEarningSkus { get; init; } = [];

    /// <summary>SKUs of postage and delivery, written like <see cref="NonEarningSkus"/>: the programme says whether they count.</summary>
    public IReadOnlyList<string> ShippingSkus { get; init; } = [];

    /// <summary>SKUs of gift cards and vouchers, likewise.</summary>
    public IReadOnlyList<string> GiftCardSkus { get; init; } = [];

    /// <summary>Everything that is wrong with the mapping itself. The column of a problem is the name of a field.</summary>
    public IReadOnlyList<ReadProblem> Validate()
    {
        var problems = new List<ReadProblem>();
        foreach (var field in (ReadOnlySpan<PurchaseField>)[PurchaseField.OrderNumber, PurchaseField.Date])
        {
            if (!Columns.ContainsKey(field))
                problems.Add(new ReadProblem(0, ReadCodes.FieldNotMapped, field.ToString()));
        }

        if (!Columns.ContainsKey(PurchaseField.UnitPrice) && !Columns.ContainsKey(PurchaseField.LineAmount))
            problems.Add(new ReadProblem(0, ReadCodes.FieldNotMapped, nameof(PurchaseField.LineAmount)));
        foreach (var (field, column) in Columns)
        {
            if (column < 0 || !Enum.IsDefined(field))
                problems.Add(new ReadProblem(0, ReadCodes.ColumnOutOfRange, field.ToString()));
        }

        if (TextEncodings.Find(Encoding) is null)
            problems.Add(new ReadProblem(0, ReadCodes.UnknownEncoding, Value: Encoding));
        if (!IsSeparator(Delimiter) || !IsSeparator(Quote) || Delimiter == Quote)
            problems.Add(new ReadProblem(0, ReadCodes.UnknownDelimiter, Value: Delimiter.ToString()));
        if (DecimalSeparator is not ('.' or ','))
            problems.Add(new ReadProblem(0, ReadCodes.UnknownDecimalSeparator, Value: DecimalSeparator.ToString()));
        if (DateText.OrderOf(DateFormat) is null)
            problems.Add(new ReadProblem(0, ReadCodes.UnknownDateFormat, Value: DateFormat));
        if (!Enum.IsDefined(Returns.Style) || (Returns.Style == ReturnStyle.OrderPrefix && string.IsNullOrWhiteSpace(Returns.Prefix)))
            problems.Add(new ReadProblem(0, ReadCodes.UnknownReturnRule, Value: Returns.Prefix));
        if (CategoryRule is not null && Reading.CategoryRule.Find(CategoryRule) is null)
            problems.Add(new ReadProblem(0, ReadCodes.UnknownCategoryRule, Value: CategoryRule));
        return problems;
    }

    /// <summary>The same headings in the same order give the same fingerprint, whatever their case, accents and punctuation.</summary>
    public static string FingerprintOf(IReadOnlyList<string> headings)
    {
        var text = string.Join('\u001F', headings.Select(ColumnMeaning.Normalise));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static bool IsSeparator(char c) => c is not ('\0' or '\r' or '\n' or TextEncodings.Undecodable) && !char.IsLetterOrDigit(c);
}
