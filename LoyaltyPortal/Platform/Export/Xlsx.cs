using System.Globalization;
using Radzen.Documents.Spreadsheet;

namespace LoyaltyPortal.Platform.Export;

/// <summary>Workbooks. Text is stored as text: whatever people wrote, no program takes it for a formula.</summary>
public static class Xlsx
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Longer names of sheets, and some signs in them, are refused by spreadsheets.</summary>
    private const int NameLength = 31;

    public static byte[] Write(params IReadOnlyList<ExportSheet> sheets)
    {
        var book = new Workbook();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var sheet in sheets)
            Fill(book, sheet, names);
        using var file = new MemoryStream();
        book.SaveToStream(file);
        return file.ToArray();
    }

    private static void Fill(Workbook book, ExportSheet written, HashSet<string> names)
    {
        var name = SheetName(written.Name);
        for (var copy = 2; !names.Add(name); copy++)
        {
            var end = string.Create(CultureInfo.InvariantCulture, $" {copy}");
            var start = SheetName(written.Name);
            name = (start.Length + end.Length > NameLength ? start[..(NameLength - end.Length)] : start) + end;
        }

        var sheet = book.AddSheet(name, written.Rows.Count + 1, Math.Max(1, written.Columns.Count));
        foreach (var (column, title) in written.Columns.Index())
        {
            var cell = sheet.Cells[0, column];
            cell.Value = title;
            cell.Format = new Format { Bold = true };
        }

        foreach (var (index, row) in written.Rows.Index())
        {
            foreach (var (column, value) in row.Index())
            {
                var cell = sheet.Cells[index + 1, column];
                if (value.Number is { } number)
                    cell.Value = (double)number;
                else
                    cell.Value = value.Text;
                if (value.IsShare)
                    cell.Format = new Format { NumberFormat = "0.0%" };
            }
        }
    }

    private static string SheetName(string name)
    {
        var plain = string.Concat(name.Where(sign => !"[]:*?/\\'".Contains(sign)));
        return plain.Length <= NameLength ? plain : plain[..NameLength];
    }
}
