namespace LoyaltyPortal.Imports.Reading;

public enum DateOrder
{
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// <summary>Dates as exports write them. Only the order of day, month and year needs to be known; the rest is read as it comes.</summary>
public static class DateText
{
    /// <summary>The order a pattern such as <c>dd.MM.yyyy HH:mm</c> stands for; null when it names none of the three.</summary>
    public static DateOrder? OrderOf(string? pattern)
    {
        if (pattern is null)
            return null;
        int year = pattern.IndexOf('y', StringComparison.Ordinal),
            month = pattern.IndexOf('M', StringComparison.Ordinal),
            day = pattern.IndexOf('d', StringComparison.Ordinal);
        if (year < 0 || month < 0 || day < 0)
            return null;
        if (year < month && month < day)
            return DateOrder.YearMonthDay;
        if (year < month || year < day)
            return null;
        return day < month ? DateOrder.DayMonthYear : DateOrder.MonthDayYear;
    }

    /// <summary>
    /// A date, with or without a time, a half of the day or an offset. A four-digit year that comes first is a year whatever the order,
    /// because then nothing is ambiguous.
    /// </summary>
    /// <param name="offset">The offset from UTC the text itself gives, if any.</param>
    public static bool TryParse(ReadOnlySpan<char> text, DateOrder order, out DateTime local, out TimeSpan? offset)
    {
        local = default;
        offset = null;
        var rest = text.Trim();
        if (!TryReadDate(ref rest, order, out var year, out var month, out var day))
            return false;
        long ticks = 0;
        if (!rest.IsEmpty && !TryReadTime(rest, out ticks, out offset))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).AddTicks(ticks);
        return true;
    }

    private static bool TryReadDate(ref ReadOnlySpan<char> rest, DateOrder order, out int year, out int month, out int day)
    {
        year = month = day = 0;
        if (!TryReadInt(ref rest, 8, out var a, out var aDigits))
            return false;
        if (aDigits == 8)
        {
            (year, month, day) = (a / 10_000, a / 100 % 100, a % 100);
            return order == DateOrder.YearMonthDay;
        }

        if (rest.IsEmpty || rest[0] is not ('-' or '/' or '.'))
            return false;
        var separator = rest[0];
        rest = rest[1..];
        if (!TryReadInt(ref rest, 2, out var b, out _) || rest.IsEmpty || rest[0] != separator)
            return false;
        rest = rest[1..];
        if (!TryReadInt(ref rest, 4, out var c, out var cDigits))
            return false;
        if (aDigits == 4)
        {
            (year, month, day) = (a, b, c);
            return cDigits <= 2;
        }

        if (aDigits > 2 || cDigits is not (2 or 4) || order == DateOrder.YearMonthDay)
            return false;
        (day, month) = order == DateOrder.DayMonthYear ? (a, b) : (b, a);
        year = cDigits == 4 ? c : c + (c < 80 ? 2000 : 1900);
        return true;
    }

    private static bool TryReadTime(ReadOnlySpan<char> rest, out long ticks, out TimeSpan? offset)
    {
        ticks = 0;
        offset = null;
        if (rest[0] is not ('T' or 't' or ' ' or ','))
            return false;
        rest = rest[1..].TrimStart();
        if (!TryReadInt(ref rest, 2, out var hour, out _) || rest.IsEmpty || rest[0] is not (':' or '.'))
            return false;
        rest = rest[1..];
        if (!TryReadInt(ref rest, 2, out var minute, out var minuteDigits) || minuteDigits != 2)
            return false;
        var second = 0;
        if (!rest.IsEmpty && rest[0] is ':' or '.')
        {
            rest = rest[1..];
            if (!TryReadInt(ref rest, 2, out second, out _))
                return false;
            if (!rest.IsEmpty && rest[0] is '.' or ',' && !TryReadFraction(ref rest, out ticks))
                return false;
        }

        rest = rest.TrimStart();
        if (!TryReadHalf(ref rest, ref hour) || !TryReadOffset(ref rest, out offset) || !rest.IsEmpty)
            return false;
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        ticks += (((hour * 60L) + minute) * 60L + second) * TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        var digits = 0;
        for (rest = rest[1..]; !rest.IsEmpty && char.IsAsciiDigit(rest[0]); rest = rest[1..])
        {
            if (digits++ < 7)
                ticks = (ticks * 10) + (rest[0] - '0');
        }

        for (var i = digits; i < 7; i++)
            ticks *= 10;
        return digits is > 0 and <= 9;
    }

    /// <summary>AM and PM, and the same in Turkish (ÖÖ, ÖS).</summary>
    private static bool TryReadHalf(ref ReadOnlySpan<char> rest, ref int hour)
    {
        if (rest.Length < 2)
            return true;
        var half = rest[..2];
        var before = half.Equals("AM", StringComparison.OrdinalIgnoreCase) || half.Equals("ÖÖ", StringComparison.OrdinalIgnoreCase);
        var after = half.Equals("PM", StringComparison.OrdinalIgnoreCase) || half.Equals("ÖS", StringComparison.OrdinalIgnoreCase);
        if (!before && !after)
            return true;
        if (hour is < 1 or > 12)
            return false;
        hour = (hour % 12) + (after ? 12 : 0);
        rest = rest[2..].TrimStart();
        return true;
    }

    private static bool TryReadOffset(ref ReadOnlySpan<char> rest, out TimeSpan? offset)
    {
        offset = null;
        if (rest.IsEmpty)
            return true;
        if (rest[0] is 'Z' or 'z')
        {
            rest = rest[1..];
            offset = TimeSpan.Zero;
            return true;
        }

        if (rest[0] is not ('+' or '-'))
            return false;
        var negative = rest[0] == '-';
        rest = rest[1..];
        if (!TryReadInt(ref rest, 4, out var hours, out var digits))
            return false;
        var minutes = 0;
        if (digits > 2)
            (hours, minutes) = (hours / 100, hours % 100);
        else if (!rest.IsEmpty && rest[0] == ':')
        {
            rest = rest[1..];
            if (!TryReadInt(ref rest, 2, out minutes, out _))
                return false;
        }

        offset = new TimeSpan(negative ? -hours : hours, negative ? -minutes : minutes, 0);
        return hours <= 14 && minutes <= 59;
    }

    private static bool TryReadInt(ref ReadOnlySpan<char> rest, int maxDigits, out int value, out int digits)
    {
        value = 0;
        digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            if (digits == maxDigits)
                return false;
            value = (value * 10) + (rest[digits++] - '0');
        }

        rest = rest[digits..];
        return digits > 0;
    }
}
