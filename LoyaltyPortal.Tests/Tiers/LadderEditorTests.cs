using Bunit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Tiers;
using LoyaltyPortal.Tiers.Pages;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace LoyaltyPortal.Tests.Tiers;

public sealed class LadderEditorTests : ComponentContext
{
    private Ladder ladder = Ladders.Metals;

    public LadderEditorTests()
    {
        Services.AddScoped<LadderWords>();
        Services.AddSingleton<FailureText>();
        Get<ShellContextProvider>().Set(ShellContext.Nobody with { Currency = "GBP", Zone = "Europe/London", PointsName = "pages" });
    }

    private IRenderedComponent<LadderEditor> Open()
    {
        IRenderedComponent<LadderEditor> editor = null!;
        editor = Render<LadderEditor>(builder => builder.Add(it => it.Value, ladder).Add(it => it.ValueChanged, changed =>
        {
            ladder = changed;
            editor.Render(again => again.Add(it => it.Value, changed));
        }));
        return editor;
    }

    private string[] Names => [.. ladder.Tiers.Select(tier => tier.Name)];

    [Theory]
    [InlineData("ArrowUp", "Bronze,Gold,Silver")]
    [InlineData("Home", "Gold,Bronze,Silver")]
    [InlineData("ArrowDown", "Bronze,Silver,Gold")]
    public void A_tier_is_moved_by_keys_and_takes_the_amount_of_its_new_place(string key, string names)
    {
        var editor = Open();
        editor.Find("#tier-gold-handle").KeyDown(new KeyboardEventArgs { Key = key });
        Assert.Equal(names.Split(','), Names);
        Assert.Equal([0m, 100m, 500m], ladder.Tiers.Select(tier => tier.Threshold));
        Assert.Null(ladder.Check());
    }

    [Fact]
    public void A_move_is_announced_and_buttons_stop_at_the_ends()
    {
        var editor = Open();
        Assert.True(editor.Find("#tier-bronze-up").HasAttribute("disabled"));
        Assert.True(editor.Find("#tier-gold-down").HasAttribute("disabled"));
        editor.Find("#tier-bronze-down").Click();
        Assert.Equal(["Silver", "Bronze", "Gold"], Names);
        Assert.Equal("Bronze is now tier 2 of 3.", editor.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_tier_is_dragged_onto_the_place_of_another()
    {
        var editor = Open();
        editor.Find("#tier-bronze-handle").DragStart();
        editor.FindAll("li.tier")[2].Drop();
        Assert.Equal(["Silver", "Gold", "Bronze"], Names);
    }

    [Fact]
    public async Task A_removed_tier_comes_back_by_undo_where_it_was()
    {
        var editor = Open();
        editor.Find("button[aria-label='Remove Silver']").Click();
        Assert.Equal(["Bronze", "Gold"], Names);
        var toast = Get<NotificationService>().Messages.Single();
        var content = Render(toast.SummaryContent!(Get<NotificationService>()));
        await content.Find("button").ClickAsync(new MouseEventArgs());
        Assert.Equal(["Bronze", "Silver", "Gold"], Names);
    }

    [Fact]
    public void What_is_no_number_stays_in_the_field_with_a_word_beside_it()
    {
        var editor = Open();
        editor.Find("#tier-silver-threshold").Change("many");
        Assert.Equal("many", editor.Find("#tier-silver-threshold").GetAttribute("value"));
        Assert.Contains("Type a number.", editor.Markup, StringComparison.Ordinal);
        Assert.Equal(100, ladder.Tiers[1].Threshold);
        editor.Find("#tier-silver-threshold").Change("1,000");
        Assert.Equal(1_000, ladder.Tiers[1].Threshold);
        Assert.Contains("Each tier must start higher", editor.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_perks_and_multipliers_are_typed_in_place_and_said_in_a_sentence()
    {
        var editor = Open();
        editor.Find("#tier-gold-name").Change("Emerald");
        editor.Find("#tier-gold-multiplier").Change("2.5");
        editor.Find("#tier-gold-perk").Input("Free tea");
        editor.Find("#tier-gold-perk").Change("Free tea");
        Assert.Equal(["Free tea"], ladder.Tiers[2].Perks);
        Assert.Equal(
            "Everybody starts as Bronze. Within the last 12 months: Silver from 100 pages; Emerald from 500 pages. Earned pages are multiplied: Silver × 1.5, Emerald × 2.5. Who no longer reaches their tier goes to the one they reach at once.",
            editor.Find("#ladder-sentence").TextContent);
        editor.Find("button[aria-label='Remove Free tea']").Click();
        Assert.Empty(ladder.Tiers[2].Perks);
    }

    [Fact]
    public void A_ladder_is_begun_from_nothing_and_grows()
    {
        ladder = Ladder.None;
        var editor = Open();
        editor.Find("button.btn-primary").Click();
        Assert.Equal(3, ladder.Tiers.Count);
        editor.FindAll("button").Single(button => button.TextContent.Contains("Add a tier", StringComparison.Ordinal)).Click();
        Assert.Equal(4, ladder.Tiers.Count);
        Assert.Null(ladder.Check());
    }

    [Theory]
    [InlineData("1000", 1000.0)]
    [InlineData("1,000", 1000.0)]
    [InlineData("12.5", 12.5)]
    [InlineData("1,5", null)]
    [InlineData("1.000.000", null)]
    [InlineData("-3", null)]
    [InlineData("", null)]
    [InlineData("0.125", null)]
    public void Numbers_are_read_as_people_type_them(string typed, double? number) => Assert.Equal((decimal?)number, LadderWords.Read(typed, 2));
}
