using Radzen.Documents.Spreadsheet;

namespace LoyaltyPortal.Platform.Export;

/// <summary>A cell of a workbook: text as people read it, or a number that can be counted with.</summary>
/// <param name="Number">Null: it is text.</param>
/// <param name="IsShare">The number is a share of one and shows as a percentage.</param>
public readonly record struct XlsxCell(string Text, decimal? Number = null, bool IsShare = false);

/// <summary>Workbooks of one sheet. Text is stored as text: whatever people wrote, no program takes it for a formula.</summary>
public static class Xlsx
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Longer names of sheets, and some signs in them, are refused by spreadsheets.</summary>
    private const int NameLength = 31;

    public static byte[] Write(string name, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<XlsxCell>> rows)
    {
        var book = new Workbook();
        var sheet = book.AddSheet(SheetName(name), rows.Count + 1, Math.Max(1, columns.Count));
        foreach (var (column, title) in columns.Index())
        {
            var cell = sheet.Cells[0, column];
            cell.Value = title;
            cell.Format = new Format { Bold = true };
        }

        foreach (var (index, row) in rows.Index())
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

        using var file = new MemoryStream();
        book.SaveToStream(file);
        return file.ToArray();
    }

    private static string SheetName(string name)
    {
        var plain = string.Concat(name.Where(sign => !"[]:*?/\\'".Contains(sign)));
        return plain.Length <= NameLength ? plain : plain[..NameLength];
    }
}
