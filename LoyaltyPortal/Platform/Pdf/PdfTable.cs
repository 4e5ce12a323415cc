using LoyaltyPortal.Platform.Drawing;

namespace LoyaltyPortal.Platform.Pdf;

/// <param name="Width">In points; 0 takes an equal part of what the others leave.</param>
public sealed record PdfColumn(string Title, double Width = 0, bool IsRight = false);

/// <param name="Note">Smaller, below the text.</param>
/// <param name="Ground">What it is drawn on; null the paper.</param>
public readonly record struct PdfCell(string Text, string? Note = null, bool IsStrong = false, Ink? Ink = null, Ink? Ground = null);

/// <summary>A table that goes on over as many pages as it needs; each begins with its titles. A row stays on one page unless it is higher than one.</summary>
public sealed class PdfTable(PdfPalette palette, IReadOnlyList<PdfColumn> columns)
{
    private const double Inset = 6;
    private const double Above = 4.5;
    private readonly List<(IReadOnlyList<PdfCell> Cells, bool IsSum)> _rows = [];

    public double TextSize { get; init; } = 8.5;

    public void Add(params IReadOnlyList<PdfCell> cells) => _rows.Add((cells, false));

    /// <summary>A row that sums up.</summary>
    public void AddSum(params IReadOnlyList<PdfCell> cells) => _rows.Add((cells, true));

    public void Draw(PdfFlow flow)
    {
        var widths = WidthsIn(flow.Width);
        var text = new PdfStyle(TextSize, palette.Text);
        var note = new PdfStyle(TextSize - 1.3, palette.Quiet);
        Titles(flow, widths);
        foreach (var (cells, isSum) in _rows)
        {
            var laid = new List<(string Text, PdfStyle Style)>[columns.Count];
            for (var column = 0; column < columns.Count; column++)
            {
                var (cell, room) = (cells[column], widths[column] - 2 * Inset);
                laid[column] = Lines(flow, cell.Text, StyleOf(text, column, cell, isSum), room);
                if (cell.Note is { Length: > 0 } below)
                    laid[column].AddRange(Lines(flow, below, note, room));
            }

            if (flow.Need(HeightOf(laid)))
                Titles(flow, widths);
            // Higher than a whole page: as much as there is room for, the rest on the next.
            while (flow.Y + HeightOf(laid) > flow.Bottom && laid.Any(lines => lines.Count > 1))
            {
                Row(flow, widths, cells, Taken(laid, flow.Bottom - flow.Y - 2 * Above), isSum);
                flow.NextPage();
                Titles(flow, widths);
            }

            Row(flow, widths, cells, laid, isSum);
        }
    }

    private static double HeightOf(List<(string Text, PdfStyle Style)>[] laid) => laid.Max(lines => lines.Sum(line => line.Style.Leading)) + 2 * Above;

    /// <summary>Takes the lines that fit away from the rest; one of each cell at the least, so that it comes to an end.</summary>
    private static List<(string Text, PdfStyle Style)>[] Taken(List<(string Text, PdfStyle Style)>[] laid, double room) => [.. laid.Select(lines =>
    {
        var (count, height) = (0, 0.0);
        while (count < lines.Count && (count == 0 || height + lines[count].Style.Leading <= room))
            height += lines[count++].Style.Leading;
        var taken = lines[..count];
        lines.RemoveRange(0, count);
        return taken;
    })];

    private static List<(string Text, PdfStyle Style)> Lines(PdfFlow flow, string text, PdfStyle style, double room)
    {
        if (text.Length == 0)
            return [];
        if (!IsNumber(text))
            return [.. flow.Document.Wrap(text, style, room).Select(line => (line, style))];
        var needed = flow.Document.WidthOf(text, style);
        return [(text, needed <= room ? style : style with { Size = style.Size * room / needed })];
    }

    /// <summary>Figures with their signs and at the most a currency's letters. Two lines of such a one would be read as two numbers: it is set smaller rather than broken.</summary>
    private static bool IsNumber(string text) => text.Length <= 40 && text.Any(char.IsDigit) && text.Count(char.IsLetter) <= 3;

    private PdfStyle StyleOf(PdfStyle text, int column, PdfCell cell, bool isSum) => text with { IsStrong = cell.IsStrong || isSum, Ink = cell.Ink ?? text.Ink, IsFigures = columns[column].IsRight };

    private void Row(PdfFlow flow, double[] widths, IReadOnlyList<PdfCell> cells, List<(string Text, PdfStyle Style)>[] laid, bool isSum)
    {
        var (page, x, height) = (flow.Page, flow.Left, HeightOf(laid));
        if (isSum)
            page.Rectangle(flow.Left, flow.Y, flow.Width, height, palette.Ground);
        for (var column = 0; column < columns.Count; column++)
        {
            if (cells[column].Ground is { } ground)
                page.Rectangle(x + 0.5, flow.Y + 0.5, widths[column] - 1, height - 1, ground, 2);
            var y = flow.Y + Above;
            foreach (var (line, style) in laid[column])
            {
                if (columns[column].IsRight)
                    page.TextRight(line, x + widths[column] - Inset, y + style.Ascent, style);
                else
                    page.Text(line, x + Inset, y + style.Ascent, style);
                y += style.Leading;
            }

            x += widths[column];
        }

        flow.Y += height;
        page.Line(flow.Left, flow.Y, flow.Right, flow.Y, palette.Rule, 0.5);
    }

    private void Titles(PdfFlow flow, double[] widths)
    {
        var style = new PdfStyle(TextSize - 1, palette.Quiet, IsStrong: true);
        var titles = columns.Select((column, index) => Lines(flow, column.Title, style, widths[index] - 2 * Inset)).ToList();
        var height = Math.Max(1, titles.Max(lines => lines.Count)) * style.Leading + 2 * Above;
        flow.Need(height + 30);
        var x = flow.Left;
        for (var column = 0; column < columns.Count; column++)
        {
            var y = flow.Y + height - Above - titles[column].Count * style.Leading;
            foreach (var (line, _) in titles[column])
            {
                if (columns[column].IsRight)
                    flow.Page.TextRight(line, x + widths[column] - Inset, y + style.Ascent, style);
                else
                    flow.Page.Text(line, x + Inset, y + style.Ascent, style);
                y += style.Leading;
            }

            x += widths[column];
        }

        flow.Y += height;
        flow.Page.Line(flow.Left, flow.Y, flow.Right, flow.Y, palette.Quiet, 0.9);
    }

    private double[] WidthsIn(double width)
    {
        var (taken, open) = (columns.Sum(column => column.Width), columns.Count(column => column.Width == 0));
        var scale = open == 0 ? width / taken : Math.Min(1, width * 0.8 / Math.Max(1, taken));
        return [.. columns.Select(column => column.Width == 0 ? (width - taken * scale) / open : column.Width * scale)];
    }
}
