using System.IO.Compression;
using LoyaltyPortal.Imports.Reading;
using static LoyaltyPortal.Tests.Imports.Reading.TestFile;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class DelimitedReaderTests
{
    private static readonly ReadLimits Tight = new() { MaxRowCharacters = 1_000, MaxFields = 10, MaxBlankRowsOnEnd = 100 };

    [Theory]
    [InlineData("a,b\n", "a|b")]
    [InlineData("a,b", "a|b")]
    [InlineData("a,b\r\nc,d\r\n", "a|b/c|d")]
    [InlineData("a,b\rc,d\r", "a|b/c|d")]
    [InlineData("a,\n,b\n,", "a|/|b/|")]
    [InlineData("\"a,b\",c\n", "a,b|c")]
    [InlineData("\"a\nb\",c\n", "a\nb|c")]
    [InlineData("\"a\r\nb\",\"c\"\r\n", "a\r\nb|c")]
    [InlineData("\"say \"\"hi\"\"\",c\n", "say \"hi\"|c")]
    [InlineData("\"\",\"\"\"\"\n", "|\"")]
    [InlineData("5\" nail,b\n", "5\" nail|b")]
    [InlineData("\"WHITE\" HEART,b\n", "WHITE HEART|b")]
    [InlineData("\"a\"b\"c\",d\n", "ab\"c\"|d")]
    [InlineData("a\n\nb\n", "a//b")]
    [InlineData(" a , b \n", " a | b ")]
    public async Task Rows_are_cut_as_people_mean_them(string text, string expected)
    {
        var rows = await CutAsync(Utf8(text));
        Assert.Equal(expected, string.Join('/', rows.Select(r => string.Join('|', r))));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_field()
    {
        Assert.Equal(["a"], Assert.Single(await CutAsync([0xEF, 0xBB, 0xBF, (byte)'a'])));
        Assert.Equal(["a"], Assert.Single(await CutAsync([0xFF, 0xFE, (byte)'a', 0], encoding: TextEncodings.Utf16LittleEndian)));
        Assert.Equal(["a"], Assert.Single(await CutAsync([0xFE, 0xFF, 0, (byte)'a'], encoding: TextEncodings.Utf16BigEndian)));
    }

    [Fact]
    public async Task Rows_that_lie_across_every_boundary_of_the_buffer_are_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},\"x\"\"{new string('y', i % 37)}\r\n{i}\",ğ\r\n"));
        var rows = await CutAsync(Utf8(text));
        Assert.Equal(30_000, rows.Count);
        for (var i = 0; i < rows.Count; i++)
            Assert.Equal([$"{i}", $"x\"{new string('y', i % 37)}\r\n{i}", "ğ"], rows[i]);
    }

    [Theory]
    [InlineData("a,b\n", "x", ReadCodes.RowTooLong)]
    [InlineData("a,b\n", " ", ReadCodes.RowTooLong)]
    [InlineData("a,b\n", "\0", ReadCodes.RowTooLong)]
    [InlineData("a,b\n", ",", ReadCodes.RowTooLong)]
    [InlineData("a,b\n\"", "x", ReadCodes.UnterminatedQuote)]
    [InlineData("a,b\n\"", "x,y\n", ReadCodes.UnterminatedQuote)]
    [InlineData("a,b\n", "\n", ReadCodes.TooManyBlankRows)]
    [InlineData("a,b\n", "\r\n", ReadCodes.TooManyBlankRows)]
    [InlineData("a,b\n", " , \n", ReadCodes.TooManyBlankRows)]
    public async Task A_gigabyte_of_nothing_is_refused_early(string head, string pattern, string code)
    {
        var endless = new EndlessStream(Utf8(head), Utf8(pattern), 1L << 30);
        await using var reader = await DelimitedReader.OpenAsync(endless, TextEncodings.Utf8, ',', '"', ReadLimits.Default);
        while (await reader.ReadAsync())
        {
        }

        Assert.Equal(code, reader.Fault?.Code);
        Assert.InRange(endless.Taken, 1, 8 << 20);
    }

    [Fact]
    public async Task A_gigabyte_packed_into_a_megabyte_is_refused_at_the_limit()
    {
        var packed = Gzip(Utf8(string.Concat(Enumerable.Repeat("1,2,3,4,5,6,7,8\n", 1 << 16))));
        Assert.InRange(packed.Length, 1, 20_000);
        var limits = new ReadLimits { MaxFileBytes = 300_000 };
        await using var reader = await DelimitedReader.OpenAsync(new MemoryStream(packed), TextEncodings.Utf8, ',', '"', limits);
        while (await reader.ReadAsync())
        {
        }

        Assert.Equal(new ReadProblem(0, ReadCodes.FileTooLarge), reader.Fault);
        Assert.InRange(reader.RowNumber, 1, 300_000 / 16);
    }

    [Fact]
    public async Task A_quote_that_never_closes_is_reported_with_the_row_it_opens_in()
    {
        await using var reader = await DelimitedReader.OpenAsync(
            new MemoryStream(Utf8("a,b\nc,d\n\"e,f\ng,h\n")), TextEncodings.Utf8, ',', '"', Tight);
        while (await reader.ReadAsync())
        {
        }

        Assert.Equal(new ReadProblem(3, ReadCodes.UnterminatedQuote), reader.Fault);
    }

    [Fact]
    public async Task A_row_with_too_many_fields_is_marked_and_the_next_one_read()
    {
        await using var reader = await DelimitedReader.OpenAsync(
            new MemoryStream(Utf8(new string(',', 50) + "\na,b\n")), TextEncodings.Utf8, ',', '"', Tight);
        Assert.True(await reader.ReadAsync());
        Assert.True(reader.HasTooManyFields);
        Assert.Equal(10, reader.FieldCount);
        Assert.True(await reader.ReadAsync());
        Assert.False(reader.HasTooManyFields);
        Assert.Equal("b", reader[1].ToString());
    }

    [Fact]
    public async Task Bytes_that_are_not_text_mark_their_row_only()
    {
        await using var reader = await DelimitedReader.OpenAsync(
            new MemoryStream([.. "a,"u8, 0xFE, .. "\nb,\u00e7\nc,"u8, 0, .. "\nd,\uFFFD\n"u8]), TextEncodings.Utf8, ',', '"', Tight);
        var unreadable = new List<bool>();
        while (await reader.ReadAsync())
            unreadable.Add(reader.IsUnreadable);
        Assert.Equal([true, false, true, false], unreadable);
    }

    [Fact]
    public async Task Gzip_is_whole_or_damaged_wherever_it_is_cut() => await CutEverywhere(Gzip(Utf8("a,b\nc,d\n")));

    [Fact]
    public async Task Gzip_that_only_wraps_is_whole_or_damaged_wherever_it_is_cut() =>
        await CutEverywhere(Gzip(Utf8(string.Concat(Enumerable.Repeat("a,b\n", 100))), CompressionLevel.NoCompression));

    [Theory]
    [InlineData("a,b\r\nc,d\r\n")]
    [InlineData("a\rb\r\rc")]
    [InlineData("\"a\"\"b\",\"c\r\nd\"\r\n\"\",\"\"\"\"")]
    [InlineData("\"a\"x,b\r\n,\n,")]
    public void Rows_are_the_same_wherever_the_buffer_ends(string text)
    {
        var expected = Cut(new RowTokenizer(',', '"', 10), text, text.Length);
        for (var length = 0; length < text.Length; length++)
            Assert.Equal(expected, Cut(new RowTokenizer(',', '"', 10), text, length));
    }

    private static List<string> Cut(RowTokenizer tokenizer, string text, int first)
    {
        var rows = new List<string>();
        tokenizer.SetBuffer(text.ToCharArray(), 0, first, isLast: first == text.Length);
        while (true)
        {
            switch (tokenizer.Next())
            {
                case RowOutcome.Row:
                    rows.Add(string.Join('|', Enumerable.Range(0, tokenizer.FieldCount).Select(i => tokenizer[i].ToString())));
                    break;
                case RowOutcome.NeedMore:
                    tokenizer.SetBuffer(text.ToCharArray(), tokenizer.Position, text.Length, isLast: true);
                    break;
                default:
                    return rows;
            }
        }
    }

    private static async Task CutEverywhere(byte[] packed)
    {
        for (var length = 3; length <= packed.Length; length++)
        {
            await using var reader = await DelimitedReader.OpenAsync(new MemoryStream(packed[..length]), TextEncodings.Utf8, ',', '"', Tight);
            while (await reader.ReadAsync())
            {
            }

            Assert.Equal(length == packed.Length ? null : ReadCodes.DamagedGzip, reader.Fault?.Code);
        }
    }

    [Fact]
    public async Task Gzip_in_several_members_is_one_file()
    {
        var rows = await CutAsync([.. Gzip(Utf8("a,b\nc")), .. Gzip(Utf8(",d\n")), .. Gzip([])]);
        Assert.Equal(["a|b", "c|d"], rows.Select(r => string.Join('|', r)));
    }
}
