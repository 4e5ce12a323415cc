using System.Text;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Imports.Reading;

namespace LoyaltyPortal.Tests.Imports;

/// <summary>What is no table of purchases gets its reason and leaves nothing.</summary>
public sealed class MangledFileTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    [Theory]
    [InlineData("png", "read_not_text")]
    [InlineData("zip", "read_not_text")]
    [InlineData("empty", "read_empty_file")]
    [InlineData("spaces", "read_empty_file")]
    [InlineData("header", "read_no_rows")]
    [InlineData("gzip of a png", "read_not_text")]
    public async Task It_is_refused_before_it_is_stored(string kind, string code)
    {
        var png = new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13 };
        var bytes = kind switch
        {
            "png" => png,
            "zip" => "PK\u0003\u0004 and so on"u8.ToArray(),
            "empty" => [],
            "spaces" => Encoding.UTF8.GetBytes(new string(' ', 5_000) + "\n\n"),
            "header" => Encoding.UTF8.GetBytes(Header),
            _ => TestFile.Gzip(png),
        };
        await using var bench = await ImportBench.StartAsync();
        TestMerchant.Refused(code, await bench.UploadAsync(bytes));
        Assert.Equal((0, 0, 0), await bench.LeftoversAsync());
    }

    [Theory]
    [InlineData(0, "read_not_text")]
    [InlineData((byte)'\n', "read_empty_file")]
    public async Task A_gigabyte_of_nothing_is_refused_by_its_beginning(byte nothing, string code)
    {
        await using var bench = await ImportBench.StartAsync();
        await using var endless = new EndlessStream([], [nothing], 1L << 30);
        TestMerchant.Refused(code, await bench.UploadAsync(endless));
        Assert.InRange(endless.Taken, 1, 1 << 20);
        Assert.Equal((0, 0, 0), await bench.LeftoversAsync());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        await Assert.ThrowsAsync<IOException>(() => bench.UploadAsync(new BreakingStream(Encoding.UTF8.GetBytes(ImportSlice.Of(40_000, 1).Text))));
        Assert.Equal((0, 0, 0), await bench.LeftoversAsync());
    }

    [Fact]
    public async Task An_upload_whose_portal_died_is_swept_away_after_a_day()
    {
        await using var bench = await ImportBench.StartAsync();
        await using (var context = bench.Portal.Database.ForMerchant(bench.Merchant.Id))
        {
            var abandoned = PurchaseImport.Begin(bench.Portal.Ids.Next(), bench.Merchant.Id, "lost.csv", bench.Merchant.Store, null, bench.Portal.Clock.Now);
            context.Add(abandoned);
            context.Add(ImportChunk.Of(abandoned, 0, [1, 2, 3]));
            await context.SaveChangesAsync();
        }

        await bench.CleanUp.SweepAsync(CancellationToken.None);
        Assert.Equal((1, 1, 0), await bench.LeftoversAsync());
        bench.Portal.Clock.Advance(TimeSpan.FromDays(1.1));
        var kept = TestMerchant.Ok(await bench.UploadAsync(ImportSlice.Of(5).Bytes));
        await bench.CleanUp.SweepAsync(CancellationToken.None);
        Assert.Equal((1, 1, 0), await bench.LeftoversAsync());
        Assert.Equal(kept, Assert.Single(await bench.Merchant.RowsAsync<PurchaseImport>()).Id);
    }

    [Theory]
    [InlineData("1,A,A,1,2025-01-02 10:00:00,5,7,UK\n2,\"A never closed,1,2025-01-02 10:00:00,5,7,UK\n", ReadCodes.UnterminatedQuote)]
    [InlineData("", ReadCodes.DamagedGzip)]
    public async Task A_fault_in_the_middle_is_found_by_the_check_and_nothing_is_recorded(string rows, string code)
    {
        await using var bench = await ImportBench.StartAsync();
        var bytes = rows.Length > 0 ? Encoding.UTF8.GetBytes(Header + rows) : TestFile.Gzip(ImportSlice.Of(60_000, 1).Bytes)[..^900];
        var id = await bench.StartedAsync(bytes);
        var failed = await bench.RunAsync(id);
        Assert.Equal((ImportState.Failed, code), (failed.State, failed.Fault?.Code));
        Assert.Empty(await bench.Merchant.RowsAsync<Purchase>());
        TestMerchant.Ok(await bench.Imports.DiscardAsync(bench.Actor, id));
        Assert.Equal((0, 0, 0), await bench.LeftoversAsync());
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_counted_by_reason_and_the_others_taken()
    {
        await using var bench = await ImportBench.StartAsync();
        var text = Header + "1,A,Apple,1,2025-01-02 10:00:00,5,7,UK\n2,A,Apple,1\n3,A,Apple,x,2025-01-02 10:00:00,5,7,UK\n4,A,Apple,1,yesterday,5,7,UK\n5,A,\"Apple \"\"red\"\", big\",1,2025-01-02 10:00:00,5,7,UK\n";
        var id = TestMerchant.Ok(await bench.UploadAsync(Encoding.UTF8.GetBytes(text)));
        TestMerchant.Ok(await bench.Imports.CheckAsync(bench.Actor, id));
        var scan = (await bench.RunAsync(id)).Scan!;
        Assert.Equal((5, 2), (scan.LinesRead, scan.LinesTaken));
        Assert.Equal(new Dictionary<string, long> { [ReadCodes.RaggedRow] = 1, [ReadCodes.UnreadableNumber] = 1, [ReadCodes.UnreadableDate] = 1 }, scan.LinesSkipped);
        var problems = new List<ReadProblem>();
        TestMerchant.Ok(await bench.Imports.ProblemsAsync(bench.Actor, id, problems.Add));
        Assert.Equal([3, 4, 5], problems.Select(problem => problem.RowNumber));
    }

    [Fact]
    public async Task The_wrong_encoding_is_told_row_by_row()
    {
        await using var bench = await ImportBench.StartAsync();
        var turkish = new byte[] { (byte)'K', 0xFD, (byte)'z' };
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "1,A,"), .. turkish, .. ",1,2025-01-02 10:00:00,5,7,UK\n"u8];
        var id = TestMerchant.Ok(await bench.UploadAsync(bytes));
        var mapping = (await bench.ViewAsync(id)).Mapping with { Encoding = TextEncodings.Utf8 };
        TestMerchant.Ok(await bench.Imports.MapAsync(bench.Actor, id, mapping, bench.Merchant.Store));
        TestMerchant.Ok(await bench.Imports.CheckAsync(bench.Actor, id));
        Assert.Equal(1, (await bench.RunAsync(id)).Scan!.LinesSkipped[ReadCodes.UnreadableText]);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("-10", "\"'-10\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("say \"hi\", you", "\"say \"\"hi\"\", you\"")]
    [InlineData("", "")]
    public void A_cell_of_the_download_is_never_a_formula(string value, string cell) => Assert.Equal(cell, ImportEndpoints.Cell(value));

    [Fact]
    public void Every_code_has_words()
    {
        var texts = System.Xml.Linq.XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Imports", "ImportsText.resx")).Root!.Elements("data").Select(data => (string)data.Attribute("name")!).ToHashSet();
        var wanted = ReadCodes.All.Keys.Select(code => "read_" + code).Concat(ReadCodes.All.Where(code => code.Value != ProblemScope.File).Select(code => "reason_" + code.Key))
            .Concat(Enum.GetNames<PurchaseField>().Select(field => "Field." + field)).Concat(Enum.GetNames<ImportState>().Where(state => state != nameof(ImportState.Uploading)).Select(state => "State." + state))
            .Concat(Presets.All.Select(preset => "Preset." + preset.Key));
        Assert.Equal([], wanted.Except(texts));
    }

    /// <summary>Half a file, then a connection that is gone.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > Length / 2 ? throw new IOException("The connection is gone.") : base.ReadAsync(buffer, cancellationToken);
    }
}
