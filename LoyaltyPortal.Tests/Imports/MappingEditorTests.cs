using Bunit;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Imports.Pages;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Tests.Imports.Reading;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Imports;

public sealed class MappingEditorTests : ComponentContext
{
    private const string File = "Order;Date;Member;SKU;Qty;Price\nR1;01/02/2025;7;A;2;3,50\nR2;03/04/2025;7;B;1;12,00\n";

    private ColumnMapping? changed;
    private ColumnMapping? rewritten;

    public MappingEditorTests() => Services.AddSingleton<ImportWords>();

    [Fact]
    public async Task A_date_that_can_be_read_in_two_ways_is_a_question()
    {
        var editor = await EditorAsync();
        Assert.Contains("Which day is 01/02/2025?", editor.Markup, StringComparison.Ordinal);
        var answers = editor.FindAll(".date-question label");
        Assert.Equal(["1 February 2025", "2 January 2025"], answers.Select(answer => answer.TextContent.Trim()).Order());

        await answers.Single(answer => answer.TextContent.Contains("2 January", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new ChangeEventArgs { Value = "on" });
        Assert.Equal(DateOrder.MonthDayYear, DateText.OrderOf(changed!.DateFormat));
    }

    [Fact]
    public async Task A_field_moves_to_the_column_that_claims_it()
    {
        var editor = await EditorAsync();
        var selects = editor.FindAll(".columns select");
        Assert.Equal("MemberKey", selects[2].GetAttribute("value"));
        await selects[3].ChangeAsync(new ChangeEventArgs { Value = "MemberKey" });
        Assert.Equal(3, changed!.Columns[PurchaseField.MemberKey]);
        Assert.False(changed.Columns.ContainsKey(PurchaseField.Sku));

        await editor.FindAll(".columns select")[0].ChangeAsync(new ChangeEventArgs { Value = "" });
        Assert.False(changed.Columns.ContainsKey(PurchaseField.OrderNumber));
        Assert.Contains(changed.Validate(), problem => problem.Code == ReadCodes.FieldNotMapped);
    }

    [Fact]
    public async Task Another_separator_asks_for_the_columns_anew()
    {
        var editor = await EditorAsync();
        await editor.Find("#map-delimiter").ChangeAsync(new ChangeEventArgs { Value = "\t" });
        Assert.Equal('\t', rewritten!.Delimiter);
        Assert.Null(changed);
    }

    [Fact]
    public async Task The_prefix_of_returns_is_asked_for_only_where_there_is_one()
    {
        var editor = await EditorAsync();
        Assert.Empty(editor.FindAll("#map-prefix"));
        await editor.Find("#map-returns").ChangeAsync(new ChangeEventArgs { Value = "OrderPrefix" });
        Assert.Equal(ReturnStyle.OrderPrefix, changed!.Returns.Style);

        editor = await EditorAsync(mapping => mapping with { Returns = new ReturnConvention(ReturnStyle.OrderPrefix, "C") });
        await editor.Find("#map-prefix").ChangeAsync(new ChangeEventArgs { Value = "CR" });
        Assert.Equal("CR", changed.Returns.Prefix);
    }

    [Fact]
    public async Task The_preview_says_below_a_row_why_it_would_be_skipped()
    {
        var sniffed = await TestFile.SniffAsync(File);
        var file = TestFile.Of(TestFile.Utf8(File + "R3;05/06/2025;7;A;x;1,00\n"), Presets.Suggest(sniffed));
        var preview = Render<MappingPreview>(parameters => parameters.Add(page => page.Preview, Preview.ReadAsync(file).GetAwaiter().GetResult()));
        Assert.Equal(3, preview.FindAll("tbody tr").Count);
        var skipped = preview.Find("tr.skipped").TextContent;
        Assert.Contains("“x” in Qty is no number", skipped, StringComparison.Ordinal);
        Assert.Contains("1 of them would be skipped", preview.Markup, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<MappingEditor>> EditorAsync(Func<ColumnMapping, ColumnMapping>? with = null)
    {
        var sniffed = await TestFile.SniffAsync(File);
        var mapping = Presets.Suggest(sniffed);
        return Render<MappingEditor>(parameters => parameters
            .Add(editor => editor.Mapping, with?.Invoke(mapping) ?? mapping)
            .Add(editor => editor.Sniffed, sniffed)
            .Add(editor => editor.Columns, [.. sniffed.Columns.Select(column => new FileColumn(column.Index, column.Heading, column.Samples))])
            .Add(editor => editor.OnMapping, EventCallback.Factory.Create<ColumnMapping>(this, mapping => changed = mapping))
            .Add(editor => editor.OnDialect, EventCallback.Factory.Create<ColumnMapping>(this, mapping => rewritten = mapping)));
    }
}
