using Bunit;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Till.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LoyaltyPortal.Tests.Till;

/// <summary>The desk where staff report what members did besides buying.</summary>
public sealed class ActionDeskTests : CounterContext
{
    [Fact]
    public async Task A_trade_in_shows_its_points_before_and_after_it_is_recorded()
    {
        await PublishAsync(EarningRule<TradeInSettings>.With<TradeIn>("Bring back books", new TradeInSettings(2)));
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var desk = OpenDesk(ada.MemberId, MemberActions.TradeIn);
        Assert.True(desk.Find("#action-record").HasAttribute("disabled"));

        await desk.Find("#action-amount").InputAsync(new ChangeEventArgs { Value = "7,60" });
        Assert.Contains("15 points", desk.Find(".figure").TextContent, StringComparison.Ordinal);
        await desk.Find("#action-subject").ChangeAsync(new ChangeEventArgs { Value = "Three old novels" });
        await desk.Find("form").SubmitAsync();

        Assert.Contains("15 points earned", desk.Find(".callout").TextContent, StringComparison.Ordinal);
        var row = (await Counter.Actions.ListAsync(Counter.Actor, ada.MemberId, null, 1)).Single();
        Assert.Equal((MemberActions.TradeIn, 15L, 7.6m, "Three old novels", ActionSource.Till), (row.Action, row.Points, row.Amount, row.Subject, row.Source));
    }

    [Fact]
    public async Task Pressed_twice_it_is_one_action_and_the_next_one_starts_anew()
    {
        await PublishAsync(EarningRule<ActionBonusSettings>.With<ActionBonus>("Survey", new ActionBonusSettings(MemberActions.SurveyAnswered, 10, 1, LimitPeriod.Day)));
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var desk = OpenDesk(ada.MemberId, MemberActions.SurveyAnswered);
        var form = desk.Find("form");

        await desk.InvokeAsync(() => Task.WhenAll(form.SubmitAsync(), form.SubmitAsync())); // both before the page is drawn anew
        Assert.Single(await Counter.Actions.ListAsync(Counter.Actor, ada.MemberId, null, 10), row => row.Action == MemberActions.SurveyAnswered);
        await desk.Find("#action-next").ClickAsync(new MouseEventArgs());
        Assert.Contains("0 points", desk.Find(".figure").TextContent, StringComparison.Ordinal);
        await desk.Find("form").SubmitAsync();

        Assert.Contains("at most 1 a day", desk.Find(".callout").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await Counter.Actions.ListAsync(Counter.Actor, ada.MemberId, null, 10)).Count(row => row.Action == MemberActions.SurveyAnswered));
    }

    [Fact]
    public async Task A_wrong_address_is_said_and_what_was_typed_stays()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var desk = OpenDesk(ada.MemberId, MemberActions.SocialShare);
        await desk.Find("#action-evidence-kind").ChangeAsync(new ChangeEventArgs { Value = nameof(EvidenceKind.Url) });
        await desk.Find("#action-evidence").ChangeAsync(new ChangeEventArgs { Value = "not an address" });

        await desk.Find("form").SubmitAsync();

        Assert.Contains("https://", desk.Find(".callout").TextContent, StringComparison.Ordinal);
        Assert.Equal("not an address", desk.Find("#action-evidence").GetAttribute("value"));
    }

    [Fact]
    public async Task The_members_page_lists_actions_with_their_evidence_and_origin()
    {
        await PublishAsync(EarningRule<ActionBonusSettings>.With<ActionBonus>("Review", new ActionBonusSettings(MemberActions.ProductReview, 10)));
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        Assert.True((await Counter.Actions.ReportAsync(Counter.Actor, "r", ada.MemberId, new ActionReport
        {
            Action = MemberActions.ProductReview,
            SourceEvent = "",
            Source = ActionSource.Portal,
            Subject = "A kettle",
            Evidence = new ActionEvidence(EvidenceKind.Text, "<b>Boils</b>"),
        })).Succeeded);

        var list = Open<MemberActionList>(list => list.Add(actions => actions.MemberId, ada.MemberId));

        var first = list.Find(".did-row");
        Assert.Contains("Product review: A kettle", first.TextContent, StringComparison.Ordinal);
        Assert.Equal("<b>Boils</b>", first.QuerySelector(".did-evidence p")!.TextContent);
        Assert.Contains("+10", first.TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ActionDesk> OpenDesk(long memberId, string action) => Open<ActionDesk>(desk => desk
        .Add(page => page.MemberId, memberId).Add(page => page.StoreId, Counter.StoreId).Add(page => page.Source, ActionSource.Till).Add(page => page.Action, action));

    private async Task PublishAsync(params EarningRule[] rules)
    {
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        context.Add(ProgrammeVersion.Publish(Counter.Actor.MerchantId, 2, ProgrammeContent.Of([TestPortal.PerUnit(), .. rules]), "", null, Counter.Clock.Now.UtcDateTime));
        await context.SaveChangesAsync();
    }
}
