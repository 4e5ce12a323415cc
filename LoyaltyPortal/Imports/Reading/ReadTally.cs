namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// How far a reading is and what it made of the rows. At any moment lines read = lines taken + all lines skipped. Blank rows and the
/// header are not lines.
/// </summary>
public sealed class ReadTally
{
    private readonly SortedDictionary<string, long> skipped = new(StringComparer.Ordinal);

    public long LinesRead { get; private set; }

    public long LinesTaken { get; private set; }

    /// <summary>How many rows were left out for each reason.</summary>
    public IReadOnlyDictionary<string, long> LinesSkipped => skipped;

    /// <summary>Bytes of the file consumed, before decompression.</summary>
    public long BytesRead { get; internal set; }

    /// <summary>Why reading stopped early; documents that were still open at that point are not delivered.</summary>
    public ReadProblem? Fault { get; internal set; }

    internal void Take()
    {
        LinesRead++;
        LinesTaken++;
    }

    internal void Skip(string code)
    {
        LinesRead++;
        skipped[code] = skipped.GetValueOrDefault(code) + 1;
    }

    /// <summary>The line just taken turns out not to count.</summary>
    internal void TakeBack(string code)
    {
        LinesTaken--;
        skipped[code] = skipped.GetValueOrDefault(code) + 1;
    }
}
