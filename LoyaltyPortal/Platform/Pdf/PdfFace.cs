using System.Buffers.Binary;
using System.Text;
using LoyaltyPortal.Platform.Drawing;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>
/// A font as documents use it: what stands for a character, how wide it is, how far two move together, and the figures of one width. A document calls what it draws by
/// numbers: those of the common characters are the same in every document, so that the same part of the font, packed once, serves nearly all of them.
/// </summary>
internal sealed class PdfFace
{
    /// <summary>Marks a character that is drawn as wide as its fellows, for columns of numbers.</summary>
    public const int OneWidth = 1 << 24;

    private const string Basic = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u00a0£·±×–—‘’“”•…€₺→−";
    private const string Figures = "0123456789+−,. \u00a0";
    private const string Turkish = "ÂÇÎÖÛÜâçîöûüĞğİıŞş";

    private static readonly Lazy<PdfFace> Plain = new(() => new PdfFace("Inter-Regular", FontFace.Regular));
    private static readonly Lazy<PdfFace> Bold = new(() => new PdfFace("Inter-SemiBold", FontFace.SemiBold));

    private readonly FontFace _font;
    private readonly PdfKerning _kerning;
    private readonly Dictionary<int, int> _oneWidth;
    private readonly ushort[] _numbers = new ushort[0x2300];
    private readonly ushort[] _numbersOneWidth = new ushort[0x2300];
    private readonly short[] _kerns;

    private PdfFace(string name, FontFace font)
    {
        (Name, _font) = (name, font);
        _kerning = new PdfKerning(font);
        _oneWidth = PdfFigures.Of(font);
        Common = [0, .. Basic, .. Figures.Select(static c => c | OneWidth), .. Turkish];
        FirstTurkish = 1 + Basic.Length + Figures.Length;
        for (var number = 1; number < Common.Count; number++)
            ((Common[number] & OneWidth) != 0 ? _numbersOneWidth : _numbers)[Common[number] & 0xffff] = (ushort)number;
        Advances = [.. Common.Select(AdvanceOf)];
        _kerns = new short[Common.Count * Common.Count];
        Array.Fill(_kerns, short.MinValue);
    }

    public static PdfFace Regular => Plain.Value;

    public static PdfFace SemiBold => Bold.Value;

    public string Name { get; }

    public FontFace Font => _font;

    /// <summary>The characters whose numbers are the same in every document; the first is none.</summary>
    public IReadOnlyList<int> Common { get; }

    /// <summary>From here on the common characters are those that only some languages need.</summary>
    public int FirstTurkish { get; }

    /// <summary>Of the common characters, in thousandths of the size.</summary>
    public int[] Advances { get; }

    /// <summary>The number of a common character; 0 for any other.</summary>
    public int NumberOf(int character)
    {
        var plain = character & ~OneWidth;
        return plain >= _numbers.Length ? 0 : (character & OneWidth) == 0 ? _numbers[plain] : _numbersOneWidth[plain];
    }

    /// <summary>Whether a figure of one width differs from the usual one here.</summary>
    public static bool HasOneWidth(char character) => character is >= '0' and <= '9' or '+' or '−' or ',' or '.' or ' ' or '\u00a0';

    public int GlyphOf(int character)
    {
        var glyph = (character & ~OneWidth) > 0xffff ? 0 : _font.GlyphOf(character & 0xffff);
        return (character & OneWidth) != 0 ? _oneWidth.GetValueOrDefault(glyph, glyph) : glyph;
    }

    public int AdvanceOf(int character) => Thousandths(_font.AdvanceOf(GlyphOf(character)));

    /// <summary>How far the second of two common characters moves, in thousandths; mostly to the left, which is below zero.</summary>
    public int KernOfCommon(int first, int second)
    {
        ref var known = ref _kerns[first * Common.Count + second];
        if (known == short.MinValue)
            known = (short)KernOf(Common[first], Common[second]);
        return known;
    }

    public int KernOf(int first, int second) => ((first | second) & OneWidth) != 0 ? 0 : Thousandths(_kerning.Between(GlyphOf(first), GlyphOf(second)));

    /// <summary>From font units to thousandths of the size.</summary>
    public int Thousandths(int units) => (int)Math.Round(units * 1000.0 / _font.UnitsPerEm, MidpointRounding.AwayFromZero);
}

