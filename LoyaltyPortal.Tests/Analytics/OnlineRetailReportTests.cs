using LoyaltyPortal.Analytics;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Facts;
using LoyaltyPortal.Tests.Imports;
using LoyaltyPortal.Tests.Imports.Reading;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>The published year, imported whole: its figures were counted independently and must come out exactly.</summary>
public sealed class OnlineRetailReportTests
{
    [OnlineRetailFact]
    public async Task The_year_has_its_known_repeat_rate_and_cohorts()
    {
        await using var bench = await ImportBench.StartAsync();
        await using (var file = File.OpenRead(OnlineRetail.Path!))
        {
            var id = TestMerchant.Ok(await bench.UploadAsync(file, Path.GetFileName(OnlineRetail.Path!)));
            TestMerchant.Ok(await bench.Imports.StartAsync(bench.Actor, id));
            await bench.RunAsync(id);
        }

        await using (var context = bench.Portal.Database.ForMerchant(bench.Merchant.Id))
        {
            var year = await new BuyerCounts(context, bench.Merchant.View.Zone, Counting.Recorded).OfAsync(new(2010, 12, 1), new(2011, 12, 31), null, default);
            Assert.Equal((4_338, 2_845), (year.Members, year.Repeat));
        }

        var rows = (await bench.Merchant.RowsAsync<CohortMonth>()).Where(row => row.Members > 0).Select(row => (row.Cohort, row.Month, row.Members)).Order().ToList();
        Assert.Equal(await CohortsOfFileAsync(), rows);
        var table = CohortTable.Of(rows, 201_012, 201_112, 13, new DateOnly(2011, 12, 10));
        Assert.Equal([885, 417], table.Cohorts.Take(2).Select(cohort => cohort.Members));
        Assert.Equal([36.61m, 32.32m, 38.42m, 36.27m, 39.77m, 36.27m, 34.92m, 35.37m, 39.55m, 37.40m, 50.28m], Shares(table.Cohorts[0], 11));
        Assert.Equal([22.06m, 26.62m], Shares(table.Cohorts[1], 2));
        Assert.Null(table.Cohorts[0].Retention(12));

        // As reports count by default, against the purchases themselves, in every window of months.
        await KeptFigures.AssertAsync(bench.Portal, bench.Merchant);
    }

    private static IEnumerable<decimal> Shares(Cohort cohort, int months) => Enumerable.Range(1, months).Select(after => decimal.Round(cohort.Retention(after)!.Value * 100, 2, MidpointRounding.AwayFromZero));

    private static async Task<List<(int Cohort, int Month, long Members)>> CohortsOfFileAsync()
    {
        var reader = new PurchaseFileReader(OnlineRetailFactAttribute.File);
        var months = new Dictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        await foreach (var document in reader.ReadAsync((await reader.ScanAsync()).Scattered))
        {
            if (document is not { Kind: DocumentKind.Sale, MemberKey: { } key })
                continue;
            if (!months.TryGetValue(key, out var own))
                months.Add(key, own = []);
            own.Add(MonthNumber.Of(DateOnly.FromDateTime(document.OccurredAtLocal)));
        }

        return [.. months.Values.SelectMany(own => own.Select(month => (Cohort: own.Min, Month: month))).GroupBy(cell => cell).Select(cell => (cell.Key.Cohort, cell.Key.Month, (long)cell.Count())).Order()];
    }
}
