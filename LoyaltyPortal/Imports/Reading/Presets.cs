namespace LoyaltyPortal.Imports.Reading;

/// <summary>A starting point for a mapping. What it cannot find in the file is left for a person to choose.</summary>
/// <param name="Key">Stored and translated elsewhere.</param>
public sealed record Preset(string Key, Func<SniffResult, bool> Fits, Func<SniffResult, ColumnMapping> Map);

public static class Presets
{
    public const string OnlineRetailKey = "online-retail";
    public const string LinesKey = "lines";
    public const string OrdersKey = "orders";

    private static readonly (string Heading, PurchaseField Field)[] OnlineRetailColumns =
    [
        ("InvoiceNo", PurchaseField.OrderNumber),
        ("StockCode", PurchaseField.Sku),
        ("Description", PurchaseField.Description),
        ("Quantity", PurchaseField.Quantity),
        ("InvoiceDate", PurchaseField.Date),
        ("UnitPrice", PurchaseField.UnitPrice),
        ("CustomerID", PurchaseField.MemberKey),
        ("Country", PurchaseField.Country),
    ];

    /// <summary>The UCI Online Retail export as published: dates are UK local time, an invoice number that begins with C is a return.</summary>
    public static ColumnMapping OnlineRetailMapping { get; } = new()
    {
        Preset = OnlineRetailKey,
        Shape = FileShape.Lines,
        Columns = OnlineRetailColumns.Index().ToDictionary(c => c.Item.Field, c => c.Index),
        HeaderFingerprint = ColumnMapping.FingerprintOf([.. OnlineRetailColumns.Select(c => c.Heading)]),
        Returns = new ReturnConvention(ReturnStyle.OrderPrefix, "C"),
        OrderNumbersAreDigits = true,
        MemberKeysAreWholeNumbers = true,
        CategoryRule = CategoryRule.OnlineRetail.Key,

        // Postage (POST, DOT, C2), discounts, manual entries, samples, bad debt, bank and marketplace fees, a charity's commission,
        // cushion pads given away, and gift vouchers, which earn when they are spent.
        NonEarningSkus = ["POST", "DOT", "C2", "D", "M", "S", "B", "PADS", "CRUK", "BANK CHARGES", "AMAZONFEE", "gift_*"],
        ShippingSkus = ["POST", "DOT", "C2"],
        GiftCardSkus = ["gift_*"],
    };

    /// <summary>Most particular first.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(OnlineRetailKey, sniffed => OnlineRetailColumns.All(c => IndexOf(sniffed, c.Heading) >= 0), MapOnlineRetail),
        new(OrdersKey, sniffed => !HasItems(sniffed), sniffed => MapGuesses(sniffed, OrdersKey, FileShape.Orders)),
        new(LinesKey, _ => true, sniffed => MapGuesses(sniffed, LinesKey, FileShape.Lines)),
    ];

    public static Preset? Find(string key) => All.FirstOrDefault(preset => preset.Key == key);

    /// <summary>The mapping of the first preset that fits.</summary>
    public static ColumnMapping Suggest(SniffResult sniffed) => All.First(preset => preset.Fits(sniffed)).Map(sniffed);

    private static bool HasItems(SniffResult sniffed) =>
        sniffed.Columns.Any(c => c.Guess is PurchaseField.Sku or PurchaseField.Description or PurchaseField.Quantity or PurchaseField.UnitPrice);

    private static ColumnMapping MapOnlineRetail(SniffResult sniffed)
    {
        var columns = new Dictionary<PurchaseField, int>();
        foreach (var (heading, field) in OnlineRetailColumns)
        {
            if (IndexOf(sniffed, heading) is >= 0 and var index)
                columns[field] = index;
        }

        return WithDialect(OnlineRetailMapping with { Columns = columns }, sniffed);
    }

    private static ColumnMapping MapGuesses(SniffResult sniffed, string preset, FileShape shape)
    {
        var columns = new Dictionary<PurchaseField, int>();
        foreach (var column in sniffed.Columns)
        {
            // The total of an order is not the price of an item, even if that is what its column is called; and the other way round.
            if (column.Guess is { } field && !(shape == FileShape.Orders && field is PurchaseField.Quantity or PurchaseField.Sku))
                columns[field] = column.Index;
        }

        if (shape == FileShape.Orders && columns.Remove(PurchaseField.UnitPrice, out var price))
            columns.TryAdd(PurchaseField.LineAmount, price);
        var members = sniffed.Columns.FirstOrDefault(c => c.Guess == PurchaseField.MemberKey);
        var mapping = new ColumnMapping
        {
            Preset = preset,
            Shape = shape,
            Columns = columns,
            MemberKeysAreWholeNumbers = members is { Samples.Count: > 0 } && members.Samples.All(IsWholeWithFraction),
        };
        return WithDialect(mapping, sniffed);
    }

    private static ColumnMapping WithDialect(ColumnMapping mapping, SniffResult sniffed)
    {
        var date = sniffed.Columns.FirstOrDefault(c => mapping.Columns.TryGetValue(PurchaseField.Date, out var index) && c.Index == index);
        return mapping with
        {
            HeaderFingerprint = sniffed.HeaderFingerprint,
            HasHeader = sniffed.HasHeader,
            Delimiter = sniffed.Delimiter,
            Quote = sniffed.Quote,
            Encoding = sniffed.Encoding,
            DecimalSeparator = FindDecimalSeparator(sniffed),
            DateFormat = date?.DateFormats is [var likeliest, ..] ? likeliest : mapping.DateFormat,
        };
    }

    /// <summary>What most columns prove; where none proves anything, a comma goes with semicolons between the fields.</summary>
    private static char FindDecimalSeparator(SniffResult sniffed)
    {
        var points = sniffed.Columns.Count(c => c.DecimalSeparator == '.');
        var commas = sniffed.Columns.Count(c => c.DecimalSeparator == ',');
        if (points == commas)
            return sniffed.Delimiter == ';' ? ',' : '.';
        return points > commas ? '.' : ',';
    }

    private static bool IsWholeWithFraction(string value) =>
        value.EndsWith(".0", StringComparison.Ordinal) && value.AsSpan(0, value.Length - 2).IndexOfAnyExceptInRange('0', '9') < 0;

    private static int IndexOf(SniffResult sniffed, string heading)
    {
        var name = ColumnMeaning.Normalise(heading);
        return sniffed.Columns.FirstOrDefault(c => ColumnMeaning.Normalise(c.Heading) == name)?.Index ?? -1;
    }
}
