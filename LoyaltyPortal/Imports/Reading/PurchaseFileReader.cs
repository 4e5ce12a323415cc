using System.Runtime.CompilerServices;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// Reads a purchase file as documents, one at a time. Two passes: <see cref="ScanAsync"/> counts and finds the orders whose rows do not
/// stand together, <see cref="ReadAsync"/> delivers.
/// </summary>
public sealed class PurchaseFileReader(PurchaseFile file)
{
    private readonly ReadLimits limits = file.Options.Limits;

    /// <summary>The dry run. Nothing of the file is kept but counts and hashes.</summary>
    /// <param name="tally">Filled as the reading goes on, for a progress bar.</param>
    /// <param name="report">Gets every problem, in the order of the rows.</param>
    public Task<ScanResult> ScanAsync(ReadTally? tally = null, Action<ReadProblem>? report = null, CancellationToken cancellation = default) =>
        new Scan(file, tally ?? new ReadTally(), report).RunAsync(cancellation);

    /// <summary>
    /// The documents, in the order of their last row: always the same order, so that a reading can be resumed after any document, by
    /// the row or by skipping as many as were delivered. When the tally has a fault at the end, what was still open is held back.
    /// </summary>
    /// <param name="scattered">From the scan of the same file with the same mapping.</param>
    /// <param name="afterRow">Only documents that end after this row are delivered: the last row of the last one delivered before.</param>
    public async IAsyncEnumerable<SourceDocument> ReadAsync(
        ScatteredOrders scattered,
        long afterRow = 0,
        ReadTally? tally = null,
        Action<ReadProblem>? report = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        tally ??= new ReadTally();
        await using var rows = await PurchaseRows.OpenAsync(file, withItems: true, tally, report, cancellation);
        if (rows is null)
            yield break;

        var waiting = new Dictionary<ulong, List<DocumentBuilder>>();
        var waitingLines = 0;
        var seen = new HashSet<(string, DocumentKind)>();
        var single = new DocumentBuilder(file.Options.Zone);
        DocumentBuilder? current = null;
        while (await rows.NextAsync(cancellation))
        {
            if (IsDuplicate(rows, scattered, seen))
                continue;
            if (current is not null && !current.IsOf(rows.Row))
            {
                if (current == single && current.LastRow > afterRow)
                    yield return current.Build();
                current = null;
            }

            var mustWait = file.Mapping.Shape == FileShape.Lines && scattered.LastRows.ContainsKey(rows.Row.Key);
            current ??= mustWait ? Waiting(waiting, rows.Row) : single.Begin(rows.Row);
            current.Add(rows);
            if (current.LineCount > limits.MaxLinesPerOrder)
                rows.Stop(ReadCodes.OrderTooLarge, rows.Row.Reference);
            else if (mustWait && ++waitingLines > limits.MaxScatteredLines)
                rows.Stop(ReadCodes.OrdersTooScattered);
            if (tally.Fault is not null)
                yield break;

            if (mustWait && rows.Row.RowNumber >= scattered.LastRows[rows.Row.Key])
            {
                current = null;
                var row = rows.Row.RowNumber;
                waiting.Remove(rows.Row.Key, out var complete);
                foreach (var document in complete!)
                {
                    waitingLines -= document.LineCount;
                    if (row > afterRow)
                        yield return document.Build();
                }
            }
        }

        if (tally.Fault is null && current == single && current.LastRow > afterRow)
            yield return current.Build();
    }

    /// <summary>With one row per order, an order number that came before. Two numbers with one hash are told apart here.</summary>
    private bool IsDuplicate(PurchaseRows rows, ScatteredOrders scattered, HashSet<(string, DocumentKind)> seen)
    {
        ref readonly var row = ref rows.Row;
        if (file.Mapping.Shape != FileShape.Orders || !scattered.LastRows.ContainsKey(row.Key) || seen.Add((row.Reference, row.Kind)))
            return false;
        rows.TakeBack(ReadCodes.DuplicateOrder);
        return true;
    }

    private DocumentBuilder Waiting(Dictionary<ulong, List<DocumentBuilder>> waiting, in MappedRow row)
    {
        if (!waiting.TryGetValue(row.Key, out var sameHash))
            waiting.Add(row.Key, sameHash = []);
        foreach (var builder in sameHash)
        {
            if (builder.IsOf(row))
                return builder;
        }

        var added = new DocumentBuilder(file.Options.Zone).Begin(row);
        sameHash.Add(added);
        return added;
    }
}
