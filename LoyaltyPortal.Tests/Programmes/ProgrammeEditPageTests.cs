using Bunit;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Programmes.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class ProgrammeEditPageTests : CounterContext
{
    public ProgrammeEditPageTests()
    {
        Services.AddSingleton(_ => Drafts);
        Services.AddSingleton(_ => new LoyaltyPortal.Facts.SegmentNames(Counter.Database));
        Services.AddSingleton(_ => new ProgrammeService(Counter.Database));
        Services.AddScoped<RuleSentences>();
        Services.AddScoped<ProgrammeWords>();
    }

    private DraftService Drafts => new(Counter.Database, new AuditLog(Counter.Database, Counter.Clock), Counter.Clock);

    [Fact]
    public async Task The_rules_stand_there_as_sentences_and_nothing_is_to_be_saved()
    {
        var page = await EditorAsync();

        Assert.Equal(4, page.FindAll(".card").Count);
        Assert.Contains("Fiction", page.Find("[data-rule=r2] .card-sentence").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".save-bar"));
    }

    [Fact]
    public async Task A_rule_that_is_edited_says_itself_anew_and_is_kept_when_it_is_saved()
    {
        var page = await EditorAsync();

        await page.Find("[data-rule=r1] .card-main").ClickAsync(new MouseEventArgs());
        await page.Find("[data-rule=r1] .card-form input.input:not([maxlength='80'])").ChangeAsync(new ChangeEventArgs { Value = "3" });
        Assert.Contains("3", page.Find("[data-rule=r1] .card-sentence").TextContent, StringComparison.Ordinal);
        Assert.Contains("Changed", page.Find("[data-rule=r1] .badge").TextContent, StringComparison.Ordinal);
        await page.Find(".save-bar .btn-primary").ClickAsync(new MouseEventArgs());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".save-bar")));
        Assert.Equal(3, Rate((await Drafts.OpenAsync(Counter.Actor)).Value.Content));
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_lost_on_the_way_to_the_review_and_holds_publishing_up()
    {
        var page = await EditorAsync();
        await page.Find("[data-rule=r1] .card-main").ClickAsync(new MouseEventArgs());
        await page.Find("[data-rule=r1] .card-form input.input:not([maxlength='80'])").ChangeAsync(new ChangeEventArgs { Value = "many" });
        Assert.Contains("no number", page.Find("[data-rule=r1] .field-error").TextContent, StringComparison.Ordinal);

        var address = Get<NavigationManager>();
        address.NavigateTo(address.GetUriWithQueryParameter("tab", "review"));
        Assert.Contains("cannot be read", page.Find(".review-list").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find("#publish").HasAttribute("disabled"));
        await page.Find(".save-bar .btn-primary").ClickAsync(new MouseEventArgs());
        Assert.False((await Drafts.OpenAsync(Counter.Actor)).Value.IsKept);

        address.NavigateTo(address.GetUriWithQueryParameter("tab", "earning"));
        await page.Find("[data-rule=r1] .card-main").ClickAsync(new MouseEventArgs());
        Assert.Equal("many", page.Find("[data-rule=r1] .card-form input.input:not([maxlength='80'])").GetAttribute("value"));
        await page.Find(".save-bar .btn-quiet").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".save-bar")));
    }

    [Fact]
    public async Task A_rule_is_moved_by_the_arrow_keys_and_the_move_is_said()
    {
        var page = await EditorAsync();

        await page.Find("[data-rule=r1] .handle").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" });

        Assert.Equal(["r2", "r1", "r3", "r4"], page.FindAll(".card").Select(card => card.GetAttribute("data-rule")!));
        Assert.Contains("2 of 4", page.Find(".sr-only[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_rule_opens_in_its_form_and_keeps_the_programme_from_being_published_until_it_is_filled_in()
    {
        var page = await EditorAsync();

        await page.Find("#add-rule").ClickAsync(new MouseEventArgs());
        await page.FindAll(".kind").First(kind => kind.TextContent.Contains(Text("kind_category_multiplier"), StringComparison.Ordinal)).ClickAsync(new MouseEventArgs());

        Assert.Equal(5, page.FindAll(".card").Count);
        Assert.Single(page.FindAll(".card.is-open .card-form"));
        Assert.Contains("Unfinished", page.Find(".card.is-open").TextContent, StringComparison.Ordinal);
        await GoAsync(page, "review");
        Assert.True(page.Find("#publish").HasAttribute("disabled"));
        Assert.Contains("This must be mended first", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_saves_second_is_told_what_the_first_one_changed_and_keeps_what_they_typed()
    {
        var page = await EditorAsync("points");
        var start = (await Drafts.OpenAsync(Counter.Actor)).Value;
        Assert.True((await Drafts.SaveAsync(Counter.Actor with { Name = "Ada" }, start.Content with { Stacking = Stacking.BestOf }, start.BasedOn, start.Version)).Succeeded);

        await page.Find("#return-window").ChangeAsync(new ChangeEventArgs { Value = "14" });
        await page.Find(".save-bar .btn-primary").ClickAsync(new MouseEventArgs());

        page.WaitForAssertion(() => Assert.Contains("Ada changed the draft", page.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Contains("the best one counts", page.Find(".callout .changes").TextContent, StringComparison.Ordinal);
        Assert.Equal("14", page.Find("#return-window").GetAttribute("value"));
        Assert.Equal(Stacking.BestOf, (await Drafts.OpenAsync(Counter.Actor)).Value.Content.Stacking);

        await page.Find(".save-bar .btn-primary").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".save-bar")));
        var now = (await Drafts.OpenAsync(Counter.Actor)).Value.Content;
        Assert.Equal((Stacking.BestOf, 14), (now.Stacking, now.Points.ReturnWindowDays));
    }

    [Fact]
    public async Task What_is_no_number_stays_in_its_field_with_a_word_beside_it()
    {
        var page = await EditorAsync("points");

        await page.Find("#return-window").ChangeAsync(new ChangeEventArgs { Value = "two weeks" });

        Assert.Equal("two weeks", page.Find("#return-window").GetAttribute("value"));
        Assert.NotEmpty(page.FindAll(".field-error"));
        Assert.Contains("Mend the fields first", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expiry_is_explained_by_a_day()
    {
        var page = await EditorAsync("points");

        await page.Find("input[name=expiry][value=Rolling]").ChangeAsync(new ChangeEventArgs { Value = "Rolling" });
        await page.Find("#expiry-months").ChangeAsync(new ChangeEventArgs { Value = "12" });

        Assert.Contains("The points earned today lapse on 14 Mar 2027, at the end of the day.", page.Find(".example").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_basket_shows_both_programmes_and_why()
    {
        var page = await EditorAsync();
        await page.Find("[data-rule=r1] .card-main").ClickAsync(new MouseEventArgs());
        await page.Find("[data-rule=r1] .card-form input.input:not([maxlength='80'])").ChangeAsync(new ChangeEventArgs { Value = "3" });
        await GoAsync(page, "try");

        await page.Find("#try-category-0").ChangeAsync(new ChangeEventArgs { Value = "Fiction" });
        await page.Find("#try-amount-0").ChangeAsync(new ChangeEventArgs { Value = "10" });
        await page.Find("#try-amount-1").ChangeAsync(new ChangeEventArgs { Value = "5" });

        Assert.Contains("25", page.Find("#try-published").TextContent, StringComparison.Ordinal);
        Assert.Contains("75", page.Find("#try-draft").TextContent, StringComparison.Ordinal);
        Assert.Contains("+50", page.Find("#try-draft .badge").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll(".explanation").Count);
    }

    [Fact]
    public async Task Publishing_saves_first_and_the_history_can_publish_the_old_one_again()
    {
        var page = await EditorAsync("points");
        await page.Find("#return-window").ChangeAsync(new ChangeEventArgs { Value = "14" });
        await GoAsync(page, "review");
        await page.Find("#note").ChangeAsync(new ChangeEventArgs { Value = "Two weeks to think it over" });
        await page.Find("#publish").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => Assert.EndsWith("/m/corner-books/programme", Get<NavigationManager>().Uri, StringComparison.Ordinal));

        var history = Open<ProgrammeHistoryPage>(builder => builder.Add(page => page.Merchant, "corner-books"));
        history.WaitForAssertion(() => Assert.Equal(2, history.FindAll(".version").Count));
        Assert.Contains("Two weeks to think it over", history.Find("[data-version='2']").TextContent, StringComparison.Ordinal);
        Assert.Contains("after 14 days", history.Find("[data-version='2'] .changes").TextContent, StringComparison.Ordinal);
        Assert.Empty(history.FindAll("[data-version='2'] .btn-small"));
        await history.Find("[data-version='1'] .btn-small").ClickAsync(new MouseEventArgs());
        await history.Find("[data-version='1'] form").SubmitAsync();

        history.WaitForAssertion(() => Assert.Contains("In force", history.Find("[data-version='3']").TextContent, StringComparison.Ordinal));
        Assert.Equal(0, (await Drafts.OpenAsync(Counter.Actor)).Value.Published.Content.Points.ReturnWindowDays);
    }

    [Fact]
    public void A_marketer_reads_the_programme_and_its_history_and_finds_no_way_to_change_them()
    {
        var marketer = Counter.Workspace with { Actor = Counter.Actor with { Permissions = LoyaltyPortal.Merchants.RolePermissions.Of(LoyaltyPortal.Merchants.StaffRole.Marketer) } };

        var page = Render<ProgrammePage>(builder => builder.AddCascadingValue(marketer).Add(page => page.Merchant, "corner-books"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".rules li")));
        Assert.Empty(page.FindAll(".page-actions .btn-primary"));
        var history = Render<ProgrammeHistoryPage>(builder => builder.AddCascadingValue(marketer).Add(page => page.Merchant, "corner-books"));
        history.WaitForAssertion(() => Assert.NotEmpty(history.FindAll(".version")));
        Assert.Empty(history.FindAll(".version .btn-small"));
    }

    private async Task<IRenderedComponent<ProgrammeEditPage>> EditorAsync(string? tab = null)
    {
        Get<NavigationManager>().NavigateTo(tab is null ? "/m/corner-books/programme/edit" : "/m/corner-books/programme/edit?tab=" + tab);
        var page = Open<ProgrammeEditPage>(builder => builder.Add(page => page.Merchant, "corner-books"));
        await Task.Yield();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".tabs")));
        return page;
    }

    private async Task GoAsync(IRenderedComponent<ProgrammeEditPage> page, string tab) =>
        await page.InvokeAsync(() => Get<NavigationManager>().NavigateTo("/m/corner-books/programme/edit?tab=" + tab));

    private string Text(string code) => Get<Microsoft.Extensions.Localization.IStringLocalizer<EarningText>>()[code];

    private static decimal Rate(ProgrammeContent content) => content.Rules.OfType<PointsPerAmount>().Single().Settings.PointsPerUnit;
}
