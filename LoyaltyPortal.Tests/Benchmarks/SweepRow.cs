using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What going through so many of something cost, against a loop of prepared statements: medians over the rounds, times and bytes for each of them.</summary>
internal sealed record SweepRow(
    int Size, int Rounds, double CpuMicroseconds, double LoopCpuMicroseconds, double LoopOverOursCpu, double PerSecond, double LoopOverOursWall, double Statements, double Commits, double Kilobytes,
    double HeldMedianMilliseconds, double HeldP99Milliseconds, double HeldLongestMilliseconds)
{
    /// <param name="rounds">Of each round ours, then the loop.</param>
    /// <param name="figures">What the recording road said in all rounds.</param>
    public static SweepRow Of(int size, IReadOnlyList<Cost[]> rounds, RecordingFigures figures)
    {
        var done = (double)size * rounds.Count;
        return new SweepRow(
            size, rounds.Count,
            rounds.Median(round => round[0].Cpu.TotalMicroseconds / size),
            rounds.Median(round => round[1].Cpu.TotalMicroseconds / size),
            rounds.Median(round => round[1].Cpu / round[0].Cpu),
            rounds.Median(round => size / round[0].Wall.TotalSeconds),
            rounds.Median(round => round[1].Wall / round[0].Wall),
            figures.Statements / done, figures.Commits / done,
            rounds.Median(round => round[0].Bytes / 1024.0 / size),
            figures.Held.Median, figures.Held.P99, figures.Held.Longest);
    }

    /// <summary>Writes rows of growing sizes, with the exponent of the CPU over the size.</summary>
    public static async Task WriteAsync(string name, string things, IReadOnlyList<SweepRow> rows, string opening)
    {
        var exponent = Growth.Of([.. rows.Select(row => ((double)row.Size, row.CpuMicroseconds * row.Size))]);
        var table = new StringBuilder(opening).Append(CultureInfo.InvariantCulture, $"""

            Exponent of the CPU over the {things}: {exponent}.

            | {things} | rounds | CPU µs each | loop µs | loop ÷ ours (CPU) | each second | loop ÷ ours (wall) | statements each | transactions each | KB each | writer held ms, median | p99 | longest |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var row in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {row.Size:N0} | {row.Rounds} | {row.CpuMicroseconds:0.0} | {row.LoopCpuMicroseconds:0.0} | {row.LoopOverOursCpu:0.00} | {row.PerSecond:N0} | {row.LoopOverOursWall:0.00} | ");
            table.Append(CultureInfo.InvariantCulture, $"{row.Statements:0.00} | {row.Commits:0.0000} | {row.Kilobytes:0.00} | {row.HeldMedianMilliseconds:0.0} | {row.HeldP99Milliseconds:0.0} | {row.HeldLongestMilliseconds:0.0} |\n");
        }

        await Bench.WriteAsync(name, new { exponent, sizes = rows }, table.ToString());
    }
}
