using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Events;

/// <summary>An event as a calendar file (RFC 5545): times in UTC, so that no zone needs to be described; the same UID for ever, and a SEQUENCE that grows with every change.</summary>
public static class EventCalendar
{
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <summary>Octets in a line without its end; what is longer is folded.</summary>
    private const int Width = 75;

    /// <param name="where">Where it is, in words.</param>
    /// <param name="url">Where more is said of it; absolute.</param>
    /// <param name="now">When the file is made, UTC.</param>
    public static string Write(int merchantId, EventView planned, string where, string url, DateTime now)
    {
        var file = new StringBuilder();
        Line(file, "BEGIN:VCALENDAR");
        Line(file, "VERSION:2.0");
        Line(file, "PRODID:-//LoyaltyPortal//Events//EN");
        Line(file, "CALSCALE:GREGORIAN");
        Line(file, "METHOD:PUBLISH");
        Line(file, "BEGIN:VEVENT");
        Line(file, string.Create(CultureInfo.InvariantCulture, $"UID:event-{merchantId}-{planned.Id}@loyaltyportal"));
        Line(file, "DTSTAMP:" + Utc(now));
        Line(file, "CREATED:" + Utc(planned.CreatedAt));
        Line(file, "LAST-MODIFIED:" + Utc(planned.ChangedAt));
        Line(file, "DTSTART:" + Utc(planned.StartsAt));
        Line(file, "DTEND:" + Utc(planned.EndsAt));
        Line(file, string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{planned.Sequence}"));
        Line(file, "STATUS:" + (planned.State == EventState.Cancelled ? "CANCELLED" : "CONFIRMED"));
        Line(file, "SUMMARY:" + Text(planned.Title));
        if (planned.Description.Length > 0)
            Line(file, "DESCRIPTION:" + Text(planned.Description));
        if (where.Length > 0)
            Line(file, "LOCATION:" + Text(where));
        Line(file, "URL:" + url);
        Line(file, "END:VEVENT");
        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    private static string Utc(DateTime at) => at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text value: what means something in a calendar file is escaped, control characters are left out.</summary>
    private static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            if (c == '\n')
                text.Append("\\n");
            else if (c is '\\' or ';' or ',')
                text.Append('\\').Append(c);
            else if (!char.IsControl(c) || c == '\t')
                text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>One line, folded where it is too long: by octets of UTF-8, and never within a character.</summary>
    private static void Line(StringBuilder file, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > Width)
            {
                file.Append("\r\n ");
                octets = 1; // the space that begins the next one
            }

            file.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        file.Append("\r\n");
    }
}
