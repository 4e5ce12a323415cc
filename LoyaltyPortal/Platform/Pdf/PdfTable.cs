using LoyaltyPortal.Platform.Drawing;

namespace LoyaltyPortal.Platform.Pdf;

/// <param name="Width">In points; 0 takes an equal part of what the others leave.</param>
public sealed record PdfColumn(string Title, double Width = 0, bool IsRight = false);

/// <param name="Note">Smaller, below the text.</param>
/// <param name="Ground">What it is drawn on; null the paper.</param>
public readonly record struct PdfCell(string Text, string? Note = null, bool IsStrong = false, Ink? Ink = null, Ink? Ground = null);

/// <summary>A table that goes on over as many pages as it needs; each begins with its titles. A row stays on one page.</summary>
public sealed class PdfTable(PdfPalette palette, IReadOnlyList<PdfColumn> columns)
{
    private const double Inset = 6;
    private const double Above = 4.5;
    private readonly List<(IReadOnlyList<PdfCell> Cells, bool IsSum)> _rows = [];

    public double TextSize { get; init; } = 8.5;

    /// <summary>Said at the head of the table on further pages.</summary>
    public string? Continued { get; init; }

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
            var laid = new (IReadOnlyList<string> Text, IReadOnlyList<string> Note)[columns.Count];
            var height = 0.0;
            for (var column = 0; column < columns.Count; column++)
            {
                var (cell, room) = (cells[column], widths[column] - 2 * Inset);
                laid[column] = (Lines(flow, cell.Text, StyleOf(text, column, cell, isSum), room), cell.Note is { Length: > 0 } below ? Lines(flow, below, note, room) : []);
                height = Math.Max(height, laid[column].Text.Count * text.Leading + laid[column].Note.Count * note.Leading);
            }

            height += 2 * Above;
            if (flow.Need(height))
                Titles(flow, widths);
            Row(flow, widths, cells, laid, height, isSum, text, note);
        }
    }

    private static IReadOnlyList<string> Lines(PdfFlow flow, string text, PdfStyle style, double room) => text.Length == 0 ? [] : flow.Document.Wrap(text, style, room);

    private PdfStyle StyleOf(PdfStyle text, int column, PdfCell cell, bool isSum) => text with { IsStrong = cell.IsStrong || isSum, Ink = cell.Ink ?? text.Ink, IsFigures = columns[column].IsRight };

    private void Row(PdfFlow flow, double[] widths, IReadOnlyList<PdfCell> cells, (IReadOnlyList<string> Text, IReadOnlyList<string> Note)[] laid, double height, bool isSum, PdfStyle text, PdfStyle note)
    {
        var (page, x) = (flow.Page, flow.Left);
        if (isSum)
            page.Rectangle(flow.Left, flow.Y, flow.Width, height, palette.Ground);
        for (var column = 0; column < columns.Count; column++)
        {
            if (cells[column].Ground is { } ground)
                page.Rectangle(x + 0.5, flow.Y + 0.5, widths[column] - 1, height - 1, ground, 2);
            var y = flow.Y + Above;
            Put(laid[column].Text, StyleOf(text, column, cells[column], isSum));
            Put(laid[column].Note, note);
            x += widths[column];

            void Put(IReadOnlyList<string> lines, PdfStyle style)
            {
                foreach (var line in lines)
                {
                    if (columns[column].IsRight)
                        page.TextRight(line, x + widths[column] - Inset, y + style.Ascent, style);
                    else
                        page.Text(line, x + Inset, y + style.Ascent, style);
                    y += style.Leading;
                }
            }
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
            foreach (var line in titles[column])
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
