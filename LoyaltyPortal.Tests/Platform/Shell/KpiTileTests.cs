using Bunit;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class KpiTileTests : ComponentContext
{
    [Fact]
    public void Shows_the_figure_and_how_it_changed()
    {
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Net sales").Add(t => t.Value, "€48,210.50").Add(t => t.Change, 0.124m));

        Assert.Equal("€48,210.50", tile.Find(".kpi-value").TextContent);
        Assert.Contains("12.4%", tile.Find(".change.good").TextContent, StringComparison.Ordinal);
        Assert.Contains("vs previous period", tile.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rise_is_bad_where_lower_is_better()
    {
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Liability").Add(t => t.Change, 0.02m).Add(t => t.LowerIsBetter, true));

        Assert.Single(tile.FindAll(".change.bad"));
        Assert.Empty(tile.FindAll(".change.good"));
    }

    [Fact]
    public void No_change_is_neither_good_nor_bad()
    {
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Orders").Add(t => t.Change, 0m));

        Assert.Equal("change", tile.Find(".change").ClassName?.Trim());
    }

    [Fact]
    public void While_loading_there_is_no_figure_and_no_link()
    {
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Orders").Add(t => t.Value, "0").Add(t => t.Href, "/orders").Add(t => t.Loading, true));

        Assert.Empty(tile.FindAll(".kpi-value"));
        Assert.Empty(tile.FindAll("a"));
        Assert.Equal("true", tile.Find(".kpi").GetAttribute("aria-busy"));
    }

    [Fact]
    public void A_failure_says_what_happened_and_offers_to_try_again()
    {
        var retried = false;
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Orders").Add(t => t.Error, "The figures could not be read.").Add(t => t.OnRetry, () => retried = true));

        Assert.Contains("could not be read", tile.Find(".kpi-error").TextContent, StringComparison.Ordinal);
        tile.Find("button").Click();

        Assert.True(retried);
    }

    [Fact]
    public void The_definition_opens_from_a_button_and_leaves_out_what_is_unknown()
    {
        var tile = Render<KpiTile>(with => with.Add(t => t.Label, "Promoter score")
            .Add(t => t.Definition, new KpiDefinition("Promoters less detractors.", Numerator: "61 promoters", Interval: "37 to 47")));

        var list = tile.Find($"#{tile.Find(".kpi-info").GetAttribute("popovertarget")}");
        Assert.Equal(["Counted", "Likely between"], list.QuerySelectorAll("dt").Select(term => term.TextContent));
    }

    [Theory]
    [InlineData(new double[] { 1 }, null)]
    [InlineData(new double[] { 0, 10 }, "M0,92L100,8")]
    [InlineData(new double[] { 5, 5, 5 }, "M0,50L50,50L100,50")]
    public void The_sparkline_fills_its_box(double[] values, string? path) => Assert.Equal(path, Sparkline.Draw(values));

    [Theory]
    [InlineData("£90.44", "kpi-value")]
    [InlineData("£123,456.78", "kpi-value kpi-long")]
    [InlineData("£1,234,567.89", "kpi-value kpi-longer")]
    public void A_long_figure_is_set_smaller_where_the_tile_is_narrow(string value, string classes) =>
        Assert.Equal(classes, Render<KpiTile>(tile => tile.Add(kpi => kpi.Label, "Net sales").Add(kpi => kpi.Value, value)).Find(".kpi-value").ClassName!.Trim());
}
