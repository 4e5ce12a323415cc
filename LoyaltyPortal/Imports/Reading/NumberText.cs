using System.Globalization;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>Numbers as people and tills write them: 1,234.50  1.234,50  1 234,50  £2.55  (3.00)  5-.</summary>
internal static class NumberText
{
    private const int MaxDigits = 28;

    /// <param name="decimalSeparator">Point or comma; the other one may group thousands, in threes.</param>
    public static bool TryParse(ReadOnlySpan<char> text, char decimalSeparator, out decimal value)
    {
        value = 0;
        var negative = false;
        text = StripSigns(text, ref negative);
        if (text.IsEmpty)
            return false;

        ulong mantissa = 0;
        int significant = 0, digits = 0, scale = 0, sinceGroup = 0;
        var group = '\0';
        var fraction = false;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits++;
                sinceGroup++;
                if (significant > 0 || c != '0')
                    significant++;
                if (fraction)
                    scale++;
                if (significant <= 18)
                    mantissa = (mantissa * 10) + (uint)(c - '0');
            }
            else if (c == decimalSeparator && !fraction)
            {
                if (group != '\0' && sinceGroup != 3)
                    return false;
                fraction = true;
            }
            else if (!fraction && IsGroup(c, decimalSeparator))
            {
                if (group == '\0' ? digits is 0 or > 3 : c != group || sinceGroup != 3)
                    return false;
                group = c;
                sinceGroup = 0;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0 || (group != '\0' && !fraction && sinceGroup != 3))
            return false;
        if (significant > 18 || scale > MaxDigits)
            return TryParseLong(text, decimalSeparator, significant, negative, out value);
        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative && mantissa != 0, (byte)scale);
        return true;
    }

    /// <summary>Sign, currency symbol and the accountant's parentheses, in any sensible order.</summary>
    private static ReadOnlySpan<char> StripSigns(ReadOnlySpan<char> text, scoped ref bool negative)
    {
        text = text.Trim();
        if (text.IsEmpty || (char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])))
            return text;
        var signed = false;
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')')
        {
            signed = negative = true;
            text = text[1..^1].Trim();
        }

        for (var symbol = false; !text.IsEmpty;)
        {
            if (!signed && IsSign(text[0]))
            {
                signed = true;
                negative = text[0] != '+';
                text = text[1..].TrimStart();
            }
            else if (!signed && IsSign(text[^1]))
            {
                signed = true;
                negative = text[^1] != '+';
                text = text[..^1].TrimEnd();
            }
            else if (!symbol && IsCurrency(text[0]))
            {
                symbol = true;
                text = text[1..].TrimStart();
            }
            else if (!symbol && IsCurrency(text[^1]))
            {
                symbol = true;
                text = text[..^1].TrimEnd();
            }
            else
            {
                break;
            }
        }

        return text;
    }

    private static bool IsSign(char c) => c is '-' or '+' or '\u2212';

    private static bool IsCurrency(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static bool IsGroup(char c, char decimalSeparator) =>
        c == (decimalSeparator == ',' ? '.' : ',') || c is ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019';

    private static bool TryParseLong(ReadOnlySpan<char> text, char decimalSeparator, int significant, bool negative, out decimal value)
    {
        value = 0;
        if (significant > MaxDigits || text.Length > 100)
            return false;
        Span<char> plain = stackalloc char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c == decimalSeparator)
                plain[length++] = '.';
            else if (char.IsAsciiDigit(c))
                plain[length++] = c;
        }

        if (!decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            return false;
        value = negative ? -value : value;
        return true;
    }
}
