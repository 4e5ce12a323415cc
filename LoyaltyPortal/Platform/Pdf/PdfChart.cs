using LoyaltyPortal.Platform.Drawing;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>A place for a picture, in points.</summary>
public readonly record struct PdfBox(double X, double Y, double Width, double Height);

/// <summary>Charts as shapes: sharp at any size.</summary>
public static class PdfChart
{
    /// <summary>Bars whose parts stand on each other.</summary>
    /// <param name="series">As many values each as there are labels.</param>
    /// <param name="top">The end of the scale.</param>
    /// <param name="say">A value as people read it.</param>
    public static void Bars(PdfDocument document, PdfPage page, PdfBox box, PdfPalette palette, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<decimal>> series, decimal top, Func<decimal, string> say)
    {
        var plot = Scale(document, page, box, palette, 0, top, say, labels);
        var step = plot.Width / Math.Max(1, labels.Count);
        var bar = Math.Min(step * 0.66, 42);
        for (var at = 0; at < labels.Count; at++)
        {
            var floor = plot.Y + plot.Height;
            for (var part = 0; part < series.Count; part++)
            {
                var height = top == 0 ? 0 : (double)(Math.Max(0, series[part][at]) / top) * plot.Height;
                if (height < 0.05)
                    continue;
                floor -= height;
                page.Rectangle(plot.X + step * at + (step - bar) / 2, floor, bar, height, Colour(palette, part));
            }
        }
    }

    /// <summary>A line that breaks where there is nothing, with its margin around it.</summary>
    public static void Trend(PdfDocument document, PdfPage page, PdfBox box, PdfPalette palette, IReadOnlyList<string> labels, IReadOnlyList<(decimal Value, decimal? Margin)?> points, decimal low, decimal high, Func<decimal, string> say)
    {
        var plot = Scale(document, page, box, palette, low, high, say, labels);
        var step = plot.Width / Math.Max(1, labels.Count);
        double Across(int at) => plot.X + step * (at + 0.5);
        double Down(decimal value) => high == low ? plot.Y + plot.Height / 2 : plot.Y + plot.Height - (double)((Math.Clamp(value, low, high) - low) / (high - low)) * plot.Height;
        for (var at = 0; at < points.Count;)
        {
            if (points[at] is null)
            {
                at++;
                continue;
            }

            var run = Enumerable.Range(at, points.Count - at).TakeWhile(place => points[place] is not null).ToList();
            at += run.Count;
            if (run.Any(place => points[place]!.Value.Margin is not null))
            {
                List<(double X, decimal Value, decimal Margin)> sides = run.Count == 1
                    ? [(Across(run[0]) - step * 0.3, points[run[0]]!.Value.Value, points[run[0]]!.Value.Margin ?? 0), (Across(run[0]) + step * 0.3, points[run[0]]!.Value.Value, points[run[0]]!.Value.Margin ?? 0)]
                    : [.. run.Select(place => (Across(place), points[place]!.Value.Value, points[place]!.Value.Margin ?? 0))];
                page.Shape([.. sides.Select(side => (side.X, Down(side.Value + side.Margin))), .. sides.AsEnumerable().Reverse().Select(side => (side.X, Down(side.Value - side.Margin)))], PdfPalette.White.Mix(palette.Accent, 0.16f));
            }

            page.Way([.. run.Select(place => (Across(place), Down(points[place]!.Value.Value)))], palette.Accent, 1.6);
            foreach (var place in run)
                page.Dot(Across(place), Down(points[place]!.Value.Value), 2.2, palette.Accent);
        }
    }

