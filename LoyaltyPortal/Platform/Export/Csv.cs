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

    public static string Row(params IEnumerable<string?> cells) => string.Join(",", cells.Select(Cell)) + "\r\n";
}
