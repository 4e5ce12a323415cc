using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
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

internal static class Bench
{
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

    private static string Root()
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
