using System.Text;
using LoyaltyPortal.Platform.Drawing;
using LoyaltyPortal.Platform.Pdf;

namespace LoyaltyPortal.Tests.Platform.Pdf;

public sealed class PdfDocumentTests : IDisposable
{
    private static readonly PdfInfo Info = new("Şehir Ωmega", "Kitapçı & Söhne", "tr-TR", new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc));
    private static readonly PdfPalette Palette = PdfPalette.Of("#0f766e");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-pdf-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_same_content_makes_the_same_bytes()
    {
        static byte[] Make() => Lined(60).ToArray();
        Assert.Equal(Make(), Make());
    }

    [PdfToolsFact]
    public async Task A_table_over_many_pages_repeats_its_titles_and_every_row_is_there_once()
    {
        var document = Lined(240);
        var file = await KeepAsync(document);

        Assert.Null(await PdfTools.FaultAsync(file));
        var text = await PdfTools.TextAsync(file);
        Assert.True(document.Pages.Count > 5);
        Assert.Equal(document.Pages.Count, text.Split("Column of words").Length - 1);
        for (var row = 1; row <= 240; row++)
            Assert.Single(text.Split('\n'), line => line.Contains($"Row {row:000} ", StringComparison.Ordinal));
        Assert.Equal(PdfTools.DrawnOn(document), PdfTools.Dense(text));
        Assert.Contains($"Page {document.Pages.Count} of {document.Pages.Count}", text, StringComparison.Ordinal);
    }

    [PdfToolsFact]
    public async Task What_the_font_lacks_is_drawn_and_still_found_as_what_it_was()
    {
        string[] texts = ["漢字 and 🎉 party", "שלום עולם", "Ελένη Παπαδοπούλου", "Юлия Щербакова", "Ağrı İğdır Şırnak", "é composed", "(a\\b) \r\n\tend", "\u200bhidden\u202e marks", "a\ud800b", "𝔉raktur"];
        var document = new PdfDocument(Info, PdfPaper.A4) { KeepsTexts = true };
        var page = document.AddPage();
        for (var line = 0; line < texts.Length; line++)
            page.Text(texts[line], 50, 80 + line * 30, new PdfStyle(12, Palette.Text, line % 2 == 1));
        var file = await KeepAsync(document);

        Assert.Null(await PdfTools.FaultAsync(file));
        var text = await PdfTools.TextAsync(file);
        foreach (var wanted in new[] { "漢字 and 🎉 party", "Ελένη Παπαδοπούλου", "Юлия Щербакова", "Ağrı İğdır Şırnak", "é composed", "hidden marks", "a\ufffdb", "𝔉raktur" })
            Assert.Contains(wanted, text, StringComparison.Ordinal);
        Assert.Contains("שלום עולם", await PdfTools.ReadingAsync(file), StringComparison.Ordinal);
        Assert.Equal(texts.Length, page.Texts.Count);
    }

    [PdfToolsFact]
    public async Task Shapes_links_codes_and_charts_make_a_valid_file()
    {
        var document = new PdfDocument(Info, PdfPaper.Letter);
        var page = document.AddPage();
        page.Rectangle(10, 10, 100, 50, Ink.Of("#ff0000"), 8);
        page.Frame(10, 80, 100, 50, Ink.Of("#00ff00"), 1, 8);
        page.Qr("https://loyal.example/verify", 200, 10, 90, Palette.Text);
        page.Link(200, 10, 90, 90, "https://loyal.example/verify?card=a(b)&head=ü");
        string Say(decimal value) => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        PdfChart.Bars(document, page, new PdfBox(20, 150, 400, 150), Palette, ["Jan", "Feb", "Mar"], [[1, 5, 3], [2, 2, 0]], 8, Say);
        PdfChart.Trend(document, page, new PdfBox(20, 320, 400, 150), Palette, ["Jan", "Feb", "Mar", "Apr"], [(1m, 0.5m), null, (3m, 1m), (2m, 1m)], 0, 4, Say);
        PdfChart.Dial(page, new PdfBox(20, 490, 200, 140), Palette, 31, 6, 100, "+31", "± 6", Say);
        PdfChart.Legend(document, page, 20, 640, Palette, ["First", "Second"]);
        document.Mark("Charts", page, 150);
        document.Mark("Dial", page, 490);
        var file = await KeepAsync(document);

        Assert.Null(await PdfTools.FaultAsync(file));
        Assert.Contains("+31", await PdfTools.TextAsync(file), StringComparison.Ordinal);
        Assert.DoesNotContain("/Subtype/Image", Encoding.Latin1.GetString(document.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_one_width_are_as_wide_as_each_other_and_pairs_move_together()
    {
        var document = new PdfDocument(Info, PdfPaper.A4);
        var style = new PdfStyle(10, Palette.Text);
        Assert.Equal(document.WidthOf("1111", style.Figures), document.WidthOf("8048", style.Figures), 6);
        Assert.NotEqual(document.WidthOf("1111", style), document.WidthOf("8888", style));
        Assert.True(document.WidthOf("AVAVAV", style) < 3 * (document.WidthOf("A", style) + document.WidthOf("V", style)));
    }

    [Fact]
    public void A_text_is_broken_between_words_and_a_long_word_within()
    {
        var document = new PdfDocument(Info, PdfPaper.A4);
        var style = new PdfStyle(10, Palette.Text);
        var lines = document.Wrap("short words then " + new string('W', 90) + " end", style, 120);
        Assert.True(lines.Count > 3);
        Assert.All(lines, line => Assert.True(document.WidthOf(line, style) <= 120));
        Assert.Equal("shortwordsthen" + new string('W', 90) + "end", PdfTools.Dense(string.Concat(lines)));
        Assert.EndsWith("…", document.Fit(new string('W', 90), style, 120), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_never_broken_and_a_row_higher_than_a_page_goes_on_on_the_next()
    {
        var document = new PdfDocument(Info, PdfPaper.A4) { KeepsTexts = true };
        var flow = new PdfFlow(document, page => 50) { Y = 50 };
        var table = new PdfTable(Palette, [new("Words", 60), new("Sum", 40, true), new("Rest")]);
        table.Add(new PdfCell(string.Join(' ', Enumerable.Range(1, 400).Select(number => $"word{number}x"))), new PdfCell("£1,234,567,890.50 %"), new PdfCell("end"));
        table.Draw(flow);
        var texts = document.Pages.SelectMany(page => page.Texts).ToList();
        Assert.True(document.Pages.Count > 1);
        Assert.Contains("£1,234,567,890.50 %", texts);
        Assert.All(Enumerable.Range(1, 400), number => Assert.Contains($"word{number}x", string.Join(' ', texts), StringComparison.Ordinal));
        Assert.Equal(document.Pages.Count, texts.Count(text => text == "Sum"));
        Assert.True(flow.Y <= flow.Bottom);
    }

    private static PdfDocument Lined(int rows)
    {
        var document = new PdfDocument(Info, PdfPaper.A4) { KeepsTexts = true };
        var flow = new PdfFlow(document, page => 50) { Y = 50 };
        var table = new PdfTable(Palette, [new("Number", 60, true), new("Column of words"), new("Amount", 80, true)]);
        for (var row = 1; row <= rows; row++)
            table.Add(new PdfCell(row.ToString(System.Globalization.CultureInfo.InvariantCulture)), new PdfCell($"Row {row:000} of it", row % 3 == 0 ? "with a note below" : null), new PdfCell("1,234.50"));
        table.Draw(flow);
        flow.Number((page, number, count) => page.Text($"Page {number} of {count}", 50, 820, Palette.Small));
        return document;
    }

    private async Task<string> KeepAsync(PdfDocument document)
    {
        var file = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N") + ".pdf");
        await File.WriteAllBytesAsync(file, document.ToArray());
        return file;
    }
}
