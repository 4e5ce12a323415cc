using LoyaltyPortal.Imports.Reading;
using static LoyaltyPortal.Tests.Imports.Reading.TestFile;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class PurchaseFileReaderTests
{
    private static readonly ColumnMapping Orders = new()
    {
        Preset = Presets.OrdersKey,
        Shape = FileShape.Orders,
        Columns = new Dictionary<PurchaseField, int>
        {
            [PurchaseField.OrderNumber] = 0,
            [PurchaseField.Date] = 1,
            [PurchaseField.MemberEmail] = 2,
            [PurchaseField.LineAmount] = 3,
            [PurchaseField.Currency] = 4,
        },
    };

    [Fact]
    public async Task Rows_with_one_order_number_become_one_document()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-07-01 10:00,m7,a,2,2.50\n1,2024-07-01 10:00,m7,b,1,1.255\n2,2024-07-02,,a,1,9\n"));
        Assert.Collection(
            reading.Documents,
            d =>
            {
                Assert.Equal(("1", DocumentKind.Sale, "m7", 2L, 3L), (d.Reference, d.Kind, d.MemberKey, d.FirstRow, d.LastRow));
                Assert.Equal(new DateTime(2024, 7, 1, 9, 0, 0, DateTimeKind.Utc), d.OccurredAtUtc);
                Assert.Equal(new DateTime(2024, 7, 1, 10, 0, 0), d.OccurredAtLocal);
                Assert.Equal([new SourceLine(2, "a", null, null, 2, 5.00m, true), new SourceLine(3, "b", null, null, 1, 1.255m, true)], d.Lines);
            },
            d => Assert.Equal(("2", false), (d.Reference, d.IsIdentified)));
        Assert.Equal(new DocumentTotals(2, 15.255m, 1, 6.255m), reading.Scan.Sales);
    }

    [Fact]
    public async Task An_order_whose_rows_are_apart_is_one_document_and_comes_at_its_last_row()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,,a,1,1\n2,2024-01-01,,a,1,1\n1,2024-01-01,,b,1,1\n3,2024-01-01,,a,1,1\n"));
        Assert.Equal(["2", "1", "3"], reading.Documents.Select(d => d.Reference));
        Assert.Equal([3L, 4L, 5L], reading.Documents.Select(d => d.LastRow));
        Assert.Equal(2, reading.Documents[1].Lines.Count);
        Assert.Equal(3, reading.Scan.Sales.Documents);
    }

    [Fact]
    public async Task A_skipped_row_does_not_tear_an_order_apart()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,,a,1,1\n2,2024-01-01,,a,x,1\n1,2024-01-01,,b,1,1\n"));
        Assert.Equal(2, reading.Only.Lines.Count);
        Assert.Empty(reading.Scan.Scattered.LastRows);
        Assert.Equal(new ReadProblem(3, ReadCodes.UnreadableNumber, "Qty", "x"), Assert.Single(reading.Problems));
    }

    [Fact]
    public async Task The_earliest_date_is_the_documents()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-02 10:01,,a,1,1\n1,2024-01-02 10:00,,b,1,1\n1,2024-01-02 10:02,,b,1,1\n"));
        Assert.Equal(new DateTime(2024, 1, 2, 10, 0, 0), reading.Only.OccurredAtLocal);
    }

    [Fact]
    public async Task A_date_with_its_own_offset_is_an_instant()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-07-01T10:00:00+03:00,,a,1,1\n"));
        Assert.Equal(new DateTime(2024, 7, 1, 7, 0, 0, DateTimeKind.Utc), reading.Only.OccurredAtUtc);
        Assert.Equal(new DateTime(2024, 7, 1, 8, 0, 0), reading.Only.OccurredAtLocal);
    }

    [Theory]
    [InlineData("1,2024-01-01,,a,1", ReadCodes.RaggedRow)]
    [InlineData("1,2024-01-01,,a,1,1,extra", ReadCodes.RaggedRow)]
    [InlineData(",2024-01-01,,a,1,1", ReadCodes.MissingOrder)]
    [InlineData("1,,,a,1,1", ReadCodes.MissingDate)]
    [InlineData("1,yesterday,,a,1,1", ReadCodes.UnreadableDate)]
    [InlineData("1,1066-10-14,,a,1,1", ReadCodes.DateOutOfRange)]
    [InlineData("1,2024-01-01,,a,,1", ReadCodes.MissingNumber)]
    [InlineData("1,2024-01-01,,a,one,1", ReadCodes.UnreadableNumber)]
    [InlineData("1,2024-01-01,,a,1,1e3", ReadCodes.UnreadableNumber)]
    [InlineData("1,2024-01-01,,a,1000000001,1", ReadCodes.NumberOutOfRange)]
    [InlineData("1,2024-01-01,,a,0,1", ReadCodes.QuantityNotPositive)]
    [InlineData("1,2024-01-01,,a,1,0", ReadCodes.PriceNotPositive)]
    [InlineData("1,2024-01-01,,a,1,-5", ReadCodes.PriceNotPositive)]
    public async Task Every_row_that_is_left_out_has_one_reason(string row, string code)
    {
        var reading = await ReadAsync(Of(LinesHeader + "9,2024-01-01,,a,1,1\n" + row + "\n"));
        Assert.Equal(code, Assert.Single(reading.Problems).Code);
        Assert.Equal(1, reading.Scan.LinesSkipped[code]);
        Assert.Equal((2, 1), (reading.Scan.LinesRead, reading.Scan.LinesTaken));
        Assert.Equal(ProblemScope.Row, ReadCodes.All[code]);
    }

    [Fact]
    public async Task A_very_long_order_number_or_member_is_left_out()
    {
        var x = new string('x', 81);
        var reading = await ReadAsync(Of(LinesHeader + $"{x},2024-01-01,,a,1,1\n1,2024-01-01,{x},a,1,1\n"));
        Assert.Equal([ReadCodes.OrderTooLong, ReadCodes.MemberTooLong], reading.Problems.Select(p => p.Code));
        Assert.Equal(ReadProblem.MaxValueLength, ReadProblem.Shorten(new string('x', 5_000)).Length);
    }

    [Fact]
    public async Task Blank_rows_and_delimiters_at_the_end_of_rows_are_passed_over()
    {
        var reading = await ReadAsync(Of(LinesHeader + "\n,,,,,\n1,2024-01-01,,a,1,1,,\n \n"));
        Assert.Equal(4, reading.Only.FirstRow);
        Assert.Equal(1, reading.Tally.LinesRead);
    }

    [Fact]
    public async Task A_prefix_makes_a_return_and_other_letters_an_adjustment()
    {
        var mapping = Lines with { Returns = new ReturnConvention(ReturnStyle.OrderPrefix, "C"), OrderNumbersAreDigits = true };
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,m,a,3,2\nC1,2024-01-01,m,a,-2,2\nC2,2024-01-01,m,a,2,2\nA3,2024-01-01,m,a,1,2\n4,2024-01-01,m,a,-1,2\n", mapping));
        Assert.Equal([("1", DocumentKind.Sale), ("C1", DocumentKind.Return)], reading.Documents.Select(d => (d.Reference, d.Kind)));
        Assert.Equal((2m, 4m), (reading.Documents[1].Lines[0].Quantity, reading.Documents[1].Lines[0].NetAmount));
        Assert.Equal([ReadCodes.ReturnQuantityNotNegative, ReadCodes.Adjustment, ReadCodes.QuantityNotPositive], reading.Problems.Select(p => p.Code));
        Assert.Equal(new DocumentTotals(1, 4, 1, 4), reading.Scan.Returns);
    }

    [Fact]
    public async Task A_negative_quantity_makes_a_return_of_the_same_order()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,m,a,3,2\n1,2024-01-01,m,a,-1,2\n1,2024-01-01,m,b,1,2\n"));
        Assert.Equal([(DocumentKind.Return, 1), (DocumentKind.Sale, 2)], reading.Documents.Select(d => (d.Kind, d.Lines.Count)));
        Assert.Equal((1L, 1L), (reading.Scan.Sales.Documents, reading.Scan.Returns.Documents));
    }

    [Fact]
    public async Task A_row_can_be_a_whole_order_and_its_number_comes_once()
    {
        const string text = "Order,Date,Email,Total,Currency\n1,2024-01-01,a@x.com,10.00,EUR\n2,2024-01-01,,5,EUR\n1,2024-01-02,a@x.com,10.00,EUR\n3,2024-01-02,a@x.com,-4,EUR\n";
        var reading = await ReadAsync(Of(text, Orders));
        Assert.Equal([("1", DocumentKind.Sale, 10m), ("2", DocumentKind.Sale, 5m), ("3", DocumentKind.Return, 4m)],
            reading.Documents.Select(d => (d.Reference, d.Kind, d.Lines[0].NetAmount)));
        Assert.Equal(("a@x.com", "EUR", true), (reading.Documents[0].MemberEmail, reading.Documents[0].Currency, reading.Documents[0].IsIdentified));
        Assert.Equal(new ReadProblem(4, ReadCodes.DuplicateOrder, Value: "1"), Assert.Single(reading.Problems));
        Assert.Equal((4, 3, 1), (reading.Scan.LinesRead, reading.Scan.LinesTaken, reading.Scan.LinesSkipped[ReadCodes.DuplicateOrder]));
        Assert.Equal(["EUR"], reading.Scan.Currencies);
        Assert.Equal(new DocumentTotals(2, 15, 1, 10), reading.Scan.Sales);
    }

    [Fact]
    public async Task A_whole_number_member_loses_the_fraction_a_tool_gave_it()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,17850.0,a,1,1\n2,2024-01-01,17850.5,a,1,1\n3,2024-01-01,v1.0,a,1,1\n", Lines with { MemberKeysAreWholeNumbers = true }));
        Assert.Equal(["17850", "17850.5", "v1.0"], reading.Documents.Select(d => d.MemberKey));
    }

    [Fact]
    public async Task Postage_is_sold_but_earns_nothing()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,m,post,1,18\n1,2024-01-01,m,GIFT_1,1,18\n1,2024-01-01,m,POSTER,1,18\n", Lines with { NonEarningSkus = ["POST", "gift_*"] }));
        Assert.Equal([false, false, true], reading.Only.Lines.Select(l => l.EarnsPoints));
    }

    [Fact]
    public async Task Leading_zeros_kept_the_spreadsheet_way_are_read()
    {
        var reading = await ReadAsync(Of(LinesHeader + "\"=\"\"007\"\"\",2024-01-01,m,a,1,1\n"));
        Assert.Equal("007", reading.Only.Reference);
    }

    [Fact]
    public async Task Another_member_within_an_order_is_worth_a_note()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,,a,1,1\n1,2024-01-01,m1,a,1,1\n1,2024-01-01,m2,a,1,1\n"));
        Assert.Equal("m1", reading.Only.MemberKey);
        Assert.Equal(new ReadProblem(4, ReadCodes.MemberDiffers, Value: "m2"), Assert.Single(reading.Problems));
        Assert.Equal(3, reading.Tally.LinesTaken);
    }

    [Fact]
    public async Task A_member_named_late_in_a_scattered_order_is_still_counted_exactly()
    {
        var reading = await ReadAsync(Of(LinesHeader + "1,2024-01-01,,a,1,5\n2,2024-01-01,m,a,1,1\n1,2024-01-01,m,a,1,7\n"));
        Assert.Equal(new DocumentTotals(2, 13, 2, 13), reading.Scan.Sales);
        Assert.Equal((1, 1), (reading.Scan.Members, reading.Scan.MembersWithTwoSales));
    }

    [Fact]
    public async Task A_reading_resumes_after_any_document()
    {
        // Orders that stand together, with a few scattered ones among them.
        var text = LinesHeader + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 5 == 0 ? i % 3 : 10 + (i / 5))},2024-01-01,,s{i},1,1\n"));
        var whole = (await ReadAsync(Of(text))).Documents;
        for (var i = 0; i < whole.Count; i++)
        {
            var rest = (await ReadAsync(Of(text), afterRow: whole[i].LastRow)).Documents;
            Assert.Equal(whole.Skip(i + 1).Select(d => d.Reference), rest.Select(d => d.Reference));
            Assert.Equal(whole.Skip(i + 1).SelectMany(d => d.Lines), rest.SelectMany(d => d.Lines));
        }

        Assert.Equal(15, whole.Count);
    }

    [Fact]
    public async Task A_file_that_breaks_off_holds_back_what_may_be_incomplete()
    {
        var text = LinesHeader + "1,2024-01-01,,a,1,1\n2,2024-01-01,,a,1,1\n2,2024-01-01,,\"b,1,1\n";
        var reading = await ReadAsync(Of(text));
        Assert.Equal("1", reading.Only.Reference);
        Assert.Equal(new ReadProblem(4, ReadCodes.UnterminatedQuote), reading.Tally.Fault);
        Assert.Equal((3, 2), (reading.Tally.LinesRead, reading.Tally.LinesTaken));
    }

    [Fact]
    public async Task Gzip_that_breaks_off_in_the_middle_is_damaged()
    {
        var random = new Random(7);
        var text = LinesHeader + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},2024-01-01,,{random.Next()},1,1\n"));
        var packed = Gzip(Utf8(text));
        var reading = await ReadAsync(Of(packed[..(packed.Length / 2)], Lines));
        Assert.Equal(ReadCodes.DamagedGzip, reading.Fault);
        Assert.NotEmpty(reading.Documents);
    }

    [Fact]
    public async Task Limits_on_orders_and_their_lines_are_kept()
    {
        var many = LinesHeader + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},2024-01-01,,a,1,1\n"));
        Assert.Equal(ReadCodes.TooManyOrders, (await ReadAsync(Of(many, limits: new ReadLimits { MaxOrders = 50 }))).Scan.Fault?.Code);
        var large = LinesHeader + string.Concat(Enumerable.Repeat("1,2024-01-01,,a,1,1\n", 100));
        Assert.Equal(ReadCodes.OrderTooLarge, (await ReadAsync(Of(large, limits: new ReadLimits { MaxLinesPerOrder = 50 }))).Scan.Fault?.Code);
        Assert.Equal(ReadCodes.OrderTooLarge, (await ReadAsync(Of(large, limits: new ReadLimits { MaxLinesPerOrder = 50 }))).Fault);
        var scattered = LinesHeader + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10},2024-01-01,,a,1,1\n"));
        Assert.Equal(ReadCodes.OrdersTooScattered, (await ReadAsync(Of(scattered, limits: new ReadLimits { MaxScatteredLines = 50 }))).Scan.Fault?.Code);
    }

    [Theory]
    [InlineData("", ReadCodes.EmptyFile)]
    [InlineData("Order,Date,Member,SKU,Qty,Price", ReadCodes.NoRows)]
    [InlineData("Order,Date,Member,SKU,Qty,Price\n\n\n", ReadCodes.NoRows)]
    public async Task A_file_without_rows_is_a_fault(string text, string code)
    {
        var reading = await ReadAsync(Of(text));
        Assert.Equal(code, reading.Fault);
        Assert.Empty(reading.Documents);
    }

    [Fact]
    public async Task A_file_without_a_header_begins_with_its_first_row()
    {
        var reading = await ReadAsync(Of("1,2024-01-01,,a,1,1\n", Lines with { HasHeader = false }));
        Assert.Equal(1, reading.Only.FirstRow);
    }

    [Fact]
    public async Task A_preview_shows_every_problem_of_a_cell_and_what_the_good_rows_become()
    {
        var preview = await Preview.ReadAsync(Of(LinesHeader + "1,2024-01-01,m,a,2,3\n,soon,m,a,x,0\n1,2\n"));
        Assert.Equal(["Order", "Date", "Member", "SKU", "Qty", "Price"], preview.Headings);
        Assert.Empty(preview.Faults);
        Assert.Equal(6m, preview.Rows[0].Line?.Line.NetAmount);
        Assert.Equal(
            [(ReadCodes.MissingOrder, "Order"), (ReadCodes.UnreadableDate, "Date"), (ReadCodes.UnreadableNumber, "Qty")],
            preview.Rows[1].Problems.Select(p => (p.Code, p.Column!)));
        Assert.Null(preview.Rows[1].Line);
        Assert.Equal(ReadCodes.RaggedRow, Assert.Single(preview.Rows[2].Problems).Code);
        Assert.Equal(["1", "2"], preview.Rows[2].Cells);
    }

    [Fact]
    public async Task A_preview_is_short_and_says_when_the_mapping_is_unfinished()
    {
        var text = LinesHeader + string.Concat(Enumerable.Repeat("1,2024-01-01,,a,1,1\n", 500));
        Assert.Equal(20, (await Preview.ReadAsync(Of(text))).Rows.Count);
        Assert.Equal(Preview.MaxRows, (await Preview.ReadAsync(Of(text), 1_000)).Rows.Count);
        var unfinished = await Preview.ReadAsync(Of(text, Lines with { Columns = new Dictionary<PurchaseField, int>() }));
        Assert.Equal([ReadCodes.FieldNotMapped], unfinished.Faults.Select(f => f.Code).Distinct());
    }
}
