using LoyaltyPortal.Imports.Reading;

namespace LoyaltyPortal.Tests.Imports.Reading;

/// <summary>The published data set, where it is present: its figures were counted independently and must come out exactly.</summary>
public sealed class OnlineRetailTests
{
    [OnlineRetailFact]
    public async Task The_scan_reproduces_the_known_figures()
    {
        var scan = await new PurchaseFileReader(OnlineRetailFactAttribute.File).ScanAsync();
        Assert.Null(scan.Fault);
        Assert.Equal(541_909, scan.LinesRead);
        Assert.Equal(539_391, scan.LinesTaken);
        Assert.Equal(
            new Dictionary<string, long> { [ReadCodes.Adjustment] = 3, [ReadCodes.PriceNotPositive] = 1_179, [ReadCodes.QuantityNotPositive] = 1_336 },
            scan.LinesSkipped);
        Assert.Equal(new DocumentTotals(19_959, 10_655_622.484m, 18_532, 8_911_407.904m), scan.Sales);
        Assert.Equal(3_836, scan.Returns.Documents);
        Assert.Equal(896_812.49m, scan.Returns.Net);
        Assert.Equal((4_338, 2_845), (scan.Members, scan.MembersWithTwoSales));
        Assert.Equal(new DateTime(2010, 12, 1, 8, 26, 0), scan.FirstLocal);
        Assert.Equal(new DateTime(2011, 12, 9, 12, 50, 0), scan.LastLocal);
        Assert.Single(scan.Scattered.LastRows);
    }

    [OnlineRetailFact]
    public async Task The_documents_add_up_to_the_scan()
    {
        var file = OnlineRetailFactAttribute.File;
        var reader = new PurchaseFileReader(file);
        var scan = await reader.ScanAsync();
        var tally = new ReadTally();
        var references = new HashSet<(string, DocumentKind)>();
        var categories = new HashSet<string?>();
        decimal net = 0, identified = 0;
        long lines = 0, lastRow = 0;
        await foreach (var document in reader.ReadAsync(scan.Scattered, tally: tally))
        {
            Assert.True(references.Add((document.Reference, document.Kind)));
            Assert.True(document.LastRow > lastRow);
            Assert.True(document.MemberKey is not { } key || key.All(char.IsAsciiDigit));
            lastRow = document.LastRow;
            lines += document.Lines.Count;
            foreach (var line in document.Lines)
            {
                categories.Add(line.Category);
                Assert.Equal(line.EarnsPoints, line.Category is not (CategoryRule.PostageAndFees or CategoryRule.GiftVouchers));
                net += document.Kind == DocumentKind.Sale ? line.NetAmount : 0;
                identified += document is { Kind: DocumentKind.Sale, IsIdentified: true } ? line.NetAmount : 0;
            }
        }

        Assert.Null(tally.Fault);
        Assert.Equal(scan.Sales.Documents + scan.Returns.Documents, references.Count);
        Assert.Equal(scan.LinesTaken, lines);
        Assert.Equal((scan.Sales.Net, scan.Sales.IdentifiedNet), (net, identified));
        Assert.Equal(12, categories.Count);
    }

    [OnlineRetailFact]
    public async Task The_file_is_recognised_as_what_it_is()
    {
        var sniffed = await CsvSniffer.SniffAsync(OnlineRetailFactAttribute.File.Open());
        Assert.Null(sniffed.Error);
        var suggested = Presets.Suggest(sniffed);
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(Presets.OnlineRetailMapping),
            System.Text.Json.JsonSerializer.Serialize(suggested));
    }
}

/// <summary>Skipped, with the reason, where the data set is neither beside the repository nor named by LOYALTY_ONLINE_RETAIL.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnlineRetailFactAttribute : FactAttribute
{
    public static string Location => OnlineRetail.Path!;

    public OnlineRetailFactAttribute() => Skip = OnlineRetail.WhyNot;

    public static PurchaseFile File =>
        new(() => System.IO.File.OpenRead(Location), Presets.OnlineRetailMapping, new ReadOptions { Zone = TestFile.London });
}
