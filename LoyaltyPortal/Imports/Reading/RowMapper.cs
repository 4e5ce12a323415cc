using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>Turns the fields of a row into a line of a document, or says why not.</summary>
internal sealed class RowMapper
{
    private const int MaxTextLength = 200;

    /// <summary>Beyond any real sale, and small enough for sums of a whole file to stay exact.</summary>
    private const decimal MaxQuantity = 1_000_000_000;
    private const decimal MaxAmount = 1_000_000_000_000;

    private static readonly int FieldCount = Enum.GetValues<PurchaseField>().Length;

    private readonly ColumnMapping mapping;
    private readonly TimeZoneInfo zone;
    private readonly IReadOnlyList<string> headings;
    private readonly int columns;
    private readonly DateOrder dateOrder;
    private readonly string returnPrefix;
    private readonly int[] columnOf = new int[FieldCount];
    private readonly string?[] lastText = new string?[FieldCount];
    private readonly StringCache strings = new();
    private readonly ItemRules items;
    private readonly char[] lastDateText = new char[64];
    private int lastDateLength = -1;
    private int refusals;
    private DateTime lastLocal;
    private DateTime? lastUtc;

    /// <param name="columns">How many fields a row of this file has.</param>
    public RowMapper(ColumnMapping mapping, ReadOptions options, IReadOnlyList<string> headings, int columns)
    {
        this.mapping = mapping;
        this.headings = headings;
        this.columns = columns;
        zone = options.Zone;
        dateOrder = DateText.OrderOf(mapping.DateFormat)!.Value;
        returnPrefix = mapping.Returns.Style == ReturnStyle.OrderPrefix ? mapping.Returns.Prefix!.Trim() : "";
        items = new ItemRules(mapping);
        Array.Fill(columnOf, -1);
        foreach (var (field, column) in mapping.Columns)
            columnOf[(int)field] = column;
    }

    /// <summary>When set, a row's every problem is added here; otherwise the first one ends the row.</summary>
    public List<ReadProblem>? All { get; init; }

    /// <summary>The reason why the last row was not taken.</summary>
    public ReadProblem Problem { get; private set; }

    /// <param name="withItem">False leaves out SKU, name and category, which a count does not need.</param>
    public bool TryMap(DelimitedReader row, bool withItem, ref MappedRow mapped)
    {
        Problem = default;
        refusals = 0;
        mapped = default;
        mapped.RowNumber = row.RowNumber;
        if (row.IsUnreadable)
            return Refuse(row, ReadCodes.UnreadableText);
        if (row.HasTooManyFields)
            return Refuse(row, ReadCodes.TooManyFields);
        if (IsRagged(row))
            return Refuse(row, ReadCodes.RaggedRow, value: row.FieldCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!MapOrder(row, ref mapped) || !MapDate(row, ref mapped) || !MapAmounts(row, ref mapped) || !MapMember(row, ref mapped))
            return false;
        mapped.Store = Text(row, PurchaseField.Store);
        mapped.Country = Text(row, PurchaseField.Country);
        mapped.Currency = Text(row, PurchaseField.Currency);
        if (withItem)
        {
            mapped.Sku = Text(row, PurchaseField.Sku);
            mapped.Name = Text(row, PurchaseField.Description);
            (mapped.Category, mapped.EarnsPoints, mapped.LineKind) = items.Of(mapped.Sku, mapped.Name);
            if (Has(PurchaseField.Category))
                mapped.Category = Text(row, PurchaseField.Category);
            mapped.Brand = Text(row, PurchaseField.Brand) is { Length: > Bounds.BrandLength } tooLong ? tooLong[..Bounds.BrandLength] : Text(row, PurchaseField.Brand);
            if (LineKinds.Of(Text(row, PurchaseField.LineKind)) is { } kind)
                mapped.LineKind = kind;
        }

        return Problem.Code is null;
    }

