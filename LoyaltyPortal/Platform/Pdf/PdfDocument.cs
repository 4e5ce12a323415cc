using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>What a document says of itself.</summary>
/// <param name="Author">Who it is from.</param>
/// <param name="Language">A culture name.</param>
/// <param name="MadeAt">UTC; the writer looks at no clock, so that the same content is the same file.</param>
public sealed record PdfInfo(string Title, string Author, string Language, DateTime MadeAt, string Subject = "");

/// <summary>
/// A document of pages: text with parts of the fonts it uses, shapes, links and an outline. The same content makes the same bytes. What the fonts lack is drawn as a box, and is
/// still found and copied as what it was.
/// </summary>
public sealed class PdfDocument(PdfInfo info, PdfPaper paper)
{
    private const int FirstFont = 4;
    private readonly List<PdfPage> _pages = [];
    private readonly List<(string Title, PdfPage Page, double Y)> _outline = [];

    public PdfInfo Info => info;

    public PdfPaper Paper => paper;

    public IReadOnlyList<PdfPage> Pages => _pages;

    internal IReadOnlyList<(string Title, PdfPage Page, double Y)> Outline => _outline;

    internal PdfFontUse Regular { get; } = new(PdfFace.Regular, "F1");

    internal PdfFontUse SemiBold { get; } = new(PdfFace.SemiBold, "F2");

    /// <summary>Pages remember the texts that are drawn on them, for whoever wants to hold a reader against it.</summary>
    internal bool KeepsTexts { get; init; }

    public PdfPage AddPage()
    {
        var page = new PdfPage(this);
        _pages.Add(page);
        return page;
    }

    /// <summary>Adds a line to the outline.</summary>
    /// <param name="y">How far down the page it leads, in points.</param>
    public void Mark(string title, PdfPage page, double y) => _outline.Add((title, page, y));

    /// <summary>How wide a text is, in points.</summary>
    public double WidthOf(string text, PdfStyle style) => UnitsOf(PdfText.Drawable(text), style) * style.Size / 1000;

    /// <summary>The text, or as much of it as fits with an ellipsis.</summary>
    public string Fit(string text, PdfStyle style, double width)
    {
        var drawable = PdfText.Drawable(text);
        if (UnitsOf(drawable, style) * style.Size / 1000 <= width)
            return text;
        var runes = text.EnumerateRunes().ToArray();
        var (low, high) = (0, runes.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (WidthOf(string.Concat(runes.Take(middle).Select(rune => rune.ToString())) + "…", style) <= width)
                low = middle;
            else
                high = middle - 1;
        }

        return string.Concat(runes.Take(low).Select(rune => rune.ToString())).TrimEnd() + "…";
    }

