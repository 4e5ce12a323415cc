namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// Counts a file without keeping its documents: rows that stand together are added up as a run, and of each order only a hash, its line
/// count and whether it is identified remain.
/// </summary>
internal sealed class Scan(PurchaseFile file, ReadTally tally, Action<ReadProblem>? sink)
{
    private const int MaxProblems = 200;
    private const int MaxNames = 100;
    private const int IdentifiedFlag = 1 << 30;

    private readonly ReadLimits limits = file.Options.Limits;
    private readonly KeyTable orders = new();
    private readonly KeyTable members = new();
    private readonly Dictionary<ulong, long> scattered = [];
    private readonly List<ReadProblem> problems = [];
    private readonly List<string> currencies = [];
    private readonly List<string> stores = [];
    private readonly Totals sales = new();
    private readonly Totals returns = new();
    private Run run;
    private long scatteredLines;
    private bool identifiedLate;
    private DateTime? firstLocal;
    private DateTime? lastLocal;

    public async Task<ScanResult> RunAsync(CancellationToken cancellation)
    {
        await using (var rows = await PurchaseRows.OpenAsync(file, withItems: false, tally, Report, cancellation))
        {
            while (rows is not null && tally.Fault is null && await rows.NextAsync(cancellation))
                Add(rows);
            if (rows is not null)
                CloseRun(rows);
        }

        var result = Result();
        return identifiedLate && result.Fault is null ? await RecountAsync(result, cancellation) : result;
    }

    private void Add(PurchaseRows rows)
    {
        ref readonly var row = ref rows.Row;
        if (file.Mapping.Shape == FileShape.Orders)
        {
            orders.Get(row.Key, out var isNew);
            if (!isNew)
            {
                rows.TakeBack(ReadCodes.DuplicateOrder);
                scattered[row.Key] = row.RowNumber;
                if (scattered.Count > limits.MaxScatteredLines)
                    rows.Stop(ReadCodes.OrdersTooScattered);
                return;
            }

            CloseRun(rows);
            run = new Run { Reference = row.Reference, Kind = row.Kind, Key = row.Key, IsNew = true };
        }
        else if (run.Reference is null || !row.IsOf(run.Reference, run.Kind))
        {
            CloseRun(rows);
            if (tally.Fault is not null)
                return;
            run = new Run { Reference = row.Reference, Kind = row.Kind, Key = row.Key };
        }

        run.Lines++;
        run.LastRow = row.RowNumber;
        run.Net += row.NetAmount;
        if (run.MemberKey is not null && row.MemberKey is not null && run.MemberKey != row.MemberKey)
            rows.Note(ReadCodes.MemberDiffers, row.MemberKey);
        run.MemberKey ??= row.MemberKey;
        run.MemberEmail ??= row.MemberEmail;
        run.MemberPhone ??= row.MemberPhone;
        firstLocal = firstLocal is null || row.Local < firstLocal ? row.Local : firstLocal;
        lastLocal = lastLocal is null || row.Local > lastLocal ? row.Local : lastLocal;
        Remember(currencies, row.Currency);
        Remember(stores, row.Store);
    }

    private void CloseRun(PurchaseRows rows)
    {
        if (run.Reference is null)
            return;
        ref var order = ref orders.Get(run.Key, out var isNew);
        isNew |= run.IsNew;
        var before = order & ~IdentifiedFlag;
        var wasIdentified = (order & IdentifiedFlag) != 0;
        var lines = before + run.Lines;
        var identity = run.MemberKey ?? run.MemberEmail ?? run.MemberPhone;
        var isIdentified = wasIdentified || identity is not null;
        order = lines | (isIdentified ? IdentifiedFlag : 0);
        if (!isNew)
        {
            scatteredLines += scattered.ContainsKey(run.Key) ? run.Lines : lines;
            scattered[run.Key] = run.LastRow;
            identifiedLate |= !wasIdentified && isIdentified;
        }

        var totals = run.Kind == DocumentKind.Sale ? sales : returns;
        totals.Add(isNew, run.Net, isIdentified, isIdentified && !wasIdentified);
        if (run.Kind == DocumentKind.Sale && isIdentified && !wasIdentified)
            members.Get(TextHash.Of(identity), out _)++;
        if (lines > limits.MaxLinesPerOrder)
            rows.Stop(ReadCodes.OrderTooLarge, run.Reference);
        else if (scatteredLines > limits.MaxScatteredLines)
            rows.Stop(ReadCodes.OrdersTooScattered);
        else if (orders.Count > limits.MaxOrders)
            rows.Stop(ReadCodes.TooManyOrders);
        run = default;
    }

    /// <summary>
    /// An order whose first rows name no member and whose later rows do, apart from one another: only the documents themselves can
    /// tell the identified amounts then. Rare, and still exact.
    /// </summary>
    private async Task<ScanResult> RecountAsync(ScanResult counted, CancellationToken cancellation)
    {
        var (sold, returned, buyers) = (new Totals(), new Totals(), new KeyTable());
        var reader = new PurchaseFileReader(file);
        await foreach (var document in reader.ReadAsync(counted.Scattered, cancellation: cancellation))
        {
            (document.Kind == DocumentKind.Sale ? sold : returned)
                .Add(true, document.Lines.Sum(l => l.NetAmount), document.IsIdentified, document.IsIdentified);
            if (document is { Kind: DocumentKind.Sale, IsIdentified: true })
                buyers.Get(TextHash.Of(document.MemberKey ?? document.MemberEmail ?? document.MemberPhone), out _)++;
        }

        return counted with
        {
            Sales = sold.ToRecord(),
            Returns = returned.ToRecord(),
            Members = buyers.Count,
            MembersWithTwoSales = buyers.CountValues(sales => sales >= 2),
        };
    }

    private ScanResult Result() => new()
    {
        Fault = tally.Fault,
        LinesRead = tally.LinesRead,
        LinesTaken = tally.LinesTaken,
        LinesSkipped = new SortedDictionary<string, long>(tally.LinesSkipped.ToDictionary(), StringComparer.Ordinal),
        Sales = sales.ToRecord(),
        Returns = returns.ToRecord(),
        Members = members.Count,
        MembersWithTwoSales = members.CountValues(count => count >= 2),
        FirstLocal = firstLocal,
        LastLocal = lastLocal,
        Currencies = currencies,
        Stores = stores,
        FirstProblems = problems,
        Scattered = new ScatteredOrders(scattered),
    };

    private void Report(ReadProblem problem)
    {
        if (problems.Count < MaxProblems)
            problems.Add(problem);
        sink?.Invoke(problem);
    }

    private static void Remember(List<string> names, string? name)
    {
        if (name is not null && names.Count < MaxNames && (names.Count == 0 || !ReferenceEquals(names[^1], name)) && !names.Contains(name))
            names.Add(name);
    }

    private struct Run
    {
        public string? Reference;
        public DocumentKind Kind;
        public ulong Key;
        public bool IsNew;
        public int Lines;
        public long LastRow;
        public decimal Net;
        public string? MemberKey;
        public string? MemberEmail;
        public string? MemberPhone;
    }

    private sealed class Totals
    {
        private long documents;
        private decimal net;
        private long identifiedDocuments;
        private decimal identifiedNet;

        public void Add(bool isNew, decimal amount, bool isIdentified, bool isNewlyIdentified)
        {
            documents += isNew ? 1 : 0;
            net += amount;
            identifiedDocuments += isNewlyIdentified ? 1 : 0;
            identifiedNet += isIdentified ? amount : 0;
        }

        public DocumentTotals ToRecord() => new(documents, net, identifiedDocuments, identifiedNet);
    }
}
