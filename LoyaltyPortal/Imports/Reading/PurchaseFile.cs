namespace LoyaltyPortal.Imports.Reading;

/// <summary>A file, how to read it, and how to open it once more: every pass begins at its first byte.</summary>
/// <param name="Open">Gives a fresh stream, which the reading disposes of. gzip is recognised.</param>
public sealed record PurchaseFile(Func<Stream> Open, ColumnMapping Mapping, ReadOptions Options)
{
    /// <summary>
    /// Stands after the header; without one, on the first row. The mapping must be valid. The headings are as many as the file has
    /// columns.
    /// </summary>
    internal async ValueTask<(DelimitedReader Reader, IReadOnlyList<string> Headings, ReadProblem? Fault)> OpenRowsAsync(CancellationToken cancellation)
    {
        var limits = Options.Limits;
        var reader = await DelimitedReader.OpenAsync(Open(), Mapping.Encoding, Mapping.Delimiter, Mapping.Quote, limits, cancellation);
        var any = false;
        do
        {
            any = await reader.ReadAsync(cancellation);
        }
        while (any && reader.IsBlank);

        var headings = new List<string>();
        if (!any)
            return (reader, headings, reader.Fault ?? new ReadProblem(0, ReadCodes.EmptyFile));
        if (reader.HasTooManyFields)
            return (reader, headings, new ReadProblem(reader.RowNumber, ReadCodes.TooManyColumns));
        for (var i = 0; i < reader.FieldCount; i++)
            headings.Add(Mapping.HasHeader ? reader[i].Trim().ToString() : "");
        return (reader, headings, FindFault(reader, headings));
    }

    private ReadProblem? FindFault(DelimitedReader reader, List<string> headings)
    {
        if (Mapping.HeaderFingerprint is { } expected && expected != ColumnMapping.FingerprintOf(headings))
            return new ReadProblem(reader.RowNumber, ReadCodes.HeaderDiffers, Value: ReadProblem.Shorten(string.Join(Mapping.Delimiter, headings)));
        foreach (var (field, column) in Mapping.Columns)
        {
            if (column >= headings.Count)
                return new ReadProblem(reader.RowNumber, ReadCodes.ColumnOutOfRange, field.ToString());
        }

        return null;
    }
}
