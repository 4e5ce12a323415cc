using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What a purchase costs in a merchant of ten thousand, a hundred thousand and a million members who have bought before.</summary>
internal static class GrowthBenchmark
{
    private const int Purchases = 3_000;
    private const int WarmUp = 6_000;
    private const int Callers = 64;

    public static async Task<int> RunAsync(int[] sizes, Func<int, int> roundsOf)
    {
        var rows = new List<(int Size, int Rounds, double Cpu, double Wall, double FloorCpu, double Ratio)>();
        foreach (var size in sizes)
        {
            var folder = Bench.Folder("growth");
            try
            {
                await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
                await using var floorPortal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "floor.db"));
                var members = Books.Fill(portal, size);
                using var floor = new PostingBenchmark.FloorPosting(floorPortal.File, Books.Fill(floorPortal, size), isFilled: true);
                await PostingBenchmark.PostAsync(portal, members, Callers, WarmUp);
                floor.Post(WarmUp, Callers);
                var costs = await Rounds.OfAsync(roundsOf(size),
                    () => PostingBenchmark.PostAsync(portal, members, Callers, Purchases),
                    () => Task.Run(() => floor.Post(Purchases, Callers)));
                rows.Add((size, costs.Count,
                    costs.Median(round => round[0].Cpu.TotalMicroseconds / Purchases),
                    costs.Median(round => round[0].Wall.TotalMicroseconds / Purchases),
                    costs.Median(round => round[1].Cpu.TotalMicroseconds / Purchases),
                    costs.Median(round => round[0].Cpu / round[1].Cpu)));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        var exponent = Growth.Of([.. rows.Select(row => ((double)row.Size, row.Cpu))]);
        var floorExponent = Growth.Of([.. rows.Select(row => ((double)row.Size, row.FloorCpu))]);
        var table = new StringBuilder($"""
            ## How posting grows

            {Purchases:N0} purchases by {Callers} callers in a merchant with so many members, each with an account, a lot, a day, a month and a tier; the floor is bare statements on the same rows. Exponent of the CPU
            a purchase over the size (target at most 0.15): {exponent} (the bare statements: {floorExponent}).

            | members | rounds | CPU µs a purchase | wall µs | floor CPU µs | CPU ÷ floor |
            |---:|---:|---:|---:|---:|---:|

            """);
        foreach (var (size, rounds, cpu, wall, floorCpu, ratio) in rows)
            table.Append(CultureInfo.InvariantCulture, $"| {size:N0} | {rounds} | {cpu:0} | {wall:0} | {floorCpu:0} | {ratio:0.00} |\n");
        await Bench.WriteAsync("growth", new { exponent, floorExponent, sizes = rows.Select(row => new { members = row.Size, row.Rounds, cpuMicroseconds = row.Cpu, wallMicroseconds = row.Wall, floorCpuMicroseconds = row.FloorCpu, cpuRatio = row.Ratio }) }, table.ToString());
        return 0;
    }
}
