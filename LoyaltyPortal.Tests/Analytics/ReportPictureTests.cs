using Bunit;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Analytics.Pages;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>What is drawn lies where its figures say.</summary>
public sealed class ReportPictureTests : ComponentContext
{
    private static string Say(decimal value) => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_line_breaks_where_nothing_was_counted_and_its_margin_lies_around_it()
    {
        var trend = new ReportTrend("Score", "It fell.", ["Jan", "Feb", "Mar", "Apr"], [new(0, 50), new(100, 20), null, new(-100)], -100, 100, Say);

        var line = Render<ReportLine>(component => component.Add(view => view.Trend, trend));

        // A quarter of the picture is 50 points; the margin ends where the scale does.
        Assert.Equal(["5,50 15,0", "35,100"], line.FindAll(".line-stroke").Select(stroke => stroke.GetAttribute("points")));
        Assert.Equal("5,25 15,0 15,10 5,75", Assert.Single(line.FindAll(".line-margin")).GetAttribute("points"));
        Assert.Equal(3, line.FindAll(".line-dot").Count);
        Assert.Equal(["Jan: 0 ± 50", "Feb: 100 ± 20", "Mar: –", "Apr: -100"], line.FindAll("title").Select(title => title.TextContent));
        Assert.Equal("It fell.", line.Find("svg").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(0, null, "100", "15")] // above the middle
    [InlineData(100, "M100 15 A85 85 0 0 1 185 100", "185", "100")] // the right end
    [InlineData(-100, "M15 100 A85 85 0 0 1 100 15", "15", "100")] // the left end
    [InlineData(50, "M100 15 A85 85 0 0 1 160.1 39.9", "160.1", "39.9")] // half way down: 85 · cos 45° = 60.1
    public void A_score_lies_on_the_half_circle(int score, string? arc, string x, string y)
    {
        var dial = Render<ReportDial>(component => component.Add(view => view.Gauge, new ReportGauge("Score", "So it is.", new ReportEstimate(score), 100, Say)));

        Assert.Equal(arc, dial.FindAll(".dial-value").SingleOrDefault()?.GetAttribute("d"));
        Assert.Equal((x, y), (dial.Find(".dial-point").GetAttribute("cx"), dial.Find(".dial-point").GetAttribute("cy")));
        Assert.Empty(dial.FindAll(".dial-margin"));
    }

    [Fact]
    public void A_margin_on_the_half_circle_ends_where_the_scale_does()
    {
        var dial = Render<ReportDial>(component => component.Add(view => view.Gauge, new ReportGauge("Score", "So it is.", new ReportEstimate(50, 150), 100, Say)));

        Assert.Equal("M15 100 A85 85 0 0 1 185 100", dial.Find(".dial-margin").GetAttribute("d"));
        Assert.Contains("± 150.0", dial.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 1 2 3 4 5 6 7 8 9 10", 11)]
    [InlineData("January February March April May June July August September October November December", 3)]
    [InlineData("One-book-a-month An-evening-with-an-author Free-delivery A-coffee-on-us Five-off", 5)]
    public void Few_bars_and_short_names_are_all_named(string labels, int names)
    {
        var chart = new ReportChart("Bars", "Bars.", labels.Split(' '), [new("Count", [.. labels.Split(' ').Select((_, index) => (decimal)index)])], Say);

        Assert.Equal(names, Render<ReportBars>(component => component.Add(view => view.Chart, chart)).FindAll(".bars-names span").Count);
    }

    [Fact]
    public void A_cell_leads_where_it_says_and_a_state_has_its_sign()
    {
        var table = new ReportTable("Sold", ["When", "Member", "State", "Net"],
            [[new("Monday") { Href = "/one" }, new("Ada") { Href = "/ada" }, new("Returned") { Tone = LoyaltyPortal.Platform.Shell.Tone.Warn }, new("5", 5)]], [new("All") { Href = "/all" }, new(""), new(""), new("5", 5)]);

        var view = Render<ReportTableView>(component => component.Add(one => one.Table, table));

        Assert.Equal(["/one", "/ada", "/all"], view.FindAll("a").Select(link => link.GetAttribute("href")));
        Assert.Equal("Returned", view.Find("td .badge.tone-warn").TextContent.Replace("warning", "", StringComparison.Ordinal).Trim());
        Assert.Equal("5", view.Find("tbody td.num").TextContent);
    }
}
