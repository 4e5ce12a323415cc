using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>What can be drawn of a text: characters in the order in which the eye meets them.</summary>
internal static class PdfText
{
    /// <summary>
    /// Composed, without marks that steer but are not seen, line breaks as spaces, and what is written from the right turned round: a page has no direction, only places.
    /// </summary>
    public static string Drawable(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or >= '\u0300' and (< '\u2010' or > '\u2026') and not ('€' or '₺' or '→' or '−') or '\u00ad' or '\u007f')
                return Careful(text);
        }

        return text;
    }

    private static string Careful(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // halves of pairs come out as the mark of replacement
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Format:
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        var composed = clean.ToString().Normalize(NormalizationForm.FormC);
        return composed.Any(IsFromRight) ? Turn(composed) : composed;
    }

    /// <summary>Turns each run from the right round, numbers and spaces between two such words included in their order.</summary>
    private static string Turn(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var turned = new StringBuilder(text.Length);
        for (var at = 0; at < runes.Length;)
        {
            if (!IsFromRight(runes[at]))
            {
                turned.Append(runes[at++].ToString());
                continue;
            }

            var end = at + 1;
            for (var next = end; next < runes.Length && (IsFromRight(runes[next]) || Rune.IsWhiteSpace(runes[next]) || Rune.GetUnicodeCategory(runes[next]) == UnicodeCategory.NonSpacingMark); next++)
            {
                if (!Rune.IsWhiteSpace(runes[next]))
                    end = next + 1;
            }

            for (var back = end - 1; back >= at; back--)
                turned.Append(runes[back].ToString());
            at = end;
        }

        return turned.ToString();
    }

    private static bool IsFromRight(char c) => c is >= '\u0590' and <= '\u08ff' or >= '\ufb1d' and <= '\ufdff' or >= '\ufe70' and <= '\ufeff';

    private static bool IsFromRight(Rune rune) => rune.Value <= 0xffff && IsFromRight((char)rune.Value);
}
