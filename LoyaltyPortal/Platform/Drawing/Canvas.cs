using System.Numerics;

namespace LoyaltyPortal.Platform.Drawing;

public readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    /// <exception cref="FormatException">The text is not <c>#rrggbb</c>.</exception>
    public static Ink Of(string colour) => new(
        Convert.ToByte(colour[1..3], 16), Convert.ToByte(colour[3..5], 16), Convert.ToByte(colour[5..7], 16));

    public Ink Mix(Ink other, float share) => new(Channel(Red, other.Red, share), Channel(Green, other.Green, share), Channel(Blue, other.Blue, share));

    private static byte Channel(byte from, byte to, float share) => (byte)MathF.Round(from + (to - from) * share);
}

/// <summary>
/// Pixels that shapes are filled into with smooth edges: each edge adds the area that it covers of the pixels in its row, and the sums along a row say how much of a pixel lies
/// inside (the way font renderers do it).
/// </summary>
public sealed class Canvas
{
    private readonly float[] _edges;

    public Canvas(int width, int height, Ink ground)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[width * height * 3];
        _edges = new float[(width + 2) * height];
        for (var pixel = 0; pixel < width * height; pixel++)
            Put(pixel, ground, 1);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green, blue; row by row.</summary>
    public byte[] Pixels { get; }

    /// <param name="ink">From the pixel's place to its colour.</param>
    public void Fill(Outline shape, Func<int, int, Ink> ink)
    {
        Array.Clear(_edges);
        foreach (var contour in shape.Contours)
        {
            for (var index = 0; index < contour.Count; index++)
                Edge(Inside(contour[index]), Inside(contour[(index + 1) % contour.Count]));
        }

        for (var y = 0; y < Height; y++)
        {
            var sum = 0f;
            for (var x = 0; x < Width; x++)
            {
                sum += _edges[y * (Width + 2) + x];
                var cover = Math.Min(MathF.Abs(sum), 1);
                if (cover > 0.002f)
                    Put(y * Width + x, ink(x, y), cover);
            }
        }
    }

    public void Fill(Outline shape, Ink ink) => Fill(shape, (_, _) => ink);

    private void Put(int pixel, Ink ink, float cover)
    {
        var at = pixel * 3;
        Pixels[at] = (byte)MathF.Round(Pixels[at] + (ink.Red - Pixels[at]) * cover);
        Pixels[at + 1] = (byte)MathF.Round(Pixels[at + 1] + (ink.Green - Pixels[at + 1]) * cover);
        Pixels[at + 2] = (byte)MathF.Round(Pixels[at + 2] + (ink.Blue - Pixels[at + 2]) * cover);
    }

    private Vector2 Inside(Vector2 point) => Vector2.Clamp(point, Vector2.Zero, new Vector2(Width - 0.001f, Height));

    private void Edge(Vector2 from, Vector2 to)
    {
        if (from.Y == to.Y)
            return;
        var direction = from.Y < to.Y ? 1f : -1f;
        if (direction < 0)
            (from, to) = (to, from);
        var slope = (to.X - from.X) / (to.Y - from.Y);
        var x = from.X;
        for (var y = (int)from.Y; y < Math.Min(Height, (int)MathF.Ceiling(to.Y)); y++)
        {
            var height = Math.Min(y + 1, to.Y) - Math.Max(y, from.Y);
            var next = x + slope * height;
            Row(y * (Width + 2), x, next, direction * height);
            x = next;
        }
    }

    /// <summary>What an edge covers of one row, between two places in it.</summary>
    private void Row(int row, float from, float to, float area)
    {
        var (left, right) = from < to ? (from, to) : (to, from);
        var (first, last) = ((int)MathF.Floor(left), (int)MathF.Ceiling(right));
        if (last <= first + 1)
        {
            var middle = (left + right) / 2 - first;
            _edges[row + first] += area - area * middle;
            _edges[row + first + 1] += area * middle;
            return;
        }

        // The edge crosses several pixels: a small triangle in the first and the last of them, and slices between.
        var slice = 1 / (right - left);
        var (inFirst, inLast) = (left - first, right - last + 1);
        var (opening, closing) = (slice * (1 - inFirst) * (1 - inFirst) / 2, slice * inLast * inLast / 2);
        _edges[row + first] += area * opening;
        if (last == first + 2)
        {
            _edges[row + first + 1] += area * (1 - opening - closing);
        }
        else
        {
            var second = slice * (1.5f - inFirst);
            _edges[row + first + 1] += area * (second - opening);
            for (var x = first + 2; x < last - 1; x++)
                _edges[row + x] += area * slice;
            _edges[row + last - 1] += area * (1 - (second + (last - first - 3) * slice) - closing);
        }

        _edges[row + last] += area * closing;
    }
}
