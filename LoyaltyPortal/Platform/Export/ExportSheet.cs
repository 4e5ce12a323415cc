namespace LoyaltyPortal.Platform.Export;

/// <summary>A cell of a file: text as people read it, or a number that can be counted with.</summary>
/// <param name="Number">Null: it is text.</param>
/// <param name="IsShare">The number is a share of one and shows as a percentage.</param>
public readonly record struct ExportCell(string Text, decimal? Number = null, bool IsShare = false);

/// <summary>A table as a file: as CSV, or as a sheet of a workbook.</summary>
public sealed record ExportSheet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ExportCell>> Rows);
