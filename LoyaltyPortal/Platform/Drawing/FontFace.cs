using System.Buffers.Binary;
using System.Numerics;

namespace LoyaltyPortal.Platform.Drawing;

/// <summary>The outlines of a TrueType font (<c>glyf</c>): enough to set a line of text. What the font lacks is drawn as its box.</summary>
public sealed class FontFace
{
    private static readonly Lazy<FontFace> Bold = new(() => Embedded("Inter-SemiBold.ttf"));
    private static readonly Lazy<FontFace> Plain = new(() => Embedded("Inter-Regular.ttf"));
    private readonly byte[] _file;
    private readonly Dictionary<string, int> _tables = new(StringComparer.Ordinal);
    private readonly int _unitsPerEm;
    private readonly bool _longOffsets;
    private readonly int _metrics;
    private readonly int _characters;

    public FontFace(byte[] file)
    {
        _file = file;
        for (var table = 0; table < U16(4); table++)
            _tables.Add(System.Text.Encoding.ASCII.GetString(file, 12 + table * 16, 4), (int)U32(12 + table * 16 + 8));
        _unitsPerEm = U16(_tables["head"] + 18);
        _longOffsets = U16(_tables["head"] + 50) == 1;
        _metrics = U16(_tables["hhea"] + 34);
        _characters = CharacterTable();
    }

    public static FontFace SemiBold => Bold.Value;

    public static FontFace Regular => Plain.Value;

    /// <summary>The font file itself.</summary>
    internal ReadOnlyMemory<byte> File => _file;

    internal int UnitsPerEm => _unitsPerEm;

    internal int Glyphs => U16(_tables["maxp"] + 4);

    /// <summary>Where a table begins in <see cref="File"/>; null where the font has none of that name.</summary>
    internal int? TableAt(string name) => _tables.TryGetValue(name, out var at) ? at : null;

    /// <summary>How wide a line is, in pixels.</summary>
    public float WidthOf(string text, float size) => text.EnumerateRunes().Sum(rune => AdvanceOf(GlyphOf(rune.Value))) * size / _unitsPerEm;

    /// <summary>A line of text whose baseline begins there.</summary>
    public Outline Line(string text, Vector2 at, float size)
    {
        var (line, scale, x) = (new Outline(), size / _unitsPerEm, at.X);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = GlyphOf(rune.Value);
            line.Add(GlyphOutline(glyph, 0), Matrix3x2.CreateScale(scale, -scale) * Matrix3x2.CreateTranslation(x, at.Y));
            x += AdvanceOf(glyph) * scale;
        }

