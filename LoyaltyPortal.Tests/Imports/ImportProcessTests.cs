using System.Diagnostics;
using System.Text.Json;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Tests.Imports.Reading;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Imports;

/// <summary>The command line as a process of its own: killed in the middle, and with the whole published data set.</summary>
public sealed class ImportProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loyalty-import-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_killed_import_goes_on_where_it_was_and_comes_to_the_same_totals()
    {
        var slice = ImportSlice.Of(12_000, 2, members: 900);
        var file = Path.Combine(_folder, "slice.csv");
        await File.WriteAllTextAsync(file, slice.Text);

        using (var killed = Start("killed.db", file))
        {
            while (await killed.StandardError.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("Running:", StringComparison.Ordinal) && !line.StartsWith("Running: 0 ", StringComparison.Ordinal))
                    break;
            }

            killed.Kill();
            await killed.WaitForExitAsync();
            Assert.NotEqual(0, killed.ExitCode);
            Assert.Empty(await killed.StandardOutput.ReadToEndAsync());
        }

        var resumed = await RunAsync("killed.db", file);
        var undisturbed = await RunAsync("whole.db", file);
        Assert.Equal(Figures(undisturbed), Figures(resumed));
        Assert.Equal((slice.Sales, slice.Returns, slice.Net), (undisturbed.GetProperty("purchases").GetInt32(), undisturbed.GetProperty("returns").GetInt32(), undisturbed.GetProperty("netSales").GetDecimal()));
        Assert.Equal(0, resumed.GetProperty("knownDocuments").GetInt32());
    }

    [OnlineRetailFact]
    public async Task The_whole_published_file_comes_out_to_the_penny_in_little_memory()
    {
        var figures = await RunAsync("retail.db", OnlineRetailFactAttribute.Location);
        long Whole(string name) => figures.GetProperty(name).GetInt64();
        Assert.Equal((541_909, 539_391), (Whole("linesRead"), Whole("linesTaken")));
        Assert.Equal(541_909, Whole("linesTaken") + figures.GetProperty("linesSkipped").EnumerateObject().Sum(reason => reason.Value.GetInt64()));
        Assert.Equal((19_959, 18_532, 4_338, 2_845), (Whole("purchases"), Whole("identifiedPurchases"), Whole("membersWithSale"), Whole("membersWithTwoOrMore")));
        Assert.Equal((10_655_622.48m, 8_911_407.90m), (Math.Round(figures.GetProperty("netSales").GetDecimal(), 2), Math.Round(figures.GetProperty("identifiedNetSales").GetDecimal(), 2)));
        Assert.InRange(figures.GetProperty("peakMemoryMb").GetDouble(), 1, 600);

        var database = new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(_folder, "retail.db")}");
        await using var platform = database.ForPlatform();
        await using var books = database.ForMerchant(await platform.Set<Merchant>().Select(merchant => merchant.Id).SingleAsync());
        var days = await books.Set<StoreDay>().ToListAsync();
        Assert.Equal(Whole("purchases"), days.Sum(day => day.FirstTimeOrders + day.ReturningOrders + day.UnidentifiedOrders));
        Assert.Equal(figures.GetProperty("netSales").GetDecimal(), days.Sum(day => day.FirstTimeNet + day.ReturningNet + day.UnidentifiedNet));
        Assert.Equal(figures.GetProperty("identifiedNetSales").GetDecimal(), days.Sum(day => day.FirstTimeNet + day.ReturningNet));
        Assert.Equal((Whole("returns"), Whole("pointsIssued"), Whole("pointsReversed")), (days.Sum(day => day.Returns), days.Sum(day => day.PointsIssued), days.Sum(day => day.PointsReversed)));
        var cohorts = await books.Set<CohortMonth>().ToListAsync();
        Assert.Equal((Whole("identifiedPurchases"), figures.GetProperty("identifiedNetSales").GetDecimal()), (cohorts.Sum(cohort => cohort.Purchases), cohorts.Sum(cohort => cohort.NetSales)));
        Assert.Equal(Whole("membersWithSale"), cohorts.Where(cohort => cohort.Cohort == cohort.Month).Sum(cohort => cohort.Members));
    }

    private static Dictionary<string, string> Figures(JsonElement result) =>
        result.EnumerateObject().Where(figure => figure.Name is not ("seconds" or "peakMemoryMb")).ToDictionary(figure => figure.Name, figure => figure.Value.GetRawText());

    private async Task<JsonElement> RunAsync(string database, string file)
    {
        using var process = Start(database, file);
        var progress = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await progress);
        return JsonSerializer.Deserialize<JsonElement>(output.Trim().Split('\n')[^1]);
    }

    private Process Start(string database, string file)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "LoyaltyPortal.dll"), "--import", file, "--preset", "online-retail", "--merchant", "Slice shop"])
            start.ArgumentList.Add(argument);
        start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={Path.Combine(_folder, database)}";
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }
}
