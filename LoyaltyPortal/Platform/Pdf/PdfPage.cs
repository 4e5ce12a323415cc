using LoyaltyPortal.Platform.Drawing;
using QRCoder;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>One page. Places are in points from its top left corner.</summary>
public sealed class PdfPage
{
    private readonly PdfDocument _document;
    private Ink? _fill;
    private Ink? _stroke;
    private double _thickness = -1;
    private (PdfFontUse? Font, double Size) _font;

    internal PdfPage(PdfDocument document) => _document = document;

    public double Width => _document.Paper.Width;

    public double Height => _document.Paper.Height;

    internal PdfBytes Content { get; } = new();

    /// <summary>In the order in which they were drawn; nothing unless the document keeps them.</summary>
    internal List<string> Texts { get; } = [];

    internal List<(double X, double Y, double Width, double Height, string Address)> Links { get; } = [];

    /// <summary>Draws a line of text.</summary>
    /// <param name="y">Where its feet stand.</param>
    /// <returns>How wide it is.</returns>
    public double Text(string text, double x, double y, PdfStyle style)
    {
        var drawable = PdfText.Drawable(text);
        if (drawable.Length == 0)
            return 0;
        if (_document.KeepsTexts)
            Texts.Add(drawable);
        var font = _document.FontOf(style);
        Fill(style.Ink);
        Content.Add("BT "u8);
        if (_font != (font, style.Size))
        {
            Content.Add((byte)'/').Add(font.Name).Add((byte)' ').Number(style.Size).Add("Tf "u8);
            _font = (font, style.Size);
        }

        Content.Number(x).Number(Height - y).Add("Td["u8).Add((byte)'(');
        var (sum, last) = (0, 0);
        for (var at = 0; at < drawable.Length; at++)
        {
            var number = font.NumberOf(PdfDocument.CharacterAt(drawable, ref at, style));
            var kern = last > 0 ? font.KernBetween(last, number) : 0;
            if (kern != 0)
                Content.Add((byte)')').Count(-kern).Add((byte)'(');
            Letter((byte)(number >> 8));
            Letter((byte)number);
            sum += font.AdvanceOf(number) + kern;
            last = number;
        }

        Content.Add(")]TJ ET\n"u8);
        return sum * style.Size / 1000;
    }

    /// <summary>Draws a line of text that ends there.</summary>
    public void TextRight(string text, double right, double y, PdfStyle style) => Text(text, right - _document.WidthOf(text, style), y, style);

    public void TextCentred(string text, double middle, double y, PdfStyle style) => Text(text, middle - _document.WidthOf(text, style) / 2, y, style);

    public void Line(double fromX, double fromY, double toX, double toY, Ink ink, double thickness = 0.6)
    {
        Stroke(ink, thickness);
        Content.Number(fromX).Number(Height - fromY).Add("m "u8).Number(toX).Number(Height - toY).Add("l S\n"u8);
    }

    public void Rectangle(double x, double y, double width, double height, Ink ink, double radius = 0)
    {
        Fill(ink);
        if (radius <= 0)
        {
            Content.Number(x).Number(Height - y - height).Number(width).Number(height).Add("re f\n"u8);
            return;
        }

        Rounded(x, y, width, height, radius);
        Content.Add("f\n"u8);
    }

    /// <summary>The border of a rectangle.</summary>
    public void Frame(double x, double y, double width, double height, Ink ink, double thickness = 0.6, double radius = 0)
    {
        Stroke(ink, thickness);
        Rounded(x, y, width, height, radius);
        Content.Add("S\n"u8);
    }

    /// <summary>A shape with corners, filled.</summary>
    public void Shape(IReadOnlyList<(double X, double Y)> corners, Ink ink)
    {
        Fill(ink);
        Path(corners);
        Content.Add("f\n"u8);
    }

    /// <summary>A line through places; its joints are round.</summary>
    public void Way(IReadOnlyList<(double X, double Y)> places, Ink ink, double thickness)
    {
        if (places.Count < 2)
            return;
        Stroke(ink, thickness);
        Content.Add("1 j 1 J "u8);
        Path(places);
        Content.Add("S 0 j 0 J\n"u8);
    }

