namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// The orders whose rows do not stand together (with one row per order: the orders that come twice), as the hash of order number and
/// kind and the last row each has. What a second pass needs to know beforehand. Can be stored as JSON.
/// </summary>
/// <remarks>
/// Two order numbers with the same hash only make the second pass wait for the later of the two: what it delivers stays right.
/// </remarks>
public sealed record ScatteredOrders(IReadOnlyDictionary<ulong, long> LastRows)
{
    public static ScatteredOrders None { get; } = new(new Dictionary<ulong, long>());
}

/// <summary>Documents of one kind. Net amounts are exact: quantity times price, unrounded.</summary>
public sealed record DocumentTotals(long Documents, decimal Net, long IdentifiedDocuments, decimal IdentifiedNet);

/// <summary>What a file holds, found without keeping it: the dry run of an import.</summary>
public sealed record ScanResult
{
    /// <summary>Set when the file cannot be imported as it is. The rest then tells of the rows before.</summary>
    public ReadProblem? Fault { get; init; }

    public required long LinesRead { get; init; }

    public required long LinesTaken { get; init; }

    /// <summary>Reason to count; lines read = lines taken + the sum of these.</summary>
    public required IReadOnlyDictionary<string, long> LinesSkipped { get; init; }

    public required DocumentTotals Sales { get; init; }

    public required DocumentTotals Returns { get; init; }

    /// <summary>Distinct members with a sale.</summary>
    public required long Members { get; init; }

    /// <summary>Distinct members with two sales or more.</summary>
    public required long MembersWithTwoSales { get; init; }

    public DateTime? FirstLocal { get; init; }

    public DateTime? LastLocal { get; init; }

    /// <summary>The first hundred, in the order of their first row. More than one means that the net amounts add different moneys.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>The first hundred, in the order of their first row.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>The first two hundred; the sink got them all.</summary>
    public IReadOnlyList<ReadProblem> FirstProblems { get; init; } = [];

    public required ScatteredOrders Scattered { get; init; }

    /// <summary>What the sales would earn; null where it was not worked out.</summary>
    public PointsEstimate? Points { get; init; }
}

/// <summary>
/// What the sales of a file would earn by the programme in force, worked out by the rules themselves from the file alone. An estimate: what depends on what is in the books already
/// (tiers, limits per day and longer, earlier purchases, orders that are known) shows when it is recorded only.
/// </summary>
/// <param name="Points">Before returns.</param>
/// <param name="Sales">Sales to somebody, which are the only ones that earn.</param>
public sealed record PointsEstimate(long Points, long Sales);
