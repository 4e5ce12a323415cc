using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Data.Sqlite;

namespace LoyaltyPortal.Benchmarks;

/// <summary>A whole till export through the portal's command line, against its lines read and inserted flat by one prepared statement in one transaction.</summary>
internal static class ImportBenchmark
{
    public static async Task<int> RunAsync(string file, int rounds)
    {
        var pairs = new List<(double Ours, double Floor, JsonElement Outcome)>();
        for (var round = 0; round < rounds; round++)
        {
            double floor = 0, ours = 0;
            JsonElement outcome = default;
            for (var half = 0; half < 2; half++)
            {
                if ((round + half) % 2 == 0)
                    floor = Flat(file);
                else
                    (ours, outcome) = await ImportAsync(file);
            }

            pairs.Add((ours, floor, outcome));
        }

        var ratio = Bench.Median(pairs.Select(pair => pair.Ours / pair.Floor));
        var seconds = Bench.Median(pairs.Select(pair => pair.Ours));
        var floorSeconds = Bench.Median(pairs.Select(pair => pair.Floor));
        var last = pairs[^1].Outcome;
        await Bench.WriteAsync("import", new { rounds, seconds, floorSeconds, ratio, outcome = last }, string.Create(CultureInfo.InvariantCulture, $"""
            ## Importing a year of purchases

            Online Retail, {last.GetProperty("linesRead").GetInt32():N0} lines, into SQLite by the command line, with every point, lot, entry and aggregate; the floor reads the same lines and inserts
            them flat by one prepared statement in one transaction, in the same run.

            | | seconds | lines/s | peak memory |
            |---|---:|---:|---:|
            | import | {seconds:0.0} | {last.GetProperty("linesRead").GetInt32() / seconds:N0} | {last.GetProperty("peakMemoryMb").GetDouble():0} MB |
            | flat inserts | {floorSeconds:0.0} | {last.GetProperty("linesRead").GetInt32() / floorSeconds:N0} | |
            | ratio | **{ratio:0.0}** | | |

            """));
        return 0;
    }

    private static async Task<(double Seconds, JsonElement Outcome)> ImportAsync(string file)
    {
        var folder = Bench.Folder("import");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LoyaltyPortal.dll"), "--import", Path.GetFullPath(file), "--preset", "online-retail", "--merchant", "Online Retail"])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={Path.Combine(folder.FullName, "portal.db")}";
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException("The import failed.");
            var outcome = JsonSerializer.Deserialize<JsonElement>(output.Split('\n').Last(line => line.StartsWith('{')));
            return (outcome.GetProperty("seconds").GetDouble(), outcome);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Flat(string file)
    {
        var folder = Bench.Folder("flat");
        try
        {
            var watch = Stopwatch.StartNew();
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "flat.db")};Pooling=False");
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
            return watch.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