        return line;
    }

    private static FontFace Embedded(string name)
    {
        using var stream = typeof(FontFace).Assembly.GetManifestResourceStream("LoyaltyPortal.Fonts." + name) ?? throw new InvalidOperationException($"The font {name} is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new FontFace(bytes.ToArray());
    }

    /// <summary>The character table of format 4: the basic plane.</summary>
    private int CharacterTable()
    {
        var cmap = _tables["cmap"];
        for (var table = 0; table < U16(cmap + 2); table++)
        {
            var offset = cmap + (int)U32(cmap + 4 + table * 8 + 4);
            if (U16(offset) == 4)
                return offset;
        }

        throw new InvalidDataException("The font has no character table of format 4.");
    }

    /// <summary>The glyph of a character; 0 where the font has none.</summary>
    internal int GlyphOf(int character)
    {
        var segments = U16(_characters + 6) / 2;
        for (var segment = 0; segment < segments; segment++)
        {
            if (character > U16(_characters + 14 + segment * 2))
                continue;
            var first = U16(_characters + 16 + (segments + segment) * 2);
            if (character < first)
                return 0;
            var shift = U16(_characters + 16 + (2 * segments + segment) * 2);
            var at = _characters + 16 + (3 * segments + segment) * 2;
            var range = U16(at);
            if (range == 0)
                return (character + shift) & 0xffff;
            var glyph = U16(at + range + (character - first) * 2);
            return glyph == 0 ? 0 : (glyph + shift) & 0xffff;
        }

        return 0;
    }

    internal int AdvanceOf(int glyph) => U16(_tables["hmtx"] + Math.Min(glyph, _metrics - 1) * 4);

    private Outline GlyphOutline(int glyph, int depth)
    {
        var (from, to) = (OffsetOf(glyph), OffsetOf(glyph + 1));
        var outline = new Outline();
        if (to <= from || depth > 4)
            return outline; // a space
        var at = _tables["glyf"] + from;
        var contours = (short)U16(at);
        if (contours >= 0)
            Simple(outline, at, contours);
        else
            Composite(outline, at + 10, depth);
        return outline;
    }

    /// <summary>A glyph as it lies in the file; empty for a space.</summary>
    internal ReadOnlySpan<byte> DataOf(int glyph)
    {
        var (from, to) = (OffsetOf(glyph), OffsetOf(glyph + 1));
        return to <= from ? [] : _file.AsSpan(_tables["glyf"] + from, to - from);
    }

    /// <summary>What a glyph leaves free before it, in font units.</summary>
    internal int BearingOf(int glyph) => glyph < _metrics ? (short)U16(_tables["hmtx"] + glyph * 4 + 2) : (short)U16(_tables["hmtx"] + _metrics * 4 + (glyph - _metrics) * 2);

    private int OffsetOf(int glyph) => _longOffsets ? (int)U32(_tables["loca"] + glyph * 4) : U16(_tables["loca"] + glyph * 2) * 2;

    private void Composite(Outline outline, int at, int depth)
    {
        int flags;
        do
        {
            flags = U16(at);
            var glyph = U16(at + 2);
            at += 4;
            var words = (flags & 1) != 0;
            var (dx, dy) = words ? ((short)U16(at), (short)U16(at + 2)) : ((sbyte)_file[at], (sbyte)_file[at + 1]);
            at += words ? 4 : 2;
            var placed = Matrix3x2.Identity;
            if ((flags & 0x08) != 0)
            {
                placed.M11 = placed.M22 = F2Dot14(at);
                at += 2;
            }
            else if ((flags & 0x40) != 0)
            {
                (placed.M11, placed.M22) = (F2Dot14(at), F2Dot14(at + 2));
                at += 4;
            }
            else if ((flags & 0x80) != 0)
            {
                (placed.M11, placed.M12, placed.M21, placed.M22) = (F2Dot14(at), F2Dot14(at + 2), F2Dot14(at + 4), F2Dot14(at + 6));
                at += 8;
            }

            (placed.M31, placed.M32) = (dx, dy);
            outline.Add(GlyphOutline(glyph, depth + 1), placed);
        }
        while ((flags & 0x20) != 0);
    }

    private void Simple(Outline outline, int at, int contours)
    {
        var ends = Enumerable.Range(0, contours).Select(contour => U16(at + 10 + contour * 2)).ToArray();
        var count = contours == 0 ? 0 : ends[^1] + 1;
        var cursor = at + 10 + contours * 2;
        cursor += 2 + U16(cursor); // past the hinting
        var flags = new byte[count];
        for (var point = 0; point < count;)
        {
            var flag = _file[cursor++];
            flags[point++] = flag;
            for (var again = (flag & 8) != 0 ? _file[cursor++] : 0; again > 0; again--)
                flags[point++] = flag;
        }

        var xs = Coordinates(flags, ref cursor, 0x02, 0x10);
        var ys = Coordinates(flags, ref cursor, 0x04, 0x20);
        var first = 0;
        foreach (var end in ends)
        {
            Contour(outline, [.. Enumerable.Range(first, end - first + 1).Select(point => (new Vector2(xs[point], ys[point]), (flags[point] & 1) != 0))]);
            first = end + 1;
        }
    }

    private int[] Coordinates(byte[] flags, ref int cursor, int isShort, int isSameOrPositive)
    {
        var (all, value) = (new int[flags.Length], 0);
        for (var point = 0; point < flags.Length; point++)
        {
            if ((flags[point] & isShort) != 0)
            {
                value += (flags[point] & isSameOrPositive) != 0 ? _file[cursor] : -_file[cursor];
                cursor++;
            }
            else if ((flags[point] & isSameOrPositive) == 0)
            {
                value += (short)U16(cursor);
                cursor += 2;
            }

            all[point] = value;
        }

        return all;
    }

    /// <summary>Points on the curve and control points beside it; between two of those lies one on it.</summary>
    private static void Contour(Outline outline, List<(Vector2 At, bool IsOn)> points)
    {
        if (points.Count < 2)
            return;
        var first = points.FindIndex(point => point.IsOn);
        var start = first >= 0 ? points[first].At : (points[0].At + points[^1].At) / 2;
        outline.MoveTo(start);
        Vector2? control = null;
        List<(Vector2 At, bool IsOn)> following = first >= 0 ? [.. points[(first + 1)..], .. points[..(first + 1)]] : points;
        foreach (var (at, isOn) in following)
        {
            if (isOn)
            {
                if (control is { } bend)
                    outline.QuadTo(bend, at);
                else
                    outline.LineTo(at);
                control = null;
                continue;
            }

            if (control is { } before)
                outline.QuadTo(before, (before + at) / 2);
            control = at;
        }

        if (control is { } last)
            outline.QuadTo(last, start);
    }

    private float F2Dot14(int at) => (short)U16(at) / 16384f;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}
