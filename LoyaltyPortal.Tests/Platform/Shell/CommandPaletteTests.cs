using Bunit;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class CommandPaletteTests : ComponentContext
{
    public CommandPaletteTests()
    {
        Services.AddSingleton(new NavItem("Members", "", "group", slug => $"/m/{slug}/members", "SeeMembers", 30));
        Services.AddSingleton(new NavItem("Tiers", "Programme", "military_tech", slug => $"/m/{slug}/tiers", "SeeProgramme", 20));
        Services.AddSingleton(new NavItem("Staff", "Settings", "badge", slug => $"/m/{slug}/staff", "ChangeStaff", 20));
        Services.AddScoped<PaletteSource>(_ => (query, _, _) => Task.FromResult<IReadOnlyList<PaletteItem>>(
            "ada lovelace".Contains(query, StringComparison.OrdinalIgnoreCase) ? [new("Ada Lovelace", "person", "/m/corner/members/1", "Members", "12,480")] : []));
    }

    [Fact]
    public void Lists_only_the_pages_the_reader_may_open()
    {
        var palette = Open("SeeMembers", "SeeProgramme");

        Assert.Equal(["Members", "Tiers"], Titles(palette));
    }

    [Fact]
    public void Finds_by_the_beginnings_of_words_in_group_and_title()
    {
        var palette = Open("SeeMembers", "SeeProgramme", "ChangeStaff");

        palette.Find("input").Input("prog ti");

        Assert.Equal(["Tiers"], Titles(palette));
    }

    [Fact]
    public void Adds_what_the_rooms_find()
    {
        var palette = Open("SeeMembers");

        palette.Find("input").Input("love");

        palette.WaitForAssertion(() => Assert.Equal(["Ada Lovelace"], Titles(palette)), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Arrows_follow_the_order_in_which_the_groups_are_shown()
    {
        Services.AddSingleton(new NavItem("Billing", "", "receipt_long", slug => $"/m/{slug}/billing", "", 950));
        var palette = Open("SeeMembers", "SeeProgramme");

        palette.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });

        Assert.Equal(["Members", "Billing", "Tiers"], Titles(palette));
        Assert.Equal("Billing", Chosen(palette));
    }

    [Fact]
    public void Says_so_when_nothing_is_found()
    {
        var palette = Open("SeeMembers");

        palette.Find("input").Input("xyz");

        Assert.Contains("“xyz”", palette.Find(".palette-empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrows_choose_around_the_ends_and_enter_opens()
    {
        var palette = Open("SeeMembers", "SeeProgramme", "ChangeStaff");

        Assert.Equal("Members", Chosen(palette));
        palette.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowUp" });
        Assert.Equal("Staff", Chosen(palette));
        palette.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        palette.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal("Tiers", Chosen(palette));
        palette.Find("input").KeyDown(new KeyboardEventArgs { Key = "Enter" });

        Assert.EndsWith("/m/corner/tiers", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<CommandPalette> Open(params string[] policies)
    {
        Get<ShellContextProvider>().Set(new("corner", "Corner Coffee", null, "Ada", new HashSet<string>(policies), []));
        return Render<CommandPalette>();
    }

    private static IEnumerable<string> Titles(IRenderedComponent<CommandPalette> palette) =>
        palette.FindAll("[role=option] .truncate:not(small)").Select(title => title.TextContent);

    private static string Chosen(IRenderedComponent<CommandPalette> palette) =>
        palette.Find("[aria-selected=true] .truncate").TextContent;
}
