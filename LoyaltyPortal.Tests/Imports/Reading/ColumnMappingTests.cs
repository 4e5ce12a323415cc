using System.Text.Json;
using LoyaltyPortal.Imports.Reading;
using static LoyaltyPortal.Tests.Imports.Reading.TestFile;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class ColumnMappingTests
{
    [Fact]
    public void A_mapping_survives_storage()
    {
        var mapping = Presets.OnlineRetailMapping with { Delimiter = '\t', DecimalSeparator = ',' };
        var json = JsonSerializer.Serialize(mapping);
        var restored = JsonSerializer.Deserialize<ColumnMapping>(json)!;
        Assert.Equal(json, JsonSerializer.Serialize(restored));
        Assert.Equal(mapping.Columns, restored.Columns);
        Assert.Equal(mapping.Returns, restored.Returns);
        Assert.Contains("\"UnitPrice\":5", json, StringComparison.Ordinal);
        Assert.Contains("\"OrderPrefix\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scattered_orders_survive_storage()
    {
        var scan = await new PurchaseFileReader(Of(LinesHeader + "1,2024-01-01,,a,1,1\n2,2024-01-01,,a,1,1\n1,2024-01-01,,a,1,1\n")).ScanAsync();
        Assert.Equal([4L], scan.Scattered.LastRows.Values);
        foreach (var options in (JsonSerializerOptions[])[JsonSerializerOptions.Default, JsonSerializerOptions.Web])
        {
            var restored = JsonSerializer.Deserialize<ScanResult>(JsonSerializer.Serialize(scan, options), options)!;
            Assert.Equal(scan.Scattered.LastRows, restored.Scattered.LastRows);
            Assert.Equal((scan.Sales, scan.Returns, scan.LinesRead), (restored.Sales, restored.Returns, restored.LinesRead));
        }
    }

    [Fact]
    public void A_stored_hash_is_never_computed_otherwise_and_tells_kinds_apart()
    {
        Assert.Equal(17412083461585327723UL, TextHash.Of("536365"));
        var hashes = Enumerable.Range(0, 100_000).SelectMany(i => new[] { TextHash.Of($"{i}"), TextHash.Of($"{i}", 1) }).ToHashSet();
        Assert.Equal(200_000, hashes.Count);
    }

    [Theory]
    [InlineData(" Fiş No ,TUTAR", "fis no,Tutar", true)]
    [InlineData("Order,Total", "Total,Order", false)]
    [InlineData("Order,Total", "Order,Total,Store", false)]
    public void A_fingerprint_looks_past_case_accents_and_spaces_only(string one, string other, bool same) =>
        Assert.Equal(same, ColumnMapping.FingerprintOf(one.Split(',')) == ColumnMapping.FingerprintOf(other.Split(',')));

    [Fact]
    public void A_mapping_says_everything_that_is_wrong_with_it()
    {
        var mapping = new ColumnMapping
        {
            Preset = "lines",
            Columns = new Dictionary<PurchaseField, int> { [PurchaseField.Sku] = -1 },
            Encoding = "ebcdic",
            Delimiter = 'x',
            DecimalSeparator = ' ',
            DateFormat = "whenever",
            Returns = new ReturnConvention(ReturnStyle.OrderPrefix, " "),
            CategoryRule = "nobody's",
        };
        Assert.Equal(
            [
                ReadCodes.FieldNotMapped, ReadCodes.FieldNotMapped, ReadCodes.FieldNotMapped, ReadCodes.ColumnOutOfRange, ReadCodes.UnknownEncoding,
                ReadCodes.UnknownDelimiter, ReadCodes.UnknownDecimalSeparator, ReadCodes.UnknownDateFormat, ReadCodes.UnknownReturnRule, ReadCodes.UnknownCategoryRule,
            ],
            mapping.Validate().Select(p => p.Code));
        Assert.Empty(Presets.OnlineRetailMapping.Validate());
    }

    [Fact]
    public async Task An_invalid_mapping_reads_nothing_and_says_why()
    {
        var reading = await ReadAsync(Of(LinesHeader, Lines with { Encoding = "ebcdic" }));
        Assert.Equal(ReadCodes.UnknownEncoding, reading.Fault);
        Assert.Equal(ReadCodes.UnknownEncoding, reading.Scan.Fault?.Code);
    }

    [Fact]
    public async Task A_file_with_another_header_is_refused()
    {
        var mapping = Lines with { HeaderFingerprint = ColumnMapping.FingerprintOf(["Order", "Date", "Member", "SKU", "Price", "Qty"]) };
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,,a,1,1\n", mapping));
        Assert.Equal(ReadCodes.HeaderDiffers, reading.Fault);
    }

    [Fact]
    public async Task A_mapped_column_that_the_file_lacks_is_a_fault()
    {
        var reading = await ReadAsync(Of("Order,Date\n1,2024-01-01\n"));
        Assert.Equal(ReadCodes.ColumnOutOfRange, reading.Fault);
    }

    [Fact]
    public void Every_code_is_listed_with_its_scope()
    {
        var constants = typeof(ReadCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToList();
        Assert.Equal(constants.Order(), ReadCodes.All.Keys.Order());
        Assert.All(constants, code => Assert.Matches("^[a-z]+(_[a-z]+)*$", code));
    }

    [Theory]
    [InlineData("POST", "POSTAGE", "Postage & fees")]
    [InlineData("m", "Manual", "Postage & fees")]
    [InlineData("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", "Gift vouchers")]
    [InlineData("22086", "PAPER CHAIN KIT 50'S CHRISTMAS ", "Christmas")]
    [InlineData("23084", "RABBIT NIGHT LIGHT", "Candles & lights")]
    [InlineData("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "Candles & lights")]
    [InlineData("85099B", "JUMBO BAG RED RETROSPOT", "Bags")]
    [InlineData("22423", "REGENCY CAKESTAND 3 TIER", "Kitchen & dining")]
    [InlineData("23843", "PAPER CRAFT , LITTLE BIRDIE", "Stationery & craft")]
    [InlineData("22114", "HOT WATER BOTTLE TEA AND SYMPATHY", "Home decoration")]
    [InlineData("23301", "GARDENERS KNEELING PAD CUP OF TEA ", "Garden")]
    [InlineData("22492", "MINI PAINT SET VINTAGE ", "Toys & games")]
    [InlineData("90030A", "RED KUKUI COCONUT SEED NECKLACE", "Jewellery & accessories")]
    [InlineData("99999", "?", "Other")]
    [InlineData(null, null, "Other")]
    public void The_category_rule_gives_every_product_one(string? sku, string? name, string category) =>
        Assert.Equal(category, CategoryRule.OnlineRetail.Categorise(sku, name));
}
