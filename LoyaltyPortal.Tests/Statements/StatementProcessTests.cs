using System.IO.Compression;
using System.Text.Json;
using LoyaltyPortal.Tests.Imports;
using Microsoft.Data.Sqlite;

namespace LoyaltyPortal.Tests.Statements;

/// <summary><c>--statements</c> as a process of its own, over an imported year.</summary>
public sealed class StatementProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loyalty-statements-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_month_of_imported_purchases_becomes_one_file()
    {
        var slice = ImportSlice.Of(600, 1, members: 60);
        var (csv, zipped) = (Path.Combine(_folder, "slice.csv"), Path.Combine(_folder, "out.zip"));
        await File.WriteAllTextAsync(csv, slice.Text);
        Assert.Equal(0, (await RunAsync("--import", csv, "--preset", "online-retail", "--merchant", "Slice shop")).Code);

        var made = await RunAsync("--statements", "2024-01", "--merchant", "Slice shop", "--out", zipped, "--paper", "letter");
        Assert.Equal(0, made.Code);
        var count = made.Line.GetProperty("statements").GetInt32();
        Assert.True(count > 10);
        using (var zip = ZipFile.OpenRead(zipped))
            Assert.Equal(count, zip.Entries.Count(entry => entry.Name.EndsWith("-2024-01.pdf", StringComparison.Ordinal) && entry.Length > 5_000));
        Assert.Equal(2, (await RunAsync("--statements", "2024-13", "--merchant", "Slice shop", "--out", zipped)).Code);
        Assert.Equal(2, (await RunAsync("--statements", "2024-01", "--merchant", "Nobody", "--out", zipped)).Code);
    }

    private Task<(int Code, JsonElement Line)> RunAsync(params string[] arguments) => PortalProcess.RunAsync(Path.Combine(_folder, "books.db"), arguments);
}
