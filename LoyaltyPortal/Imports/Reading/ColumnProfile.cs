namespace LoyaltyPortal.Imports.Reading;

/// <summary>What the values of one column have in common.</summary>
internal sealed class ColumnProfile
{
    private const int MaxSamples = 5;

    /// <summary>One value in twenty may be dirt before the column is taken for text.</summary>
    private const int DirtShare = 20;

    private static readonly DateOrder[] Orders = [DateOrder.YearMonthDay, DateOrder.DayMonthYear, DateOrder.MonthDayYear];

    public ColumnProfile(IEnumerable<string> cells, bool isNamedDate)
    {
        var values = cells.Where(v => v.Length > 0).ToList();
        Samples = [.. values.Distinct(StringComparer.Ordinal).Take(MaxSamples).Select(v => ReadProblem.Shorten(v))];
        if (values.Count == 0)
            return;

        DateFormats = FindDateFormats(values, isNamedDate);
        if (DateFormats.Count > 0)
        {
            Content = ColumnContent.Date;
            return;
        }

        Content = IsNumeric(values) ? ColumnContent.Number : ColumnContent.Text;
        if (Content == ColumnContent.Number)
            FindDecimalSeparator(values);
    }

    public IReadOnlyList<string> Samples { get; }

    public ColumnContent Content { get; } = ColumnContent.Empty;

    public char? DecimalSeparator { get; private set; }

    public bool IsDecimalAmbiguous { get; private set; }

    public IReadOnlyList<string> DateFormats { get; } = [];

    public static bool LooksLikeValue(string cell) =>
        IsNumber(cell) || Orders.Any(order => DateText.TryParse(cell, order, out _, out _));

    private static bool IsNumber(string value) => NumberText.TryParse(value, '.', out _) || NumberText.TryParse(value, ',', out _);

    private static bool IsNumeric(List<string> values) => values.Count(v => !IsNumber(v)) * DirtShare <= values.Count;

    /// <summary>
    /// A separator that is not followed by exactly three digits is decimal; where both occur the last one is; one that occurs twice
    /// groups. What is left could be either.
    /// </summary>
    private void FindDecimalSeparator(List<string> values)
    {
        int point = 0, comma = 0, either = 0;
        foreach (var value in values)
        {
            var asPoint = NumberText.TryParse(value, '.', out var p);
            var asComma = NumberText.TryParse(value, ',', out var c);
            if (asPoint && asComma)
                either += p != c ? 1 : 0;
            else if (asPoint)
                point++;
            else if (asComma)
                comma++;
        }

        if (point != comma)
            DecimalSeparator = point > comma ? '.' : ',';
        IsDecimalAmbiguous = DecimalSeparator is null && either > 0;
    }

    private static List<string> FindDateFormats(List<string> values, bool isNamedDate)
    {
        // Eight digits on end are an article number unless the heading says otherwise.
        if (!isNamedDate && values.Any(v => v.All(char.IsAsciiDigit)))
            return [];
        var formats = new List<(string Format, int Unread)>();
        foreach (var order in Orders)
        {
            var unread = values.Count(v => !DateText.TryParse(v, order, out var date, out _) || date.Year is < 1970 or > 2100);
            if (unread * DirtShare <= values.Count)
                formats.Add((Describe(order, values), unread));
        }

        if (formats.Count == 0)
            return [];

        // An order that reads more of the values than another is proved by the difference.
        var least = formats.Min(f => f.Unread);
        var candidates = formats.Where(f => f.Unread == least).Select(f => f.Format).ToList();
        // A year that comes first leaves no doubt; points between the numbers are only used where the day comes first.
        if (candidates.Count > 1 && values.Any(v => char.IsAsciiDigit(v[0]) && v.IndexOfAny(['-', '/', '.']) == 4))
            return candidates[..1];
        if (candidates.Count > 1 && candidates[0].Contains('.', StringComparison.Ordinal))
            return candidates[..1];
        if (candidates.Count > 1 && candidates[0].EndsWith("tt", StringComparison.Ordinal))
            candidates.Reverse();
        return candidates;
    }

    private static string Describe(DateOrder order, List<string> values)
    {
        var sample = values.Find(v => DateText.TryParse(v, order, out _, out _)) ?? values[0];
        var separatorAt = sample.AsSpan().IndexOfAny("-/.");
        if (separatorAt < 0)
            return "yyyyMMdd" + Time(sample, 8);
        var separator = sample[separatorAt];
        var last = sample.LastIndexOf(separator, Math.Min(sample.Length - 1, 9));
        var yearDigits = order == DateOrder.YearMonthDay ? separatorAt : CountDigits(sample, last + 1);
        var year = yearDigits == 2 ? "yy" : "yyyy";
        var wide = values.TrueForAll(v => HasTwoDigitParts(v, separator));
        var (day, month) = wide ? ("dd", "MM") : ("d", "M");
        var date = order switch
        {
            DateOrder.YearMonthDay => $"{year}{separator}{month}{separator}{day}",
            DateOrder.DayMonthYear => $"{day}{separator}{month}{separator}{year}",
            _ => $"{month}{separator}{day}{separator}{year}",
        };
        return date + Time(sample, last + 1 + CountDigits(sample, last + 1));
    }

    private static bool HasTwoDigitParts(string value, char separator)
    {
        var first = value.IndexOf(separator, StringComparison.Ordinal);
        var second = first < 0 ? -1 : value.IndexOf(separator, first + 1);
        return first is 2 or 4 && second - first == 3 && CountDigits(value, second + 1) is 2 or 4;
    }

    private static int CountDigits(string text, int from)
    {
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - from;
    }

    private static string Time(string sample, int from)
    {
        if (from >= sample.Length)
            return "";
        var colons = sample.Count(c => c == ':');
        var half = char.IsLetter(sample[^1]) && sample[^1] is not ('Z' or 'z');
        var hours = half ? "h" : "HH";
        var separator = sample[from] is 'T' or 't' ? "'T'" : " ";
        return separator + (colons >= 2 ? $"{hours}:mm:ss" : $"{hours}:mm") + (half ? " tt" : "");
    }
}
