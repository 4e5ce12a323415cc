using LoyaltyPortal.Analytics.Pages;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Drawing;
using LoyaltyPortal.Platform.Pdf;

namespace LoyaltyPortal.Analytics;

/// <summary>A report as a document: its tiles, its pictures as shapes, its tables, and what each figure means.</summary>
internal sealed class ReportPdf(MerchantView merchant, Report report, ReportAnswer answer, string subtitle, string against, DateTime asOf, ReportWords words)
{
    private const double Margin = 48;
    private const int WideColumns = 9;

    /// <summary>What names a row takes no more than this, in points.</summary>
    private const double MostName = 190;
    private readonly PdfPalette _palette = PdfPalette.Of(merchant.Settings.BrandColour);

    public byte[] Write() => Lay().ToArray();

    internal PdfDocument Lay(bool keepsTexts = false)
    {
        var sheet = PdfPaper.Of(merchant.Settings.Locale);
        if (answer.Tables.Any(table => table.Columns.Count > WideColumns))
            sheet = new PdfPaper(sheet.Name, sheet.Height, sheet.Width);
        var title = words[report.Key + ".Title"];
        var document = new PdfDocument(new PdfInfo(title, merchant.Name, System.Globalization.CultureInfo.CurrentUICulture.Name, asOf, subtitle), sheet) { KeepsTexts = keepsTexts };
        var flow = new PdfFlow(document, page => Again(page, title), Margin);
        First(flow, title);
        if (answer.IsEmpty)
        {
            flow.Paragraph(words[report.NoneKey], _palette.Body);
        }
        else
        {
            Tiles(flow);
            Lead(flow);
            if (answer.Chart is { } chart)
                Picture(flow, chart);
            Table(flow, answer.Table);
            foreach (var section in answer.More)
            {
                if (section.Picture is { } picture)
                    Picture(flow, picture);
                if (section.Table is { } table)
                    Table(flow, table);
            }

            Meanings(flow);
        }

        flow.Number((page, number, count) => Foot(page, number, count));
        return document;
    }

    private void First(PdfFlow flow, string title)
    {
        var page = flow.Page;
        page.Rectangle(0, 0, page.Width, 7, _palette.Brand);
        page.Text(flow.Document.Fit(merchant.Name, _palette.Heading, flow.Width), flow.Left, 40, _palette.Heading.In(_palette.Accent));
        page.Text(flow.Document.Fit(title, _palette.Title, flow.Width), flow.Left, 66, _palette.Title);
        flow.Document.Mark(title, page, 0);
        flow.Y = 74;
        flow.Paragraph(words[report.Key + ".Lead"], _palette.Body.In(_palette.Quiet));
        flow.Paragraph(subtitle, _palette.Body.Strong);
        flow.Gap(10);
    }

    private double Again(PdfPage page, string title)
    {
        page.Rectangle(0, 0, page.Width, 7, _palette.Brand);
        page.Text(merchant.Name, Margin, 34, _palette.Small.Strong.In(_palette.Accent));
        page.TextRight(title, page.Width - Margin, 34, _palette.Small);
        page.Line(Margin, 42, page.Width - Margin, 42, _palette.Rule);
        return 56;
    }

    private void Tiles(PdfFlow flow)
    {
        const double height = 58;
        const double between = 8;
        var across = flow.Width > 600 ? 5 : 4;
        var width = (flow.Width - between * (across - 1)) / across;
        foreach (var row in answer.Tiles.Chunk(across))
        {
            flow.Need(height);
            foreach (var (index, tile) in row.Index())
            {
                var (x, page, room) = (flow.Left + index * (width + between), flow.Page, width - 18);
                page.Rectangle(x, flow.Y, width, height, _palette.Ground, 6);
                page.Text(flow.Document.Fit(tile.Label, _palette.Small, room), x + 9, flow.Y + 15, _palette.Small);
                var value = new PdfStyle(15, _palette.Text, IsStrong: true, IsFigures: true);
                var wide = flow.Document.WidthOf(tile.Value, value);
                page.Text(tile.Value, x + 9, flow.Y + 34, wide > room ? value with { Size = Math.Max(7, value.Size * room / wide) } : value);
                if (tile.Change is { } change)
                {
                    var ink = change == 0 ? _palette.Quiet : change > 0 != tile.LowerIsBetter ? _palette.Good : _palette.Bad;
                    page.Text(flow.Document.Fit($"{(change > 0 ? "+" : change < 0 ? "−" : "")}{words.Formats.Percent(Math.Abs(change))} {against}", _palette.Small, room), x + 9, flow.Y + 48, _palette.Small.In(ink));
                }
            }

            flow.Y += height + between;
        }

        flow.Gap(12);
    }

    /// <summary>Pictures beside each other, two in a row.</summary>
    private void Lead(PdfFlow flow)
    {
        const double height = 168;
        foreach (var row in answer.Lead.Chunk(2))
        {
            flow.Need(height + 30);
            var width = row.Length == 1 ? flow.Width : (flow.Width - 20) / 2;
            foreach (var (index, picture) in row.Index())
            {
                var x = flow.Left + index * (width + 20);
                flow.Page.Text(flow.Document.Fit(picture.Title, _palette.Heading, width), x, flow.Y + 12, _palette.Heading);
                Draw(flow, picture, new PdfBox(x, flow.Y + 20, width, height - 26));
            }

            flow.Document.Mark(row[0].Title, flow.Page, flow.Y);
            flow.Y += height + 14;
        }
    }

