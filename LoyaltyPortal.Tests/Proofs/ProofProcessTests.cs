using System.Text.Json;
using LoyaltyPortal.Tests.Imports;
using Microsoft.Data.Sqlite;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary><c>--verify</c> and <c>--rebuild-aggregates</c> as processes of their own.</summary>
public sealed class ProofProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loyalty-proof-").FullName;

    private string DatabaseFile => Path.Combine(_folder, "books.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Whole_books_exit_with_0_and_their_counts_and_broken_ones_with_1_and_the_first_difference()
    {
        var slice = ImportSlice.Of(1_500, 2, members: 120);
        var file = Path.Combine(_folder, "slice.csv");
        await File.WriteAllTextAsync(file, slice.Text);
        Assert.Equal(0, (await RunAsync("--import", file, "--preset", "online-retail", "--merchant", "Slice shop")).Code);

        var whole = await RunAsync("--verify");
        Assert.Equal(0, whole.Code);
        Assert.True(whole.Line.GetProperty("ok").GetBoolean());
        Assert.Equal((slice.Sales, slice.Returns), (whole.Line.GetProperty("purchases").GetInt32(), whole.Line.GetProperty("returns").GetInt32()));
        Assert.True(whole.Line.GetProperty("entries").GetInt32() > 100);

        Assert.True(Execute("""UPDATE "StoreDays" SET "PointsIssued" = "PointsIssued" + 7 WHERE "PointsIssued" > 0""") > 0);
        var broken = await RunAsync("--verify", "--merchant", "Slice shop");
        Assert.Equal(1, broken.Code);
        Assert.Equal(
            (false, "slice-shop", "StoreDays", "PointsIssued"),
            (broken.Line.GetProperty("ok").GetBoolean(), broken.Line.GetProperty("merchant").GetString(), broken.Line.GetProperty("table").GetString(), broken.Line.GetProperty("what").GetString()));
        Assert.NotEqual(broken.Line.GetProperty("expected").GetString(), broken.Line.GetProperty("found").GetString());

        var mended = await RunAsync("--rebuild-aggregates");
        Assert.Equal(0, mended.Code);
        Assert.True(mended.Line.GetProperty("mended").GetInt32() > 0);
        Assert.Equal(0, (await RunAsync("--verify")).Code);
        Assert.Equal(2, (await RunAsync("--verify", "--merchant", "Nobody")).Code);
    }

    private int Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabaseFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private Task<(int Code, JsonElement Line)> RunAsync(params string[] arguments) => PortalProcess.RunAsync(DatabaseFile, arguments);
}
