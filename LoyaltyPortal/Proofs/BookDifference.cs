namespace LoyaltyPortal.Proofs;

/// <summary>Which part of the books a difference is in. The numbers are stored: never renumber.</summary>
public enum BookPart
{
    /// <summary>The chain of hashes, the account against the replay of its entries, lots and allocations.</summary>
    Ledger = 1,

    /// <summary>An entry without the row that it says it comes from.</summary>
    Source = 2,

    /// <summary>A purchase against its lines, its returns and its entry.</summary>
    Purchase = 3,

    /// <summary>A return against its lines and its entries.</summary>
    Return = 4,

    /// <summary>A report's figure against its recomputation from the books.</summary>
    Aggregate = 5,

    /// <summary>Where a member stands on the ladder, against the days that count and the steps that led there.</summary>
    Standing = 6,

    /// <summary>A redemption against its entries, or a reward's stock against its redemptions.</summary>
    Redemption = 7,

    /// <summary>What was done by hand against its entries: an adjustment, a transfer, a merge, a correction of purchases.</summary>
    Correction = 8,
}

/// <summary>Two places in a merchant's books that do not agree.</summary>
/// <param name="Key">Which row, as its key is read by people.</param>
/// <param name="What">The figure that differs; or the whole finding when there is nothing to compare.</param>
/// <param name="MemberId">Whose row it is, where it is one member's.</param>
public sealed record BookDifference(BookPart Part, string Table, string Key, string What, string? Expected = null, string? Found = null, long? MemberId = null)
{
    /// <summary>For logs and the command line, in English.</summary>
    public string Sentence => Expected is null ? $"{Table} {Key}: {What}." : $"{Table} {Key}: {What} should be {Expected}, but is {Found}.";
}

/// <summary>How much of the books was looked at.</summary>
public sealed record BooksCounts
{
    public long Accounts { get; init; }

    public long Entries { get; init; }

    public long Lots { get; init; }

    public long Allocations { get; init; }

    public long Purchases { get; init; }

    public long Returns { get; init; }

    public long Redemptions { get; init; }

    /// <summary>Adjustments, transfers, merges, and corrections of purchases.</summary>
    public long Corrections { get; init; }

    /// <summary>Rows of the aggregates that were recomputed.</summary>
    public long Figures { get; init; }

    public static BooksCounts operator +(BooksCounts left, BooksCounts right) => new()
    {
        Accounts = left.Accounts + right.Accounts,
        Entries = left.Entries + right.Entries,
        Lots = left.Lots + right.Lots,
        Allocations = left.Allocations + right.Allocations,
        Purchases = left.Purchases + right.Purchases,
        Returns = left.Returns + right.Returns,
        Redemptions = left.Redemptions + right.Redemptions,
        Corrections = left.Corrections + right.Corrections,
        Figures = left.Figures + right.Figures,
    };
}

/// <summary>What a proof found.</summary>
/// <param name="Difference">The first one; null when everything agrees.</param>
public sealed record BooksResult(BooksCounts Counts, BookDifference? Difference);
