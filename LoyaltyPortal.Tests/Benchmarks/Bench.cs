using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Programmes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What one measurement took: processor time of the whole process, time on the wall, and bytes allocated.</summary>
internal readonly record struct Cost(TimeSpan Cpu, TimeSpan Wall, long Bytes)
{
    public static async Task<Cost> OfAsync(Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var bytes = GC.GetTotalAllocatedBytes();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await work();
        watch.Stop();
        process.Refresh();
        return new Cost(process.TotalProcessorTime - cpu, watch.Elapsed, GC.GetTotalAllocatedBytes() - bytes);
    }
}

/// <summary>What the recording road says of itself between two moments.</summary>
internal sealed class RecordingFigures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<double> _held = [];
    private long _commands, _commits, _statements;

    public RecordingFigures()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == RecordingMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _ = instrument.Name switch
        {
            "loyalty.recording.commands" => _commands += value,
            "loyalty.recording.commits" => _commits += value,
            _ => _statements += value,
        });
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _held.Add(value * 1_000));
        _listener.Start();
    }

    public double StatementsPerCommand => (double)_statements / Math.Max(1, _commands);

    public double CommitsPerCommand => (double)_commits / Math.Max(1, _commands);

    /// <summary>How long transactions held the writer, in milliseconds: the median, the 99th percentile and the longest.</summary>
    public (double Median, double P99, double Longest) Held => (Bench.Percentile(_held, 0.5), Bench.Percentile(_held, 0.99), _held.Count == 0 ? 0 : _held.Max());

    public void Dispose() => _listener.Dispose();
}

/// <summary>One measurement of several ways to do the same, in rounds: who goes first in one round goes last in the next.</summary>
internal static class Rounds
{
    /// <returns>Per round, the cost of each way in the order given.</returns>
    public static async Task<IReadOnlyList<Cost[]>> OfAsync(int rounds, params Func<Task>[] ways)
    {
        var costs = new List<Cost[]>();
        for (var round = 0; round < rounds; round++)
        {
            var row = new Cost[ways.Length];
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var way = (turn + round) % ways.Length;
                row[way] = await Cost.OfAsync(ways[way]);
            }

            costs.Add(row);
        }

        return costs;
    }

    /// <summary>The median over the rounds of one figure.</summary>
    public static double Median(this IReadOnlyList<Cost[]> rounds, Func<Cost[], double> figure) => Bench.Median(rounds.Select(figure));

    /// <summary>How cost grows with size: the slope of the straight line through the points on a double logarithmic scale.</summary>
    public static double Exponent(IReadOnlyList<(double Size, double Cost)> points)
    {
        var logs = points.Select(point => (X: Math.Log(point.Size), Y: Math.Log(point.Cost))).ToList();
        var (x, y) = (logs.Average(point => point.X), logs.Average(point => point.Y));
        return logs.Sum(point => (point.X - x) * (point.Y - y)) / logs.Sum(point => (point.X - x) * (point.X - x));
    }
}

internal static class Bench
{
    public static double Percentile(IReadOnlyCollection<double> numbers, double share) =>
        numbers.Count == 0 ? 0 : numbers.Order().ElementAt(Math.Min(numbers.Count - 1, (int)(numbers.Count * share)));


    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static string Text(double number, string format = "0.0") => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Writes the numbers as JSON beside the docs, and the table between its marks in docs/performance.md.</summary>
    public static async Task WriteAsync(string name, object numbers, string table)
    {
        Console.WriteLine(table);
        var docs = Path.Combine(Root(), "docs");
        Directory.CreateDirectory(Path.Combine(docs, "performance"));
        await File.WriteAllTextAsync(Path.Combine(docs, "performance", name + ".json"), JsonSerializer.Serialize(numbers, Json) + "\n");

        var page = Path.Combine(docs, "performance.md");
        var (begin, end) = ($"<!-- {name} -->", $"<!-- end of {name} -->");
        var text = File.Exists(page) ? await File.ReadAllTextAsync(page) : "# Performance\n";
        var block = $"{begin}\n{table.Trim()}\n{end}";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        text = from >= 0 && to > from ? text[..from] + block + text[(to + end.Length)..] : text.TrimEnd() + "\n\n" + block + "\n";
        await File.WriteAllTextAsync(page, text, new UTF8Encoding(false));
    }

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LoyaltyPortal.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Benchmarks run inside a checkout.");
    }

    public static DirectoryInfo Folder(string name) => Directory.CreateTempSubdirectory("loyalty-" + name + "-");
}

/// <summary>The recording half of a portal on a new SQLite file.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private BenchPortal(string file)
    {
        File = file;
        Database = new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={file}");
        Ids = new IdGenerator(TimeProvider.System, 1);
        Queue = new CommandQueue(Database, Ids, TimeProvider.System, new LiveSignals(NullLogger<LiveSignals>.Instance), NullLogger<CommandQueue>.Instance);
        Directory = new MerchantDirectory(Database, TimeProvider.System);
    }

    public string File { get; }

    public LoyaltyDatabase Database { get; }

    public IdGenerator Ids { get; }

    public CommandQueue Queue { get; }

    public MerchantDirectory Directory { get; }

    public MerchantView Merchant { get; private set; } = null!;

    public static async Task<BenchPortal> StartAsync(string file)
    {
        var portal = new BenchPortal(file);
        await portal.Database.MigrateAsync();
        EarningRule[] rules =
        [
            EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("1 point per pound", new PointsPerAmountSettings(1)),
            EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double on Fiction", new CategoryMultiplierSettings("Fiction", 2)),
            EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("More online", new StoreMultiplierSettings(Channel: Channel.Online, Factor: 1.5m)),
            EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings()),
        ];
        portal.Merchant = (await new Founding(portal.Database, new MerchantAccess(portal.Database, portal.Directory, TimeProvider.System), portal.Directory, new AuditLog(portal.Database, TimeProvider.System), TimeProvider.System)
            .FoundAsync(new MerchantSettings { Name = "Bench" }, [new("S1", "Shop", "Bath", Channel.InStore), new("WEB", "Web", "Leeds", Channel.Online)], ProgrammeContent.Of(rules, PointsPolicy.Of(14, 12)))).Value;
        return portal;
    }

    public async ValueTask DisposeAsync() => await Queue.DisposeAsync();
}
