namespace LoyaltyPortal.Imports.Reading;

/// <param name="Cells">The row as it stands in the file, each cell at most 120 characters.</param>
/// <param name="Problems">All of the row's problems; the first is the reason it would be skipped.</param>
/// <param name="Line">What the row becomes, when it can be taken.</param>
public sealed record PreviewRow(long RowNumber, IReadOnlyList<string> Cells, IReadOnlyList<ReadProblem> Problems, PreviewLine? Line);

public sealed record PreviewLine(
    string Reference, DocumentKind Kind, DateTime OccurredAtLocal, string? MemberKey, string? StoreKey, SourceLine Line);

/// <param name="Faults">Why there are no rows, or no more: the mapping, or the file.</param>
public sealed record PreviewResult(IReadOnlyList<string> Headings, IReadOnlyList<PreviewRow> Rows, IReadOnlyList<ReadProblem> Faults);

/// <summary>The first rows of a file as a mapping reads them, for the page where the mapping is made.</summary>
public static class Preview
{
    public const int MaxRows = 200;
    private const int MaxCells = 200;

    public static async Task<PreviewResult> ReadAsync(PurchaseFile file, int rows = 20, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (file.Mapping.Validate() is [_, ..] invalid)
            return new PreviewResult([], [], invalid);
        var (reader, headings, fault) = await file.OpenRowsAsync(cancellation);
        await using var opened = reader;
        if (fault is { } refused)
            return new PreviewResult(headings, [], [refused]);

        var problems = new List<ReadProblem>();
        var mapper = new RowMapper(file.Mapping, file.Options, headings, headings.Count) { All = problems };
        var previewed = new List<PreviewRow>();
        var pending = !file.Mapping.HasHeader;
        while (previewed.Count < Math.Min(rows, MaxRows) && (pending || await reader.ReadAsync(cancellation)))
        {
            pending = false;
            if (!reader.IsBlank)
                previewed.Add(Map(reader, mapper, problems));
        }

        var end = reader.Fault ?? (previewed.Count == 0 ? new ReadProblem(0, ReadCodes.NoRows) : null);
        return new PreviewResult(headings, previewed, end is { } last ? [last] : []);
    }

    private static PreviewRow Map(DelimitedReader reader, RowMapper mapper, List<ReadProblem> problems)
    {
        problems.Clear();
        var row = default(MappedRow);
        PreviewLine? line = null;
        if (mapper.TryMap(reader, withItem: true, ref row))
        {
            line = new PreviewLine(
                row.Reference, row.Kind, row.Local, row.MemberKey, row.Store,
                new SourceLine(row.RowNumber, row.Sku, row.Name, row.Category, row.Quantity, row.NetAmount, row.EarnsPoints) { Brand = row.Brand, Kind = row.LineKind });
        }

        var cells = new string[Math.Min(reader.FieldCount, MaxCells)];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = ReadProblem.Shorten(reader[i]);
        return new PreviewRow(reader.RowNumber, cells, [.. problems], line);
    }
}