/// <summary>Pairs of glyphs that stand closer or wider (the font's <c>GPOS</c> pairs under <c>kern</c>).</summary>
internal sealed class PdfKerning
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly List<int> _pairs = [];

    public PdfKerning(FontFace font)
    {
        _file = font.File;
        if (font.TableAt("GPOS") is not { } table)
            return;
        foreach (var (kind, at) in FontLayout.SubtablesOf(_file.Span, table, "kern"))
        {
            if (kind == 2)
                _pairs.Add(at);
            else if (kind == 9 && FontLayout.U16(_file.Span, at + 2) == 2)
                _pairs.Add(at + (int)FontLayout.U32(_file.Span, at + 4));
        }
    }

    /// <summary>How far the second moves, in font units.</summary>
    public int Between(int first, int second)
    {
        var file = _file.Span;
        foreach (var at in _pairs)
        {
            if (FontLayout.Covered(file, at + FontLayout.U16(file, at + 2), first) is not { } place)
                continue;
            var (one, two) = (FontLayout.U16(file, at + 4), FontLayout.U16(file, at + 6));
            if ((one & 4) == 0)
                continue;
            var (sizeOne, sizeTwo) = (2 * System.Numerics.BitOperations.PopCount(one), 2 * System.Numerics.BitOperations.PopCount(two));
            var advance = 2 * System.Numerics.BitOperations.PopCount((uint)one & 3);
            if (FontLayout.U16(file, at) == 2)
            {
                var (firstClass, secondClass) = (FontLayout.ClassOf(file, at + FontLayout.U16(file, at + 8), first), FontLayout.ClassOf(file, at + FontLayout.U16(file, at + 10), second));
                var record = at + 16 + (firstClass * FontLayout.U16(file, at + 14) + secondClass) * (sizeOne + sizeTwo);
                return (short)FontLayout.U16(file, record + advance);
            }

            var set = at + FontLayout.U16(file, at + 10 + place * 2);
            for (var pair = 0; pair < FontLayout.U16(file, set); pair++)
            {
                var record = set + 2 + pair * (2 + sizeOne + sizeTwo);
                if (FontLayout.U16(file, record) == second)
                    return (short)FontLayout.U16(file, record + 2 + advance);
            }
        }

        return 0;
    }
}

/// <summary>The figures that are all as wide as each other (the font's <c>GSUB</c> under <c>tnum</c>).</summary>
internal static class PdfFigures
{
    /// <returns>From the usual glyph to the one that stands in columns.</returns>
    public static Dictionary<int, int> Of(FontFace font)
    {
        var figures = new Dictionary<int, int>();
        if (font.TableAt("GSUB") is not { } table)
            return figures;
        var file = font.File.Span;
        foreach (var (kind, subtable) in FontLayout.SubtablesOf(file, table, "tnum"))
        {
            var at = kind == 7 ? subtable + (int)FontLayout.U32(file, subtable + 4) : subtable;
            if (kind is not (1 or 7))
                continue;
            for (var glyph = 0; glyph < font.Glyphs; glyph++)
            {
                if (FontLayout.Covered(file, at + FontLayout.U16(file, at + 2), glyph) is { } place)
                    figures.TryAdd(glyph, FontLayout.U16(file, at) == 1 ? (glyph + FontLayout.U16(file, at + 4)) & 0xffff : FontLayout.U16(file, at + 6 + place * 2));
            }
        }

        return figures;
    }
}

/// <summary>Reads what the layout tables of a font have in common.</summary>
internal static class FontLayout
{
    /// <summary>The subtables of all lookups of a feature, with their kinds.</summary>
    public static List<(int Kind, int At)> SubtablesOf(ReadOnlySpan<byte> file, int table, string feature)
    {
        var (features, lookups) = (table + U16(file, table + 6), table + U16(file, table + 8));
        var wanted = new SortedSet<int>();
        for (var index = 0; index < U16(file, features); index++)
        {
            var record = features + 2 + index * 6;
            if (Encoding.ASCII.GetString(file.Slice(record, 4)) != feature)
                continue;
            var at = features + U16(file, record + 4);
            for (var lookup = 0; lookup < U16(file, at + 2); lookup++)
                wanted.Add(U16(file, at + 4 + lookup * 2));
        }

        var subtables = new List<(int Kind, int At)>();
        foreach (var lookup in wanted)
        {
            var at = lookups + U16(file, lookups + 2 + lookup * 2);
            for (var subtable = 0; subtable < U16(file, at + 4); subtable++)
                subtables.Add((U16(file, at), at + U16(file, at + 6 + subtable * 2)));
        }

        return subtables;
    }

    /// <summary>A glyph's place in a coverage table; null where it is not in it.</summary>
    public static int? Covered(ReadOnlySpan<byte> file, int at, int glyph)
    {
        var count = U16(file, at + 2);
        var (low, high) = (0, count - 1);
        var isList = U16(file, at) == 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var record = at + 4 + middle * (isList ? 2 : 6);
            if (glyph < U16(file, record))
                high = middle - 1;
            else if (glyph > U16(file, isList ? record : record + 2))
                low = middle + 1;
            else
                return isList ? middle : U16(file, record + 4) + glyph - U16(file, record);
        }

        return null;
    }

    public static int ClassOf(ReadOnlySpan<byte> file, int at, int glyph)
    {
        if (U16(file, at) == 1)
        {
            var place = glyph - U16(file, at + 2);
            return place >= 0 && place < U16(file, at + 4) ? U16(file, at + 6 + place * 2) : 0;
        }

        var (low, high) = (0, U16(file, at + 2) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var record = at + 4 + middle * 6;
            if (glyph < U16(file, record))
                high = middle - 1;
            else if (glyph > U16(file, record + 2))
                low = middle + 1;
            else
                return U16(file, record + 4);
        }

        return 0;
    }

    public static ushort U16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16BigEndian(file[at..]);

    public static uint U32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
}
