namespace LoyaltyPortal.Imports.Reading;

/// <summary>What a reading needs besides the mapping. Every limit exists so that no file can make memory grow without end.</summary>
public sealed record ReadOptions
{
    /// <summary>The zone in which the file's dates are local, unless a date carries its own offset.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public ReadLimits Limits { get; init; } = ReadLimits.Default;
}

public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>After decompression.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>A row, in characters, quoted line breaks included.</summary>
    public int MaxRowCharacters { get; init; } = 1 << 20;

    public int MaxFields { get; init; } = 1_000;

    /// <summary>Blank rows on end; a spreadsheet saved with all its empty rows has 1,048,576.</summary>
    public int MaxBlankRowsOnEnd { get; init; } = 1_100_000;

    /// <summary>Distinct orders in one file; the scan keeps 12 bytes in a half-full table for each.</summary>
    public int MaxOrders { get; init; } = 5_000_000;

    public int MaxLinesPerOrder { get; init; } = 50_000;

    /// <summary>Lines of orders whose rows do not stand together, which must wait in memory for their last row.</summary>
    public int MaxScatteredLines { get; init; } = 1_000_000;
}
