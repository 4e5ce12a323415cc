using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Benchmarks;

/// <summary>
/// Till exports through the portal's command line: made-up ones of growing sizes and a real one; against their lines read and inserted flat by one prepared statement in one
/// transaction. In this process, where nothing is compiled any more; and the real one once more in a process of its own, with its start and its memory.
/// </summary>
internal static class ImportBenchmark
{
    private sealed record Row(
        string File, int Lines, int Rounds, double CpuMicroseconds, double FlatCpuMicroseconds, double CpuOverFlat, double Seconds, double PerSecond, double WallOverFlat,
        double Statements, double Commits, double Kilobytes, double HeldMedianMilliseconds, double HeldP99Milliseconds, double HeldLongestMilliseconds);

    public static async Task<int> RunAsync(string real, int[] sizes, Func<int, int> roundsOf)
    {
        var folder = Bench.Folder("import");
        try
        {
            var rows = new List<Row>();
            await MadeUpAsync(folder, 2_000, 1); // what is compiled on the way is nobody's cost
            foreach (var size in sizes)
                rows.Add(await MadeUpAsync(folder, size, roundsOf(size)));
            var exponent = Growth.Of([.. rows.Select(row => ((double)row.Lines, row.CpuMicroseconds * row.Lines))]);
            rows.Add(await MeasureAsync(folder, Path.GetFullPath(real), "Online Retail", roundsOf(541_909)));
            var alone = await AloneAsync(folder, real);

            var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
                ## Importing

                Till exports into SQLite with every point, lot, entry and aggregate, checked first as every import is: made-up ones of the proportions of Online Retail, and Online Retail itself. The floor reads the
                same lines and inserts them flat by one prepared statement in one transaction. Target: an exponent of at most 1.05. Exponent of the CPU over the made-up lines: {exponent}. In a process of its own, with its start,
                Online Retail takes {alone.GetProperty("seconds").GetDouble():0.0} s and at most {alone.GetProperty("peakMemoryMb").GetDouble():0} MB.

                | file | lines | rounds | CPU µs a line | flat µs | ours ÷ flat (CPU) | seconds | lines/s | ours ÷ flat (wall) | statements a line | transactions a line | KB a line | writer held ms, median | p99 | longest |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|

                """));
            foreach (var row in rows)
            {
                table.Append(CultureInfo.InvariantCulture, $"| {row.File} | {row.Lines:N0} | {row.Rounds} | {row.CpuMicroseconds:0.0} | {row.FlatCpuMicroseconds:0.0} | {row.CpuOverFlat:0.0} | {row.Seconds:0.0} | {row.PerSecond:N0} | {row.WallOverFlat:0.0} | ");
                table.Append(CultureInfo.InvariantCulture, $"{row.Statements:0.00} | {row.Commits:0.0000} | {row.Kilobytes:0.0} | {row.HeldMedianMilliseconds:0.0} | {row.HeldP99Milliseconds:0.0} | {row.HeldLongestMilliseconds:0.0} |\n");
            }

            await Bench.WriteAsync("import", new { exponent, files = rows, alone }, table.ToString());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Row> MadeUpAsync(DirectoryInfo folder, int lines, int rounds)
    {
        var file = Path.Combine(folder.FullName, "made-up.csv");
        TillExport.Write(file, lines);
        return await MeasureAsync(folder, file, "made up", rounds);
    }

    private static async Task<Row> MeasureAsync(DirectoryInfo folder, string file, string name, int rounds)
    {
        using var figures = new RecordingFigures();
        var lines = 0;
        var costs = await Rounds.MeasuredAsync(rounds,
            async () =>
            {
                var (cost, outcome) = await ImportAsync(folder, file);
                lines = outcome.GetProperty("linesRead").GetInt32();
                return cost;
            },
            () => Cost.OfAsync(() => Task.Run(() => Flat(folder, file))));
        var done = (double)lines * rounds;
        return new Row(
            name, lines, rounds,
            costs.Median(round => round[0].Cpu.TotalMicroseconds / lines),
            costs.Median(round => round[1].Cpu.TotalMicroseconds / lines),
            costs.Median(round => round[0].Cpu / round[1].Cpu),
            costs.Median(round => round[0].Wall.TotalSeconds),
            costs.Median(round => lines / round[0].Wall.TotalSeconds),
            costs.Median(round => round[0].Wall / round[1].Wall),
            figures.Statements / done, figures.Commits / done,
            costs.Median(round => round[0].Bytes / 1024.0 / lines),
            figures.Held.Median, figures.Held.P99, figures.Held.Longest);
    }

    private static async Task<(Cost Cost, JsonElement Outcome)> ImportAsync(DirectoryInfo folder, string file)
    {
        await using var portal = await BenchPortal.StartAsync(Clean(folder, "import.db"));
        var files = new ImportFiles(portal.Database);
        var audit = new AuditLog(portal.Database, TimeProvider.System);
        var imports = new ImportService(portal.Database, portal.Ids, files, portal.Directory, new ImportWork(), portal.Signals, audit, TimeProvider.System);
        var runner = new ImportRunner(portal.Database, portal.Queue, files, portal.Directory, portal.Signals, audit, TimeProvider.System);
        var says = new FailureText(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));
        var line = new ImportCommandLine(portal.Database, imports, new ImportOutcome(portal.Database), runner, portal.Directory, portal.Founding, says, TimeProvider.System);
        var arguments = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [ImportCommandLine.Option] = file, ["preset"] = "online-retail", ["merchant"] = "Online Retail" }).Build();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var progress = new StringWriter(CultureInfo.InvariantCulture);
        var exit = 0;
        var cost = await Cost.OfAsync(async () => exit = await line.RunAsync(arguments, output, progress));
        return exit == 0 ? (cost, Outcome(output.ToString())) : throw new InvalidOperationException($"The import failed: {progress}");
    }

    private static async Task<JsonElement> AloneAsync(DirectoryInfo folder, string file)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LoyaltyPortal.dll"), "--import", Path.GetFullPath(file), "--preset", "online-retail", "--merchant", "Online Retail"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={Clean(folder, "alone.db")}";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Outcome(output) : throw new InvalidOperationException("The import failed.");
    }

    private static JsonElement Outcome(string output) => JsonSerializer.Deserialize<JsonElement>(output.Split('\n').Last(line => line.StartsWith('{')));

    /// <summary>The path of a database file that is not there.</summary>
    private static string Clean(DirectoryInfo folder, string name)
    {
        var file = Path.Combine(folder.FullName, name);
        foreach (var part in (string[])["", "-wal", "-shm"])
            File.Delete(file + part);
        return file;
    }

    private static void Flat(DirectoryInfo folder, string file)
    {
        using var connection = new SqliteConnection($"Data Source={Clean(folder, "flat.db")};Pooling=False");
        connection.Open();
        using (var setup = connection.CreateCommand())
        {
            setup.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE Lines (InvoiceNo TEXT, StockCode TEXT, Description TEXT, Quantity INTEGER, InvoiceDate TEXT, UnitPrice INTEGER, CustomerId TEXT, Country TEXT)";
            setup.ExecuteNonQuery();
        }

        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO Lines VALUES ($0, $1, $2, $3, $4, $5, $6, $7)";
        for (var column = 0; column < 8; column++)
            insert.Parameters.AddWithValue("$" + column.ToString(CultureInfo.InvariantCulture), "");
        using var stream = File.OpenRead(file);
        using var plain = file.EndsWith(".gz", StringComparison.Ordinal) ? (Stream)new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        while (csv.Read())
        {
            var record = csv.Record!;
            for (var column = 0; column < 8; column++)
            {
                insert.Parameters[column].Value = column switch
                {
                    3 => long.Parse(record[3], CultureInfo.InvariantCulture),
                    5 => (long)(decimal.Parse(record[5], CultureInfo.InvariantCulture) * 10_000),
                    _ => record[column],
                };
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
