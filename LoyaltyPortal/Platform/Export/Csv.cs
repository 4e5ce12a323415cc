using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Platform.Export;

/// <summary>Files that a spreadsheet opens.</summary>
public static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>A quoted cell. What a spreadsheet would take for a formula gets an apostrophe in front: people wrote it.</summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = value.TrimStart() is ['=' or '+' or '-' or '@', ..] || value[0] is '\t' or '\r' or '\n' ? "'" + value : value;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A whole file. Numbers stand without separators, and what is negative is no formula.</summary>
    public static byte[] Write(ExportSheet sheet)
    {
        var file = new StringBuilder(Row(sheet.Columns));
        foreach (var row in sheet.Rows)
            file.AppendJoin(',', row.Select(cell => cell.Number is { } number ? $"\"{number.ToString("0.######", CultureInfo.InvariantCulture)}\"" : Cell(cell.Text))).Append("\r\n");

        // The byte order mark is what tells a spreadsheet that this is UTF-8.
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(file.ToString())];
    }

    public static string Row(params IEnumerable<string?> cells) => string.Join(",", cells.Select(Cell)) + "\r\n";
}