    /// <summary>Fields beyond the header may be there as long as they are empty: some exports end every row with a delimiter.</summary>
    private bool IsRagged(DelimitedReader row)
    {
        for (var i = columns; i < row.FieldCount; i++)
        {
            if (!row[i].IsWhiteSpace())
                return true;
        }

        return row.FieldCount < columns;
    }

    private bool MapOrder(DelimitedReader row, ref MappedRow mapped)
    {
        var number = Cell(row, PurchaseField.OrderNumber);
        if (number.IsEmpty)
            return Refuse(row, ReadCodes.MissingOrder, PurchaseField.OrderNumber);
        if (number.Length > Bounds.ReferenceLength)
            return Refuse(row, ReadCodes.OrderTooLong, PurchaseField.OrderNumber, number);
        mapped.Reference = Repeated(PurchaseField.OrderNumber, number);
        var isReturn = returnPrefix.Length > 0 && number.StartsWith(returnPrefix, StringComparison.OrdinalIgnoreCase);
        mapped.Kind = isReturn ? DocumentKind.Return : DocumentKind.Sale;
        var digits = isReturn ? number[returnPrefix.Length..] : number;
        return !mapping.OrderNumbersAreDigits || (!digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9'))
            || Refuse(row, ReadCodes.Adjustment, PurchaseField.OrderNumber, number);
    }

    private bool MapDate(DelimitedReader row, ref MappedRow mapped)
    {
        var text = Cell(row, PurchaseField.Date);
        if (text.IsEmpty)
            return Refuse(row, ReadCodes.MissingDate, PurchaseField.Date);
        if (!text.SequenceEqual(lastDateText.AsSpan(0, Math.Max(0, lastDateLength))))
        {
            lastDateLength = -1;
            if (text.Length > lastDateText.Length || !DateText.TryParse(text, dateOrder, out lastLocal, out var offset))
                return Refuse(row, ReadCodes.UnreadableDate, PurchaseField.Date, text);
            if (lastLocal.Year is < 1970 or > 2100)
                return Refuse(row, ReadCodes.DateOutOfRange, PurchaseField.Date, text);
            lastUtc = offset is { } given ? DateTime.SpecifyKind(lastLocal - given, DateTimeKind.Utc) : null;
            if (lastUtc is { } utc)
                lastLocal = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
            text.CopyTo(lastDateText);
            lastDateLength = text.Length;
        }

        mapped.Local = lastLocal;
        mapped.Utc = lastUtc;
        return true;
    }

    private bool MapAmounts(DelimitedReader row, ref MappedRow mapped)
    {
        var byAmount = Has(PurchaseField.LineAmount);
        var moneyField = byAmount ? PurchaseField.LineAmount : PurchaseField.UnitPrice;
        var before = refusals;
        var quantity = 1m;
        if (Has(PurchaseField.Quantity) && !TryNumber(row, PurchaseField.Quantity, MaxQuantity, out quantity))
            return false;
        if (!TryNumber(row, moneyField, byAmount ? MaxAmount : MaxQuantity, out var money))
            return false;
        if (refusals > before)
            return true;

        if (mapping.Returns.Style == ReturnStyle.NegativeQuantity && (Has(PurchaseField.Quantity) ? quantity < 0 : byAmount && money < 0))
            mapped.Kind = DocumentKind.Return;
        var isReturn = mapped.Kind == DocumentKind.Return;
        if (isReturn)
        {
            var mustBeNegative = mapping.Returns.Style == ReturnStyle.OrderPrefix && mapping.Returns.NegativeQuantities && Has(PurchaseField.Quantity);
            var isWrong = quantity == 0 || (mustBeNegative && quantity > 0);
            if (isWrong && !Refuse(row, ReadCodes.ReturnQuantityNotNegative, PurchaseField.Quantity, Cell(row, PurchaseField.Quantity)))
                return false;
            quantity = Math.Abs(quantity);
            money = byAmount ? Math.Abs(money) : money;
        }
        else if (quantity <= 0 && !Refuse(row, ReadCodes.QuantityNotPositive, PurchaseField.Quantity, Cell(row, PurchaseField.Quantity)))
        {
            return false;
        }

        if (money <= 0)
            return Refuse(row, byAmount ? ReadCodes.AmountNotPositive : ReadCodes.PriceNotPositive, moneyField, Cell(row, moneyField));
        mapped.Quantity = quantity;
        mapped.NetAmount = byAmount ? money : quantity * money;
        mapped.Key = TextHash.Of(mapped.Reference, (ulong)mapped.Kind);
        return true;
    }

    private bool MapMember(DelimitedReader row, ref MappedRow mapped)
    {
        var key = Cell(row, PurchaseField.MemberKey);
        if (mapping.MemberKeysAreWholeNumbers)
            key = WithoutFraction(key);
        if (key.Length > Bounds.CustomerLength)
            return Refuse(row, ReadCodes.MemberTooLong, PurchaseField.MemberKey, key);
        mapped.MemberKey = key.IsEmpty ? null : Repeated(PurchaseField.MemberKey, key);
        mapped.MemberEmail = Text(row, PurchaseField.MemberEmail);
        mapped.MemberPhone = Text(row, PurchaseField.MemberPhone);
        mapped.MemberName = Text(row, PurchaseField.MemberName);
        return true;
    }

    /// <summary>False only when the row is done with.</summary>
    private bool TryNumber(DelimitedReader row, PurchaseField field, decimal limit, out decimal value)
    {
        value = 0;
        var text = Cell(row, field);
        if (text.IsEmpty)
            return Refuse(row, ReadCodes.MissingNumber, field);
        if (!NumberText.TryParse(text, mapping.DecimalSeparator, out value))
            return Refuse(row, ReadCodes.UnreadableNumber, field, text);
        return Math.Abs(value) <= limit || Refuse(row, ReadCodes.NumberOutOfRange, field, text);
    }

    private static ReadOnlySpan<char> WithoutFraction(ReadOnlySpan<char> key)
    {
        var point = key.IndexOf('.');
        var isWhole = point > 0 && !key[..point].ContainsAnyExceptInRange('0', '9') && !key[(point + 1)..].ContainsAnyExcept('0');
        return isWhole ? key[..point] : key;
    }

    private bool Has(PurchaseField field) => columnOf[(int)field] >= 0;

    /// <summary>The trimmed field; <c>="00123"</c>, which spreadsheets use to keep leading zeros, is 00123.</summary>
    private ReadOnlySpan<char> Cell(DelimitedReader row, PurchaseField field)
    {
        var column = columnOf[(int)field];
        if (column < 0 || column >= row.FieldCount)
            return [];
        var text = row[column].Trim();
        return text.Length > 3 && text[0] == '=' && text[1] == '"' && text[^1] == '"' ? text[2..^1] : text;
    }

    /// <summary>Null when empty or not mapped; cut to 200 characters, which no name in a catalogue needs.</summary>
    private string? Text(DelimitedReader row, PurchaseField field)
    {
        if (!Has(field))
            return null;
        var text = Cell(row, field);
        return text.IsEmpty ? null : Repeated(field, text.Length > MaxTextLength ? text[..MaxTextLength] : text);
    }

    /// <summary>Most columns say the same as in the row before.</summary>
    private string Repeated(PurchaseField field, ReadOnlySpan<char> text)
    {
        ref var last = ref lastText[(int)field];
        if (last is null || !text.SequenceEqual(last))
            last = strings.Get(text);
        return last;
    }

    private bool Refuse(DelimitedReader row, string code, PurchaseField? field = null, ReadOnlySpan<char> value = default)
    {
        string? heading = null;
        if (field is { } named)
        {
            var column = columnOf[(int)named];
            heading = column >= 0 && column < headings.Count && headings[column].Length > 0 ? headings[column] : named.ToString();
        }

        var problem = new ReadProblem(row.RowNumber, code, heading, value.IsEmpty ? null : ReadProblem.Shorten(value));
        if (Problem.Code is null)
            Problem = problem;
        refusals++;
        All?.Add(problem);

        // A row that is not even cut right has nothing more to say.
        return All is not null && field is not null;
    }
}