    /// <summary>One figure on a half circle from minus to plus, with its margin.</summary>
    public static void Dial(PdfPage page, PdfBox box, PdfPalette palette, decimal value, decimal? margin, decimal end, string said, string? either, Func<decimal, string> say)
    {
        var radius = Math.Min(box.Width / 2 - 16, box.Height - 26);
        var (x, y) = (box.X + box.Width / 2, box.Y + radius + 8);
        (double X, double Y) At(decimal place)
        {
            var angle = Math.PI * (1 - (double)((Math.Clamp(place, -end, end) + end) / (2 * end)));
            return (x + radius * Math.Cos(angle), y - radius * Math.Sin(angle));
        }

        List<(double X, double Y)> Arc(decimal from, decimal to) => [.. Enumerable.Range(0, 49).Select(part => At(from + (to - from) * part / 48))];
        page.Way(Arc(-end, end), palette.Rule, 9);
        if (value != 0)
            page.Way(Arc(Math.Min(0, value), Math.Max(0, value)), value < 0 ? palette.Bad : palette.Accent, 9);
        if (margin is > 0 and var known)
            page.Way(Arc(Math.Max(-end, value - known), Math.Min(end, value + known)), palette.Text, 1.4);
        page.Line(x, y - radius - 7, x, y - radius + 7, palette.Quiet, 0.8);
        var (pointX, pointY) = At(value);
        page.Dot(pointX, pointY, 5.2, PdfPalette.White);
        page.Dot(pointX, pointY, 3.6, palette.Text);
        page.TextCentred(said, x, y - 6, new PdfStyle(22, palette.Text, IsStrong: true));
        if (either is not null)
            page.TextCentred(either, x, y + 8, palette.Small);
        page.TextCentred(say(-end), x - radius, y + 14, palette.Small);
        page.TextCentred(say(end), x + radius, y + 14, palette.Small);
    }

    /// <summary>Names of series beside their colours.</summary>
    public static void Legend(PdfDocument document, PdfPage page, double x, double y, PdfPalette palette, IEnumerable<string> names)
    {
        foreach (var (index, name) in names.Index())
        {
            page.Rectangle(x, y, 7, 7, Colour(palette, index), 1.5);
            x += 11 + page.Text(name, x + 11, y + 6.4, palette.Small) + 14;
        }
    }

    /// <summary>How far along something is.</summary>
    public static void Progress(PdfPage page, double x, double y, double width, PdfPalette palette, double share)
    {
        page.Rectangle(x, y, width, 5, palette.Rule, 2.5);
        if (share > 0)
            page.Rectangle(x, y, Math.Max(5, width * Math.Min(1, share)), 5, palette.Accent, 2.5);
    }

    private static Ink Colour(PdfPalette palette, int series) => palette.Series[series % palette.Series.Count];

    /// <summary>The quiet grid with what stands beside and below it.</summary>
    /// <returns>What is left for the picture itself.</returns>
    private static PdfBox Scale(PdfDocument document, PdfPage page, PdfBox box, PdfPalette palette, decimal low, decimal high, Func<decimal, string> say, IReadOnlyList<string> labels)
    {
        var style = palette.Small.Figures;
        decimal[] ticks = [high, (high + low) / 2, low];
        var beside = ticks.Max(tick => document.WidthOf(say(tick), style)) + 8;
        var plot = new PdfBox(box.X + beside, box.Y + 5, box.Width - beside, box.Height - 24);
        for (var tick = 0; tick < ticks.Length; tick++)
        {
            var y = plot.Y + plot.Height * tick / 2;
            page.Line(plot.X, y, plot.X + plot.Width, y, palette.Rule, 0.5);
            page.TextRight(say(ticks[tick]), plot.X - 6, y + 2.6, style);
        }

        if (labels.Count == 0)
            return plot;
        var step = plot.Width / labels.Count;
        var widest = labels.Max(label => document.WidthOf(label, palette.Small)) + 8;
        var every = Math.Max(1, (int)Math.Ceiling(widest / step));
        for (var at = 0; at < labels.Count; at += every)
        {
            var (width, middle) = (document.WidthOf(labels[at], palette.Small), plot.X + step * (at + 0.5));
            page.Text(labels[at], Math.Clamp(middle - width / 2, plot.X, Math.Max(plot.X, plot.X + plot.Width - width)), plot.Y + plot.Height + 12, palette.Small);
        }

        return plot;
    }
}