    public void Dot(double x, double y, double radius, Ink ink) => Rectangle(x - radius, y - radius, radius * 2, radius * 2, ink, radius);

    /// <summary>A QR code with its quiet zone, on white: as few modules as can be, which are large and quickly found.</summary>
    public void Qr(string content, double x, double y, double side, Ink ink)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(content, QRCodeGenerator.ECCLevel.L);
        var rows = code.ModuleMatrix;
        var unit = side / rows.Count;
        Rectangle(x, y, side, side, PdfPalette.White);
        Fill(ink);
        // In units of its modules, so that no gap is seen between two of them, and in few bytes.
        Content.Add("q "u8).Add(System.FormattableString.Invariant($"{unit:0.####} 0 0 {-unit:0.####} {x:0.##} {Height - y:0.##} cm\n"));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows.Count; column++)
            {
                if (!rows[row][column])
                    continue;
                var run = 1;
                while (column + run < rows.Count && rows[row][column + run])
                    run++;
                Content.Count(column).Add((byte)' ').Count(row).Add((byte)' ').Count(run).Add(" 1 re\n"u8);
                column += run;
            }
        }

        Content.Add("f Q\n"u8);
    }

    /// <summary>Makes a place lead to an address.</summary>
    public void Link(double x, double y, double width, double height, string address) => Links.Add((x, y, width, height, address));

    private void Letter(byte letter)
    {
        // Brackets and what begins an escape mean something in a string; a line end may be read as another one.
        if (letter is (byte)'(' or (byte)')' or (byte)'\\')
            Content.Add((byte)'\\').Add(letter);
        else if (letter is (byte)'\r')
            Content.Add("\\r"u8);
        else
            Content.Add(letter);
    }

    private void Path(IReadOnlyList<(double X, double Y)> places)
    {
        for (var at = 0; at < places.Count; at++)
            Content.Number(places[at].X).Number(Height - places[at].Y).Add(at == 0 ? "m "u8 : "l "u8);
    }

    private void Rounded(double x, double y, double width, double height, double radius)
    {
        if (radius <= 0)
        {
            Content.Number(x).Number(Height - y - height).Number(width).Number(height).Add("re "u8);
            return;
        }

        radius = Math.Min(radius, Math.Min(width, height) / 2);
        var bend = radius * 0.4477; // what is left of the corner for the control points of a quarter circle
        var (left, right, top, bottom) = (x, x + width, Height - y, Height - y - height);
        Content.Number(left + radius).Number(top).Add("m "u8).Number(right - radius).Number(top).Add("l "u8);
        Curve(right - bend, top, right, top - bend, right, top - radius);
        Content.Number(right).Number(bottom + radius).Add("l "u8);
        Curve(right, bottom + bend, right - bend, bottom, right - radius, bottom);
        Content.Number(left + radius).Number(bottom).Add("l "u8);
        Curve(left + bend, bottom, left, bottom + bend, left, bottom + radius);
        Content.Number(left).Number(top - radius).Add("l "u8);
        Curve(left, top - bend, left + bend, top, left + radius, top);
        Content.Add("h "u8);
    }

    private void Curve(double x1, double y1, double x2, double y2, double x, double y) =>
        Content.Number(x1).Number(y1).Number(x2).Number(y2).Number(x).Number(y).Add("c "u8);

    private void Fill(Ink ink)
    {
        if (_fill == ink)
            return;
        _fill = ink;
        Colour(ink).Add("rg\n"u8);
    }

    private void Stroke(Ink ink, double thickness)
    {
        if (_stroke != ink)
        {
            _stroke = ink;
            Colour(ink).Add("RG\n"u8);
        }

        if (_thickness != thickness)
        {
            _thickness = thickness;
            Content.Number(thickness).Add("w\n"u8);
        }
    }

    private PdfBytes Colour(Ink ink)
    {
        foreach (var channel in (ReadOnlySpan<byte>)[ink.Red, ink.Green, ink.Blue])
        {
            if (channel is 0 or 255)
                Content.Count(channel / 255).Add((byte)' ');
            else
                Content.Add((byte)'.').Add(((channel * 1000 + 127) / 255).ToString("000", System.Globalization.CultureInfo.InvariantCulture)).Add((byte)' ');
        }

        return Content;
    }
}
