using System.IO.Compression;
using System.Text;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Imports.Reading;

namespace LoyaltyPortal.Tests.Imports.Reading;

/// <summary>Files in memory, and the few words the tests need to read them.</summary>
internal static class TestFile
{
    public static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static readonly ColumnMapping Lines = new()
    {
        Preset = Presets.LinesKey,
        Columns = new Dictionary<PurchaseField, int>
        {
            [PurchaseField.OrderNumber] = 0,
            [PurchaseField.Date] = 1,
            [PurchaseField.MemberKey] = 2,
            [PurchaseField.Sku] = 3,
            [PurchaseField.Quantity] = 4,
            [PurchaseField.UnitPrice] = 5,
        },
    };

    public const string LinesHeader = "Order,Date,Member,SKU,Qty,Price\n";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static PurchaseFile Of(string text, ColumnMapping? mapping = null, ReadLimits? limits = null) =>
        Of(Utf8(text), mapping ?? Lines, limits);

    public static PurchaseFile Of(byte[] bytes, ColumnMapping mapping, ReadLimits? limits = null, TimeZoneInfo? zone = null) =>
        new(() => new MemoryStream(bytes), mapping, new ReadOptions { Zone = zone ?? London, Limits = limits ?? ReadLimits.Default });

    public static async Task<Reading> ReadAsync(PurchaseFile file, long afterRow = 0)
    {
        var reader = new PurchaseFileReader(file);
        var scan = await reader.ScanAsync();
        var tally = new ReadTally();
        var problems = new List<ReadProblem>();
        var documents = new List<SourceDocument>();
        await foreach (var document in reader.ReadAsync(scan.Scattered, afterRow, tally, problems.Add))
            documents.Add(document);
        return new Reading(scan, documents, tally, problems);
    }

    public static Task<SniffResult> SniffAsync(string text) => SniffAsync(Utf8(text));

    public static Task<SniffResult> SniffAsync(byte[] bytes) => CsvSniffer.SniffAsync(new MemoryStream(bytes));

    public static async Task<List<string[]>> CutAsync(
        byte[] bytes, char delimiter = ',', char quote = '"', string encoding = TextEncodings.Utf8, ReadLimits? limits = null)
    {
        await using var reader = await DelimitedReader.OpenAsync(new MemoryStream(bytes), encoding, delimiter, quote, limits ?? ReadLimits.Default);
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader[i].ToString())]);
        Assert.Null(reader.Fault);
        return rows;
    }
}

internal sealed record Reading(ScanResult Scan, List<SourceDocument> Documents, ReadTally Tally, List<ReadProblem> Problems)
{
    public SourceDocument Only => Assert.Single(Documents);

    public string? Fault => Tally.Fault?.Code;
}

/// <summary>A beginning, then the same bytes over and over; counts what is taken from it.</summary>
internal sealed class EndlessStream(byte[] head, byte[] pattern, long length) : OneWayStream
{
    private long position;

    public long Taken => position;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - position);
        for (var i = 0; i < count; i++, position++)
            buffer[i] = position < head.Length ? head[position] : pattern[(position - head.Length) % pattern.Length];
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