    /// <summary>The text in lines that are no wider; a word that is, is broken.</summary>
    public IReadOnlyList<string> Wrap(string text, PdfStyle style, double width)
    {
        if (WidthOf(text, style) <= width)
            return [text];
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (WidthOf(longer, style) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (WidthOf(line, style) > width)
            {
                var taken = Broken(line, style, width);
                lines.Add(line[..taken]);
                line = line[taken..];
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    internal PdfFontUse FontOf(PdfStyle style) => style.IsStrong ? SemiBold : Regular;

    /// <summary>The width in thousandths of the size, pairs drawn together included.</summary>
    internal int UnitsOf(string drawable, PdfStyle style)
    {
        var font = FontOf(style);
        var (sum, last) = (0, 0);
        for (var at = 0; at < drawable.Length; at++)
        {
            var number = font.NumberOf(CharacterAt(drawable, ref at, style));
            sum += font.AdvanceOf(number);
            if (last > 0)
                sum += font.KernBetween(last, number);
            last = number;
        }

        return sum;
    }

    internal static int CharacterAt(string text, ref int at, PdfStyle style)
    {
        var c = text[at];
        if (char.IsHighSurrogate(c) && at + 1 < text.Length)
            return char.ConvertToUtf32(c, text[++at]);
        return style.IsFigures && PdfFace.HasOneWidth(c) ? c | PdfFace.OneWidth : c;
    }

    private int Broken(string word, PdfStyle style, double width)
    {
        var taken = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (taken > 0 && WidthOf(word[..(taken + rune.Utf16SequenceLength)], style) > width)
                break;
            taken += rune.Utf16SequenceLength;
        }

        return Math.Min(taken, word.Length);
    }

    public byte[] ToArray()
    {
        var file = new PdfBytes();
        var offsets = new List<int>();
        file.Add("%PDF-1.7\n%"u8).Add([0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        PdfFontUse[] fonts = [.. new[] { Regular, SemiBold }.Where(font => font.IsUsed)];
        var firstPage = FirstFont + fonts.Length * 5;
        var outline = firstPage + _pages.Count * 2;
        Begin(file, offsets, 1);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Catalog/Pages 2 0 R/Lang{Words(info.Language)}/ViewerPreferences<</DisplayDocTitle true>>"));
        if (_outline.Count > 0)
            file.Add(string.Create(CultureInfo.InvariantCulture, $"/Outlines {outline} 0 R"));
        End(file.Add(">>"u8));
        Begin(file, offsets, 2);
        file.Add("<</Type/Pages/Kids["u8);
        for (var page = 0; page < _pages.Count; page++)
            file.Count(firstPage + page * 2).Add(" 0 R "u8);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"]/Count {_pages.Count}/MediaBox[0 0 {paper.Width} {paper.Height}]/Resources<</Font<<"));
        for (var font = 0; font < fonts.Length; font++)
            file.Add(string.Create(CultureInfo.InvariantCulture, $"/{fonts[font].Name} {FirstFont + font * 5} 0 R"));
        End(file.Add(">>>>>>"u8));
        Begin(file, offsets, 3);
        var made = info.MadeAt.ToString("'(D:'yyyyMMddHHmmss'Z)'", CultureInfo.InvariantCulture);
        file.Add($"<</Title{Words(info.Title)}/Author{Words(info.Author)}/Subject{Words(info.Subject)}/Creator{Words(info.Author)}/Producer{Words("LoyaltyPortal")}/CreationDate{made}/ModDate{made}>>");
        End(file);
        for (var font = 0; font < fonts.Length; font++)
            WriteFont(file, offsets, fonts[font], FirstFont + font * 5);
        for (var page = 0; page < _pages.Count; page++)
            WritePage(file, offsets, _pages[page], firstPage + page * 2);
        WriteOutline(file, offsets, outline, firstPage);
        WriteEnd(file, offsets);
        return file.Written.ToArray();
    }

    /// <summary>Words as readers show them, in whichever script.</summary>
    private static string Words(string text) => "<" + "FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";

    private static void Begin(PdfBytes file, List<int> offsets, int number)
    {
        offsets.Add(file.Length);
        file.Count(number).Add(" 0 obj\n"u8);
    }

    private static void End(PdfBytes file) => file.Add("\nendobj\n"u8);

    private static void WriteStream(PdfBytes file, List<int> offsets, int number, byte[] packed, string more = "")
    {
        Begin(file, offsets, number);
        file.Add("<</Filter/FlateDecode/Length "u8).Count(packed.Length).Add(more).Add(">>stream\n"u8).Add(packed).Add("\nendstream"u8);
        End(file);
    }

    private static void WriteFont(PdfBytes file, List<int> offsets, PdfFontUse font, int number)
    {
        var (subset, face) = (font.Subset(), font.Face);
        var name = $"{subset.Tag}+{face.Name}";
        var tables = face.Font.File.Span;
        var (head, across) = (face.Font.TableAt("head")!.Value, face.Font.TableAt("hhea")!.Value);
        int Metric(int at, ReadOnlySpan<byte> bytes) => face.Thousandths((short)FontLayout.U16(bytes, at));
        var (ascent, descent) = (Metric(across + 4, tables), Metric(across + 6, tables));
        Begin(file, offsets, number);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{number + 1} 0 R]/ToUnicode {number + 4} 0 R>>"));
        End(file);
        Begin(file, offsets, number + 1);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor {number + 2} 0 R/DW 0/W{subset.Widths}>>"));
        End(file);
        Begin(file, offsets, number + 2);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{Metric(head + 36, tables)} {Metric(head + 38, tables)} {Metric(head + 40, tables)} {Metric(head + 42, tables)}]/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight 727/StemV {(face == PdfFace.SemiBold ? 130 : 90)}/FontFile2 {number + 3} 0 R>>"));
        End(file);
        WriteStream(file, offsets, number + 3, subset.File, string.Create(CultureInfo.InvariantCulture, $"/Length1 {subset.FileLength}"));
        WriteStream(file, offsets, number + 4, subset.Meanings);
    }

    private static void WritePage(PdfBytes file, List<int> offsets, PdfPage page, int number)
    {
        Begin(file, offsets, number);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Page/Parent 2 0 R/Contents {number + 1} 0 R"));
        if (page.Links.Count > 0)
        {
            file.Add("/Annots["u8);
            foreach (var (x, y, width, height, address) in page.Links)
            {
                file.Add("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect["u8).Number(x).Number(page.Height - y - height).Number(x + width).Number(page.Height - y);
                file.Add("]/A<</S/URI/URI("u8).Add(new Uri(address).AbsoluteUri.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)).Add(")>>>>"u8);
            }

            file.Add("]"u8);
        }

        End(file.Add(">>"u8));
        WriteStream(file, offsets, number + 1, PdfPacking.Pack(page.Content.Written));
    }

    private void WriteOutline(PdfBytes file, List<int> offsets, int number, int firstPage)
    {
        if (_outline.Count == 0)
            return;
        Begin(file, offsets, number);
        file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Outlines/First {number + 1} 0 R/Last {number + _outline.Count} 0 R/Count {_outline.Count}>>"));
        End(file);
        foreach (var (index, (title, page, y)) in _outline.Index())
        {
            var place = number + 1 + index;
            Begin(file, offsets, place);
            file.Add(string.Create(CultureInfo.InvariantCulture, $"<</Title{Words(title)}/Parent {number} 0 R/Dest[{firstPage + _pages.IndexOf(page) * 2} 0 R/XYZ 0 "));
            file.Number(page.Height - y).Add("0]"u8);
            if (index > 0)
                file.Add(string.Create(CultureInfo.InvariantCulture, $"/Prev {place - 1} 0 R"));
            if (index < _outline.Count - 1)
                file.Add(string.Create(CultureInfo.InvariantCulture, $"/Next {place + 1} 0 R"));
            End(file.Add(">>"u8));
        }
    }

    private static void WriteEnd(PdfBytes file, List<int> offsets)
    {
        var (table, id) = (file.Length, Convert.ToHexString(SHA256.HashData(file.Written).AsSpan(0, 16)));
        file.Add(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            file.Add(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        file.Add(string.Create(CultureInfo.InvariantCulture, $"trailer\n<</Size {offsets.Count + 1}/Root 1 0 R/Info 3 0 R/ID[<{id}><{id}>]>>\nstartxref\n{table}\n%%EOF\n"));
    }
}