    private void Picture(PdfFlow flow, ReportPicture picture)
    {
        const double height = 180;
        flow.Heading(picture.Title, _palette.Heading, height + 30);
        flow.Paragraph(picture.Sentence, _palette.Small);
        flow.Gap(4);
        if (picture is ReportChart { Series.Count: > 1 } chart)
        {
            PdfChart.Legend(flow.Document, flow.Page, flow.Left, flow.Y + 2, _palette, chart.Series.Select(series => series.Name));
            flow.Gap(14);
        }

        Draw(flow, picture, new PdfBox(flow.Left, flow.Y, flow.Width, height));
        flow.Y += height + 14;
    }

    private void Draw(PdfFlow flow, ReportPicture picture, PdfBox box)
    {
        switch (picture)
        {
            case ReportChart chart:
                var most = Enumerable.Range(0, chart.Labels.Count).Select(at => chart.Series.Sum(series => Math.Max(0, series.Values[at]))).DefaultIfEmpty(0).Max();
                PdfChart.Bars(flow.Document, flow.Page, box, _palette, chart.Labels, [.. chart.Series.Select(series => series.Values)], ReportBars.TopOf(most), chart.Say);
                break;
            case ReportTrend trend:
                PdfChart.Trend(flow.Document, flow.Page, box, _palette, trend.Labels, [.. trend.Points.Select(point => point is null ? ((decimal Value, decimal? Margin)?)null : (point.Value, point.Margin))], trend.Low, trend.High, trend.Say);
                break;
            case ReportGauge gauge:
                PdfChart.Dial(flow.Page, box, _palette, gauge.Point.Value, gauge.Point.Margin, gauge.End, gauge.Say(gauge.Point.Value), gauge.Point.Margin is { } margin ? "± " + words.Formats.Number(margin, 1) : null, gauge.Say);
                break;
        }
    }

    private void Table(PdfFlow flow, ReportTable table)
    {
        if (table.Columns.Count == 0 || table.Rows.Count == 0)
            return;
        flow.Heading(table.Title, _palette.Heading);
        var size = table.Columns.Count > 14 ? 6.2 : table.Columns.Count > WideColumns ? 7 : 8.5;
        var drawn = new PdfTable(_palette, Columns(flow, table, size)) { TextSize = size };
        foreach (var row in table.Rows)
            drawn.Add([.. row.Select((cell, at) => CellOf(cell, at))]);
        if (table.Foot is { } foot)
            drawn.AddSum([.. foot.Select((cell, at) => CellOf(cell, at))]);
        drawn.Draw(flow);
        flow.Gap(18);
    }

    private PdfCell CellOf(ReportCell cell, int column) => new(cell.Text, IsStrong: column == 0, Ground: cell.Heat is { } heat && heat > 0 ? PdfPalette.White.Mix(_palette.Accent, (float)Math.Min(heat * 0.9m, 0.5m)) : null);

    /// <summary>As wide as what stands in them; words share what is left.</summary>
    private PdfColumn[] Columns(PdfFlow flow, ReportTable table, double size)
    {
        var (style, title) = (new PdfStyle(size, _palette.Text, IsStrong: true, IsFigures: true), new PdfStyle(size - 1, _palette.Text, IsStrong: true));
        return [.. table.Columns.Select((name, at) =>
        {
            var isNumber = at > 0 && table.Rows.Any(row => at < row.Count && row[at].Number is not null);
            var needed = 13 + Math.Max(
                table.Rows.Append(table.Foot ?? []).Where(row => at < row.Count).Select(row => flow.Document.WidthOf(row[at].Text, style)).DefaultIfEmpty(0).Max(),
                name.Split(' ').Max(word => flow.Document.WidthOf(word, title)));
            return new PdfColumn(name, isNumber || needed < 70 ? needed : at == 0 ? Math.Min(needed, MostName) : 0, isNumber);
        })];
    }

    /// <summary>What each figure is: its definition, numerator and denominator.</summary>
    private void Meanings(PdfFlow flow)
    {
        if (answer.Tiles.Count == 0)
            return;
        flow.Heading(words["Pdf.Meanings"], _palette.Heading);
        var table = new PdfTable(_palette, [new(words["Pdf.Figure"], 130), new(words["Pdf.Meaning"]), new(words["Pdf.Parts"], 150)]) { TextSize = 8 };
        foreach (var tile in answer.Tiles)
            table.Add(new PdfCell(tile.Label, IsStrong: true), new PdfCell(tile.Meaning), new PdfCell(tile.Top is null ? "" : tile.Bottom is null ? tile.Top : $"{tile.Top} / {tile.Bottom}"));
        table.Draw(flow);
    }

    private void Foot(PdfPage page, int number, int count)
    {
        var y = page.Height - 40;
        page.Line(Margin, y, page.Width - Margin, y, _palette.Rule);
        page.Text(words["AsOf", words.Formats.DateAndTime(asOf)], Margin, y + 14, _palette.Small);
        page.TextRight(words["Pdf.Page", number, count], page.Width - Margin, y + 14, _palette.Small.Figures);
    }
}
