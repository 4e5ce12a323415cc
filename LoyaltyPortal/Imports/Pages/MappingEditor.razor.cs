using System.Globalization;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

public sealed partial class MappingEditor
{
    private static readonly (char Character, string Name)[] Delimiters = [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Pipe")];

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Parameter, EditorRequired]
    public required ColumnMapping Mapping { get; set; }

    [Parameter]
    public int StoreId { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<FileColumn> Columns { get; set; }

    /// <summary>What the beginning of the file told.</summary>
    [Parameter, EditorRequired]
    public required SniffResult Sniffed { get; set; }

    [Parameter]
    public IReadOnlyList<StoreView> Stores { get; set; } = [];

    /// <summary>Another kind of file was chosen, by its key: everything is suggested anew.</summary>
    [Parameter]
    public EventCallback<string> OnPreset { get; set; }

    /// <summary>The mapping with another way to cut the file into columns.</summary>
    [Parameter]
    public EventCallback<ColumnMapping> OnDialect { get; set; }

    /// <summary>The mapping with another meaning of what the columns hold.</summary>
    [Parameter]
    public EventCallback<ColumnMapping> OnMapping { get; set; }

    [Parameter]
    public EventCallback<int> OnStore { get; set; }

    private DateOrder Order => DateText.OrderOf(Mapping.DateFormat) ?? DateOrder.YearMonthDay;

    private SniffedColumn? DateColumn =>
        Mapping.Columns.TryGetValue(PurchaseField.Date, out var index) ? Sniffed.Columns.FirstOrDefault(column => column.Index == index) : null;

    /// <summary>A date of the file that can be read in several ways, and the ways; null when there is no doubt.</summary>
    private (string Value, IReadOnlyList<string> Formats)? DateQuestion
    {
        get
        {
            if (DateColumn is not { IsDateAmbiguous: true } column)
                return null;
            var telling = column.Samples.FirstOrDefault(sample => column.DateFormats.Select(format => Read(sample, format)).Distinct().Count() > 1);
            return telling is null ? null : (telling, column.DateFormats);
        }
    }

    private bool IsDecimalAmbiguous => Sniffed.Columns.All(column => column.DecimalSeparator is null)
        && Sniffed.Columns.Any(column => column.IsDecimalAmbiguous && FieldOf(column.Index) is PurchaseField.Quantity or PurchaseField.UnitPrice or PurchaseField.LineAmount);

    private PurchaseField? FieldOf(int column)
    {
        foreach (var (field, index) in Mapping.Columns)
        {
            if (index == column)
                return field;
        }

        return null;
    }

    private string NameOf(FileColumn column) => column.Heading.Length switch
    {
        0 => Text["Map.Column.Number", column.Index + 1],
        > 60 => column.Heading[..59] + "…",
        _ => column.Heading,
    };

    /// <summary>A field comes from one column and a column holds one field: the newer choice takes it from the older.</summary>
    private ColumnMapping Assign(int column, string? chosen)
    {
        var columns = Mapping.Columns.Where(known => known.Value != column).ToDictionary(known => known.Key, known => known.Value);
        if (Enum.TryParse<PurchaseField>(chosen, out var field))
            columns[field] = column;
        var changed = Mapping with { Columns = columns };
        var dates = columns.TryGetValue(PurchaseField.Date, out var index) ? Sniffed.Columns.FirstOrDefault(sniffed => sniffed.Index == index)?.DateFormats : null;
        return dates is [var likeliest, ..] && !dates.Contains(changed.DateFormat) ? changed with { DateFormat = likeliest } : changed;
    }

    /// <summary>The file's own way to write that order where it is known.</summary>
    private string FormatOf(DateOrder order) => DateColumn?.DateFormats.FirstOrDefault(format => DateText.OrderOf(format) == order) ?? order switch
    {
        DateOrder.DayMonthYear => "d/M/yyyy HH:mm",
        DateOrder.MonthDayYear => "M/d/yyyy HH:mm",
        _ => "yyyy-MM-dd HH:mm:ss",
    };

    private static DateOnly? Read(string value, string format) =>
        DateText.OrderOf(format) is { } order && DateText.TryParse(value, order, out var local, out _) ? DateOnly.FromDateTime(local) : null;

    private static string Reading(string value, string format) => Read(value, format)?.ToString("d MMMM yyyy", CultureInfo.CurrentCulture) ?? format;
}
