using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>
/// The part of a font that a document carries, packed, with the widths of its characters and what each of them is. It follows from the characters alone, and documents
/// mostly use the same ones: a few are remembered.
/// </summary>
/// <param name="File">The font file, packed.</param>
/// <param name="FileLength">Its length before it was packed.</param>
/// <param name="Meanings">From numbers to characters, packed: what is searched and copied.</param>
internal sealed record PdfSubset(byte[] File, int FileLength, string Widths, byte[] Meanings, string Tag)
{
    private const int Most = 200;
    private static readonly ConcurrentDictionary<(string Face, bool Turkish, string Rare), PdfSubset> Known = new();

    public static PdfSubset Of(PdfFace face, bool hasTurkish, IReadOnlyList<int> rare)
    {
        if (Known.Count > Most)
            Known.Clear();
        var key = (face.Name, hasTurkish, rare.Count == 0 ? "" : string.Join(' ', rare));
        return Known.TryGetValue(key, out var known) ? known : Known.GetOrAdd(key, Build(face, hasTurkish, rare));
    }

    private static PdfSubset Build(PdfFace face, bool hasTurkish, IReadOnlyList<int> rare)
    {
        int[] characters = [.. face.Common, .. rare];
        var glyphs = new int[characters.Length];
        for (var number = 1; number < characters.Length; number++)
            glyphs[number] = !hasTurkish && number >= face.FirstTurkish && number < face.Common.Count ? -1 : face.GlyphOf(characters[number]);
        var file = new SubsetFile(face.Font, glyphs).Write();
        var widths = new StringBuilder("[0[");
        widths.AppendJoin(' ', characters.Select((character, number) => number == 0 ? 0 : face.AdvanceOf(character))).Append("]]");
        var tag = new string([.. System.Security.Cryptography.SHA256.HashData(file).Take(6).Select(static b => (char)('A' + b % 26))]);
        return new PdfSubset(PdfPacking.Pack(file), file.Length, widths.ToString(), PdfPacking.Pack(MeaningsOf(characters, glyphs)), tag);
    }

    private static byte[] MeaningsOf(int[] characters, int[] glyphs)
    {
        var numbers = Enumerable.Range(1, characters.Length - 1).Where(number => glyphs[number] >= 0).ToArray();
        var text = new StringBuilder("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n");
        foreach (var part in numbers.Chunk(100))
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var number in part)
            {
                text.Append(CultureInfo.InvariantCulture, $"<{number:x4}><");
                foreach (var unit in char.ConvertFromUtf32(characters[number] & ~PdfFace.OneWidth))
                    text.Append(CultureInfo.InvariantCulture, $"{(int)unit:x4}");
                text.Append(">\n");
            }

            text.Append("endbfchar\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n").ToString());
    }
}

/// <summary>Writes a TrueType file of some glyphs of another: in the order given, without hints, with the parts that they are made of.</summary>
/// <param name="glyphs">The glyph of each number; below zero for none.</param>
internal sealed class SubsetFile(Drawing.FontFace font, IReadOnlyList<int> glyphs)
{
    private readonly List<int> _order = [.. glyphs];
    private readonly Dictionary<int, int> _places = [];

    public byte[] Write()
    {
        for (var place = 0; place < _order.Count; place++)
            _places.TryAdd(_order[place], place);
        using var outlines = new MemoryStream();
        var offsets = new List<int>();
        for (var place = 0; place < _order.Count; place++) // grows while parts are found
        {
            offsets.Add((int)outlines.Length);
            if (_order[place] < 0)
                continue;
            outlines.Write(Outline(_order[place]));
            while (outlines.Length % 4 != 0)
                outlines.WriteByte(0);
        }

        offsets.Add((int)outlines.Length);
        var (metrics, places) = (new byte[_order.Count * 4], new byte[offsets.Count * 4]);
        for (var place = 0; place < _order.Count; place++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(metrics.AsSpan(place * 4), (ushort)(_order[place] < 0 ? 0 : font.AdvanceOf(_order[place])));
            BinaryPrimitives.WriteInt16BigEndian(metrics.AsSpan(place * 4 + 2), (short)(_order[place] < 0 ? 0 : font.BearingOf(_order[place])));
        }

        for (var place = 0; place < offsets.Count; place++)
            BinaryPrimitives.WriteInt32BigEndian(places.AsSpan(place * 4), offsets[place]);
        var (head, across, most) = (Copy("head", 54), Copy("hhea", 36), Copy("maxp", 32));
        head.AsSpan(8, 4).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        BinaryPrimitives.WriteUInt16BigEndian(across.AsSpan(34), (ushort)_order.Count);
        BinaryPrimitives.WriteUInt16BigEndian(most.AsSpan(4), (ushort)_order.Count);
        return Assemble([("glyf", outlines.ToArray()), ("head", head), ("hhea", across), ("hmtx", metrics), ("loca", places), ("maxp", most)]);
    }

    private byte[] Copy(string table, int length) => font.File.Span.Slice(font.TableAt(table)!.Value, length).ToArray();

    private byte[] Outline(int glyph)
    {
        var data = font.DataOf(glyph).ToArray();
        if (data.Length == 0)
            return data;
        var contours = BinaryPrimitives.ReadInt16BigEndian(data);
        if (contours >= 0)
        {
            var at = 10 + contours * 2;
            var hints = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));
            return [.. data[..at], 0, 0, .. data[(at + 2 + hints)..]];
        }

        var part = 10;
        while (true)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(part));
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(part), (ushort)(flags & ~0x100));
            var of = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(part + 2));
            if (!_places.TryGetValue(of, out var place))
            {
                place = _order.Count;
                _order.Add(of);
                _places.Add(of, place);
            }

            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(part + 2), (ushort)place);
            part += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 0x08) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
            if ((flags & 0x20) == 0)
                return data[..part];
        }
    }

    private static byte[] Assemble((string Name, byte[] Content)[] tables)
    {
        var length = 12 + tables.Length * 16 + tables.Sum(table => (table.Content.Length + 3) / 4 * 4);
        var file = new byte[length];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x00010000);
        var power = 1 << (int)Math.Log2(tables.Length);
        ushort[] search = [(ushort)tables.Length, (ushort)(power * 16), (ushort)Math.Log2(power), (ushort)((tables.Length - power) * 16)];
        for (var index = 0; index < search.Length; index++)
            BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4 + index * 2), search[index]);
        var at = 12 + tables.Length * 16;
        foreach (var (index, (name, content)) in tables.Index())
        {
            var record = file.AsSpan(12 + index * 16);
            content.CopyTo(file.AsSpan(at));
            Encoding.ASCII.GetBytes(name, record);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], Sum(file.AsSpan(at, (content.Length + 3) / 4 * 4)));
            BinaryPrimitives.WriteInt32BigEndian(record[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(record[12..], content.Length);
            at += (content.Length + 3) / 4 * 4;
        }

        // The whole file has to sum up to this number, by a field of the head.
        var head = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(12 + 1 * 16 + 8));
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + 8), unchecked(0xB1B0AFBA - Sum(file)));
        return file;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var at = 0; at + 4 <= bytes.Length; at += 4)
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]));
        return sum;
    }
}
