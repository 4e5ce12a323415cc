using System.Text;
using LoyaltyPortal.Imports.Reading;
using static LoyaltyPortal.Tests.Imports.Reading.TestFile;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class CsvSnifferTests
{
    private const string Small = "Order No,Date,Amount\n1,2024-01-31,2.50\n2,2024-02-01,3.75\n";

    [Theory]
    [InlineData("png", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2 })]
    [InlineData("pdf", new byte[] { 0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0x2E, 0x37 })]
    [InlineData("zip", new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 0, 0 })]
    [InlineData("xls", new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 })]
    [InlineData("binary", new byte[] { 0x41, 0x2C, 0, 0x42, 0x0A })]
    [InlineData("binary", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("html", new byte[] { 0x20, 0x3C, 0x48, 0x54, 0x4D, 0x4C, 0x3E })]
    public async Task What_is_not_text_is_refused_by_name(string kind, byte[] bytes)
    {
        var sniffed = await SniffAsync(bytes);
        Assert.Equal(new ReadProblem(0, ReadCodes.NotText, Value: kind), sniffed.Error);
    }

    [Fact]
    public async Task A_workbook_is_told_from_another_archive()
    {
        var sniffed = await SniffAsync([.. "PK\u0003\u0004....[Content_Types].xml"u8]);
        Assert.Equal("xlsx", sniffed.Error?.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n\r\n")]
    [InlineData("   \t ")]
    public async Task A_file_with_nothing_in_it_is_empty(string text)
    {
        var sniffed = await SniffAsync(text);
        Assert.Equal(ReadCodes.EmptyFile, sniffed.Error?.Code);
    }

    [Fact]
    public async Task A_header_without_rows_has_no_rows()
    {
        var sniffed = await SniffAsync("Order No,Date,Amount\n");
        Assert.Equal(ReadCodes.NoRows, sniffed.Error?.Code);
    }

    [Theory]
    [InlineData(0, ReadCodes.NotText)]
    [InlineData(' ', ReadCodes.EmptyFile)]
    [InlineData('\n', ReadCodes.EmptyFile)]
    [InlineData('x', ReadCodes.RowTooLong)]
    [InlineData('"', ReadCodes.UnterminatedQuote)]
    public async Task A_gigabyte_of_one_byte_is_refused_after_its_beginning(int content, string code)
    {
        var endless = new EndlessStream(content == '"' ? [.. "\""u8] : [], [content == '"' ? (byte)'x' : (byte)content], 1L << 30);
        var sniffed = await CsvSniffer.SniffAsync(endless);
        Assert.Equal(code, sniffed.Error?.Code);
        Assert.InRange(endless.Taken, 1, CsvSniffer.HeadBytes + 3);
    }

    [Fact]
    public async Task Gzip_is_recognised_by_its_first_bytes()
    {
        var sniffed = await SniffAsync(Gzip(Utf8(Small)));
        Assert.Null(sniffed.Error);
        Assert.True(sniffed.IsCompressed);
        Assert.Equal(["Order No", "Date", "Amount"], sniffed.Columns.Select(c => c.Heading));
    }

    [Fact]
    public async Task Gzip_that_breaks_off_is_damaged()
    {
        var packed = Gzip(Utf8(Small));
        var sniffed = await SniffAsync(packed[..(packed.Length / 2)]);
        Assert.Equal(ReadCodes.DamagedGzip, sniffed.Error?.Code);
    }

    [Fact]
    public async Task Gzip_within_gzip_is_not_text()
    {
        var sniffed = await SniffAsync(Gzip(Gzip(Utf8(Small))));
        Assert.Equal("gzip", sniffed.Error?.Value);
    }

    [Theory]
    [InlineData("utf-8", false, "Fiş No;Ürün;Tutar\n1;Çiğ köfte şalgam;2,50\n", "utf-8", true)]
    [InlineData("utf-8", true, "Fiş No;Ürün;Tutar\n1;Çiğ köfte şalgam;2,50\n", "utf-8", true)]
    [InlineData("utf-16", true, "Fiş No;Ürün;Tutar\n1;Çiğ köfte şalgam;2,50\n", "utf-16", true)]
    [InlineData("utf-16BE", true, "Fiş No;Ürün;Tutar\n1;Çiğ köfte şalgam;2,50\n", "utf-16BE", true)]
    [InlineData("utf-16", false, "Order;Item;Amount\n1;Tea;2,50\n", "utf-16", false)]
    [InlineData("utf-16BE", false, "Order;Item;Amount\n1;Tea;2,50\n", "utf-16BE", false)]
    [InlineData("windows-1254", false, "Fiş No;Ürün;Tutar\n1;Çiğ köfte şalgam;2,50\n", "windows-1254", false)]
    [InlineData("windows-1252", false, "Beleg;Artikel;Betrag\n1;Käse für Grüße €;2,50\n", "windows-1252", false)]
    [InlineData("windows-1252", false, "Nr;Vara;Verð\n1;Þorskur, íslenskur, frá Húsavík með ást og æði;2,50\n", "windows-1252", false)]
    [InlineData("utf-8", false, "Order;Item;Amount\n1;Tea;2,50\n", "utf-8", false)]
    public async Task Every_encoding_is_recognised(string written, bool bom, string text, string expected, bool certain)
    {
        var encoding = TextEncodings.Find(written)!;
        var sniffed = await SniffAsync([.. bom ? PreambleOf(written) : [], .. encoding.GetBytes(text)]);
        Assert.Null(sniffed.Error);
        Assert.Equal((expected, bom, certain), (sniffed.Encoding, sniffed.HasByteOrderMark, sniffed.IsEncodingCertain));
        Assert.Equal(text.Split('\n')[0].Split(';'), sniffed.Columns.Select(c => c.Heading));
        Assert.Equal(text.Split('\n')[1].Split(';')[1], sniffed.Columns[1].Samples[0]);
    }

    [Fact]
    public async Task A_character_cut_by_the_end_of_the_beginning_does_not_make_it_another_encoding()
    {
        // The rows shift the two bytes of a letter across the boundary.
        for (var shift = 0; shift < 4; shift++)
        {
            var text = "Order,Item\n" + new string('x', shift) + string.Concat(Enumerable.Repeat("1,ğğğğğğğ\n", 20_000));
            var sniffed = await SniffAsync(text);
            Assert.Equal((TextEncodings.Utf8, true), (sniffed.Encoding, sniffed.IsEncodingCertain));
        }
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Every_delimiter_is_recognised_even_when_the_others_are_in_the_text(char delimiter)
    {
        var rows = new[] { "Order No", "Item", "Price" };
        var text = string.Join(delimiter, rows) + "\n";
        for (var i = 1; i < 9; i++)
            text += string.Join(delimiter, $"{i}", "\"a, b; c | d\te\"", "\"2,5\"") + "\n";
        var sniffed = await SniffAsync(text);
        Assert.Equal(delimiter, sniffed.Delimiter);
        Assert.Equal(rows, sniffed.Columns.Select(c => c.Heading));
    }

    [Theory]
    [InlineData("Order No,Item\n'1','it''s, really'\n'2','b'\n", '\'')]
    [InlineData("Order No,Item\n1,it's\n2,'tis\n", '"')]
    [InlineData("Order No,Item\n\"1\",\"it's\"\n", '"')]
    public async Task The_quote_is_recognised(string text, char quote)
    {
        var sniffed = await SniffAsync(text);
        Assert.Equal(quote, sniffed.Quote);
        Assert.Equal(2, sniffed.Columns.Count);
    }

    [Theory]
    [InlineData("Order No,Amount\n1,2.50\n", true)]
    [InlineData("foo,bar\n1,2.50\n", true)]
    [InlineData("1001,2024-01-31,2.50\n1002,2024-01-31,3.50\n", false)]
    [InlineData("a,b,a\nc,d,e\n", false)]
    public async Task A_header_is_told_from_a_row(string text, bool header)
    {
        var sniffed = await SniffAsync(text);
        Assert.Equal(header, sniffed.HasHeader);
    }

    [Theory]
    [InlineData("2.50 1.75", '.', false)]
    [InlineData("2,50 1,75", ',', false)]
    [InlineData("1.234,50 2", ',', false)]
    [InlineData("1,234.50 2", '.', false)]
    [InlineData("1.234.567 2", ',', false)]
    [InlineData("1,234 5,678", null, true)]
    [InlineData("12 34", null, false)]
    [InlineData("£2.50 (1.75)", '.', false)]
    public async Task The_decimal_separator_is_proved_or_left_open(string values, char? separator, bool ambiguous)
    {
        var sniffed = await SniffAsync("Order No;Amount\n" + string.Concat(values.Split(' ').Select(v => $"1;{v}\n")));
        var amount = sniffed.Columns[1];
        Assert.Equal((ColumnContent.Number, separator, ambiguous), (amount.Content, amount.DecimalSeparator, amount.IsDecimalAmbiguous));
    }

    [Theory]
    [InlineData("2024-01-31|2024-02-03", "yyyy-MM-dd")]
    [InlineData("2024-01-31 08:26:00|2024-02-03 09:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("2024-01-31T08:26:00Z|2024-02-03T09:00:00Z", "yyyy-MM-dd'T'HH:mm:ss")]
    [InlineData("31.01.2024 08:26|03.02.2024 09:00", "dd.MM.yyyy HH:mm")]
    [InlineData("1.2.2024|3.2.2024", "d.M.yyyy")]
    [InlineData("31/01/2024|03/02/2024", "dd/MM/yyyy")]
    [InlineData("1/31/2024 8:26|2/3/2024 9:00", "M/d/yyyy HH:mm")]
    [InlineData("1/2/2024|3/4/2024", "d/M/yyyy|M/d/yyyy")]
    [InlineData("1/2/2024 8:26 AM|3/4/2024 9:00 PM", "M/d/yyyy h:mm tt|d/M/yyyy h:mm tt")]
    [InlineData("12/1/10 8:26|12/31/10 9:00", "M/d/yy HH:mm")]
    [InlineData("20240131|20240203", "yyyyMMdd")]
    public async Task Date_formats_are_found_and_doubt_is_reported(string values, string formats)
    {
        var sniffed = await SniffAsync("Order No;Date\n" + string.Concat(values.Split('|').Select(v => $"1;{v}\n")));
        var date = sniffed.Columns[1];
        Assert.Equal(ColumnContent.Date, date.Content);
        Assert.Equal(formats.Split('|'), date.DateFormats);
        Assert.Equal(formats.Contains('|', StringComparison.Ordinal), date.IsDateAmbiguous);
    }

    [Fact]
    public async Task A_Turkish_till_export_is_understood_as_it_is()
    {
        const string text = "Fiş No;Tarih;Müşteri No;Ürün Kodu;Ürün Adı;Adet;Birim Fiyat;Mağaza\n"
            + "1001;31.01.2024 18:05;42;K-1;\"Çay; demli\";2;1.234,50;Kadıköy\n";
        var bytes = TextEncodings.Find(TextEncodings.Turkish)!.GetBytes(text);
        var mapping = Presets.Suggest(await SniffAsync(bytes));
        Assert.Empty(mapping.Validate());
        var reading = await ReadAsync(Of(bytes, mapping, zone: TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul")));
        var document = reading.Only;
        Assert.Equal(("1001", "42", "Kadıköy"), (document.Reference, document.MemberKey, document.StoreKey));
        Assert.Equal(new DateTime(2024, 1, 31, 15, 5, 0, DateTimeKind.Utc), document.OccurredAtUtc);
        Assert.Equal(new SourceLine(2, "K-1", "Çay; demli", null, 2, 2469.00m, true), Assert.Single(document.Lines));
    }

    [Fact]
    public async Task Columns_are_guessed_by_their_headings_each_field_once()
    {
        var sniffed = await SniffAsync("Receipt No,Created at,E-mail,Phone,Total,Currency,Amount,Colour\n7,2024-01-31,a@b.c,1,2,EUR,3,red\n");
        Assert.Equal(
            [PurchaseField.OrderNumber, PurchaseField.Date, PurchaseField.MemberEmail, PurchaseField.MemberPhone, null, PurchaseField.Currency, PurchaseField.LineAmount, null],
            sniffed.Columns.Select(c => c.Guess));
        Assert.Equal(Presets.OrdersKey, Presets.Suggest(sniffed).Preset);
    }

    [Fact]
    public async Task The_published_data_set_gets_its_own_preset_in_any_dialect()
    {
        var sniffed = await SniffAsync(
            "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\n536365;85123A;WHITE;6;31.12.2010 8:26;2,55;17850;UK\n");
        var mapping = Presets.Suggest(sniffed);
        Assert.Equal(Presets.OnlineRetailKey, mapping.Preset);
        Assert.Equal((';', ',', "dd.MM.yyyy HH:mm"), (mapping.Delimiter, mapping.DecimalSeparator, mapping.DateFormat.Replace("d.M.", "dd.MM.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Too_many_columns_are_refused()
    {
        var sniffed = await SniffAsync(string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"c{i}")) + "\n1\n");
        Assert.Equal(ReadCodes.TooManyColumns, sniffed.Error?.Code);
    }

    private static byte[] PreambleOf(string encoding) => encoding switch
    {
        "utf-8" => Encoding.UTF8.GetPreamble(),
        "utf-16" => Encoding.Unicode.GetPreamble(),
        _ => Encoding.BigEndianUnicode.GetPreamble(),
    };
}
