namespace LoyaltyPortal.Imports.Reading;

/// <summary>The rows of a file that can be taken, one after the other; the others are reported and counted.</summary>
internal sealed class PurchaseRows : IAsyncDisposable
{
    private readonly DelimitedReader reader;
    private readonly RowMapper mapper;
    private readonly bool withItems;
    private readonly Action<ReadProblem>? report;
    private bool firstRowPending;
    private MappedRow row;

    private PurchaseRows(DelimitedReader reader, RowMapper mapper, bool withItems, bool firstRowPending, ReadTally tally, Action<ReadProblem>? report)
    {
        this.reader = reader;
        this.mapper = mapper;
        this.withItems = withItems;
        this.firstRowPending = firstRowPending;
        this.report = report;
        Tally = tally;
    }

    public ReadTally Tally { get; }

    public ref readonly MappedRow Row => ref row;

    /// <summary>Null, with the reason in the tally, when the file is not one that this mapping can read.</summary>
    public static async ValueTask<PurchaseRows?> OpenAsync(
        PurchaseFile file, bool withItems, ReadTally tally, Action<ReadProblem>? report, CancellationToken cancellation)
    {
        if (file.Mapping.Validate() is [var invalid, ..])
            return Refuse(invalid);
        var (reader, headings, fault) = await file.OpenRowsAsync(cancellation);
        if (fault is { } refused)
        {
            await reader.DisposeAsync();
            return Refuse(refused);
        }

        var mapper = new RowMapper(file.Mapping, file.Options, headings, headings.Count);
        return new PurchaseRows(reader, mapper, withItems, !file.Mapping.HasHeader, tally, report);

        PurchaseRows? Refuse(ReadProblem problem)
        {
            tally.Fault = problem;
            report?.Invoke(problem);
            return null;
        }
    }

    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        while (firstRowPending || await reader.ReadAsync(cancellation))
        {
            firstRowPending = false;
            Tally.BytesRead = reader.BytesRead;
            if (reader.IsBlank)
                continue;
            if (mapper.TryMap(reader, withItems, ref row))
            {
                Tally.Take();
                return true;
            }

            Tally.Skip(mapper.Problem.Code);
            report?.Invoke(mapper.Problem);
        }

        End();
        return false;
    }

    /// <summary>Leaves out the row that was just taken.</summary>
    public void TakeBack(string code)
    {
        Tally.TakeBack(code);
        report?.Invoke(new ReadProblem(row.RowNumber, code, Value: row.Reference));
    }

    public void Note(string code, string? value) => report?.Invoke(new ReadProblem(row.RowNumber, code, Value: value));

    public void Stop(string code, string? value = null)
    {
        Tally.Fault = new ReadProblem(row.RowNumber, code, Value: value);
        report?.Invoke(Tally.Fault.Value);
    }

    public ValueTask DisposeAsync()
    {
        Tally.BytesRead = reader.BytesRead;
        return reader.DisposeAsync();
    }

    private void End()
    {
        Tally.BytesRead = reader.BytesRead;
        if (reader.Fault is { } fault)
        {
            Tally.Fault = fault;

            // The row that broke the reading off was begun: it counts, or the sum would not come out.
            if (fault.RowNumber > 0 && fault.Code != ReadCodes.TooManyBlankRows)
                Tally.Skip(fault.Code);
        }
        else if (Tally.LinesRead == 0)
        {
            Tally.Fault = new ReadProblem(0, ReadCodes.NoRows);
        }

        if (Tally.Fault is { } reported)
            report?.Invoke(reported);
    }
}
