using System.Text;
using LoyaltyPortal.Events;

namespace LoyaltyPortal.Tests.Events;

/// <summary>Calendar files, read the way RFC 5545 says that they are read.</summary>
public sealed class EventCalendarTests
{
    private static readonly DateTime Starts = new(2026, 10, 24, 17, 30, 0, DateTimeKind.Utc);

    private static EventView Event(string title = "Reading", string description = "", EventState state = EventState.Published, int sequence = 0) => new(
        42, title, description, null, "Upstairs", Starts, Starts.AddHours(2), null, null, [], 0, state, sequence, Starts.AddDays(-30), Starts.AddDays(-1), 3, 50, 1, 0);

    private static string Write(EventView planned, string where = "Upstairs, Bath") => EventCalendar.Write(7, planned, where, "https://portal.example/w/shop/events/42", Starts.AddHours(-5));

    /// <summary>Unfolds and splits, as any reader does.</summary>
    private static List<(string Name, string Value)> Read(string file) => [.. file.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]))];

    private static string Value(string file, string name) => Read(file).Single(line => line.Name == name).Value;

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var index = 0; index < value.Length; index++)
            text.Append(value[index] != '\\' ? value[index] : value[++index] is 'n' or 'N' ? '\n' : value[index]);
        return text.ToString();
    }

    [Fact]
    public void It_has_what_a_calendar_needs_once_and_in_utc()
    {
        var file = Write(Event());
        foreach (var name in new[] { "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "URL" })
            Assert.Single(Read(file), line => line.Name == name);
        Assert.Equal(["VCALENDAR", "VEVENT"], Read(file).Where(line => line.Name == "BEGIN").Select(line => line.Value));
        Assert.Equal(["VEVENT", "VCALENDAR"], Read(file).Where(line => line.Name == "END").Select(line => line.Value));
        Assert.Equal(("2.0", "20261024T173000Z", "20261024T193000Z"), (Value(file, "VERSION"), Value(file, "DTSTART"), Value(file, "DTEND")));
        Assert.EndsWith("END:VCALENDAR\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", file.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_keeps_the_uid_and_grows_the_sequence_and_calling_off_says_so()
    {
        var (before, after) = (Write(Event()), Write(Event("Moved", state: EventState.Cancelled, sequence: 4)));
        Assert.Equal(Value(before, "UID"), Value(after, "UID"));
        Assert.Equal(("0", "4"), (Value(before, "SEQUENCE"), Value(after, "SEQUENCE")));
        Assert.Equal(("CONFIRMED", "CANCELLED"), (Value(before, "STATUS"), Value(after, "STATUS")));
    }

    [Theory]
    [InlineData("Wine; cheese, and \\ more")]
    [InlineData("BEGIN:VEVENT\r\nUID:forged")]
    [InlineData("Çağla’nın okuması: “Ömrümün en güzel günü”, ışıl ışıl bir akşamda, hepimizin sevdiği o eski kitapçıda 📚📚📚📚📚📚📚📚")]
    [InlineData("Two\n\nparagraphs")]
    public void Whatever_is_written_comes_back_and_no_line_is_too_long(string text)
    {
        var file = Write(Event(text, string.Concat(Enumerable.Repeat(text + " ", 12))), text);

        Assert.Equal(text.ReplaceLineEndings("\n"), Unescape(Value(file, "SUMMARY")));
        Assert.Equal(text.ReplaceLineEndings("\n"), Unescape(Value(file, "LOCATION")));
        Assert.Single(Read(file), line => line.Name == "UID");
        Assert.All(file.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.DoesNotContain('\uFFFD', file);
    }
}
