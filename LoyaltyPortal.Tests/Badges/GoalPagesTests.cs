using System.Security.Claims;
using Bunit;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Badges.Pages;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>What staff do with badges and challenges, and what members see of them.</summary>
public sealed class GoalPagesTests : CounterContext
{
    private const long UserId = 4_711;

    private Task<long> EnterAsync() => EnterAsync("Ada Whitfield");

    private async Task<long> EnterAsync(string name)
    {
        var member = (await Counter.EnrolAsync(name, "ada@example.com", userId: UserId)).MemberId;
        await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "4711")], "test")));
        return member;
    }

    private async Task<long> PublishAsync(GoalInput input)
    {
        var goal = (await Get<GoalService>().AddAsync(Counter.Actor, input)).Value;
        return (await Get<GoalService>().PublishAsync(Counter.Actor, goal.Id)).Value.Id;
    }

    private static GoalInput Badge(params decimal[] targets) => new() { Type = GoalType.Badge, Name = "Regular", Criterion = new PurchaseCount(), Targets = targets };

    [Fact]
    public async Task The_wall_shows_how_far_each_badge_is_and_moves_while_it_is_open()
    {
        await PublishAsync(Badge(1, 4));
        var ada = await EnterAsync();
        var wall = Open<GoalWall>(page => page.Add(one => one.Type, GoalType.Badge).Add(one => one.Place, Get<WalletScope>().Current!));
        Assert.Contains("0 of 1", wall.Find("[data-goal]").TextContent, StringComparison.Ordinal);

        await Counter.SellAsync(ada, ("Fiction", 10));

        wall.WaitForAssertion(() => Assert.Contains("1 of 4", wall.Find("[data-goal]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Equal("25", wall.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Contains("Silver", wall.Find(".goal-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_is_joined_where_it_is_seen()
    {
        var today = Counter.Workspace.Merchant.Zone.DayOf(Counter.Clock.Now.UtcDateTime);
        await PublishAsync(new GoalInput { Type = GoalType.Challenge, Name = "Sprint", Criterion = new PurchaseCount(), Targets = [1], From = today, Until = today.AddDays(9), Prize = 40, IsOptIn = true });
        var ada = await EnterAsync();
        await Counter.SellAsync(ada, ("Fiction", 10));
        var wall = Open<GoalWall>(page => page.Add(one => one.Type, GoalType.Challenge).Add(one => one.Place, Get<WalletScope>().Current!));
        Assert.Contains("10 days left", wall.Find("[data-goal]").TextContent, StringComparison.Ordinal);

        await wall.Find("button.btn-primary").ClickAsync(new());

        wall.WaitForAssertion(() => Assert.Contains("Won", wall.Find(".goal-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Empty(wall.FindAll("button.btn-primary"));
    }

    [Fact]
    public async Task What_is_reached_while_something_is_celebrated_is_celebrated_next()
    {
        await PublishAsync(Badge(1, 2));
        var ada = await EnterAsync();
        await Counter.SellAsync(ada, ("Fiction", 10));
        var overlay = Open<CelebrationOverlay>();
        overlay.WaitForAssertion(() => Assert.Contains("Silver", overlay.Find("#celebration-title").TextContent, StringComparison.Ordinal));

        await using var queue = new CommandQueue(Counter.Database, new IdGenerator(Counter.Clock, 9), Counter.Clock, new LiveSignals(NullLogger<LiveSignals>.Instance), NullLogger<CommandQueue>.Instance);
        var elsewhere = new PurchaseService(Counter.Database, queue, Counter.Merchants, Counter.Clock); // the test itself says when it is signalled here
        TestMerchant.Ok(await elsewhere.RecordAsync(Counter.Actor, "second", Counter.StoreId, ada, [new LineInput(null, null, "Fiction", 1, 10)]));
        var account = overlay.FindComponent<LiveAccount>();
        await overlay.InvokeAsync(() => account.Instance.OnChanged.InvokeAsync());
        Assert.Contains("Silver", overlay.Find("#celebration-title").TextContent, StringComparison.Ordinal);
        await overlay.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);

        overlay.WaitForAssertion(() => Assert.Contains("Gold", overlay.Find("#celebration-title").TextContent, StringComparison.Ordinal));
        await overlay.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);
        Assert.Empty(overlay.FindAll("#celebration-title"));
    }

    [Fact]
    public async Task A_preset_is_named_changed_and_published_and_the_list_says_so()
    {
        var editor = Open<GoalEditor>(page => page.Add(one => one.Type, GoalType.Badge).Add(one => one.Which, "new").Add(one => one.Preset, "explorer"));
        Assert.Equal("Explorer", editor.Find("#goal-name").GetAttribute("value"));
        Assert.Contains("Try something of every shelf", editor.Find(".goal-preview").TextContent, StringComparison.Ordinal);

        await editor.Find("#goal-name").ChangeAsync(new() { Value = "" });
        await editor.Find(".page-actions .btn-primary").ClickAsync(new());
        Assert.Contains("Give it a name", editor.Find(".field-error").TextContent, StringComparison.Ordinal);
        await editor.Find("#goal-name").ChangeAsync(new() { Value = "All shelves" });
        await editor.Find("#goal-target-0").ChangeAsync(new() { Value = "2" });
        await editor.Find(".page-actions .btn-primary").ClickAsync(new());

        var line = Assert.Single((await Get<GoalService>().ListAsync(Counter.Actor, GoalType.Badge)).Value);
        Assert.Equal(("All shelves", GoalState.Published, "2,5,8"), (line.Goal.Input.Name, line.Goal.State, string.Join(',', line.Goal.Input.Targets)));
        var list = Open<GoalList>(page => page.Add(one => one.Type, GoalType.Badge));
        Assert.Contains("All shelves", list.Find(".goal-line").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(list.FindAll(".goal-preset"));
    }

    [Fact]
    public async Task The_settings_of_a_kind_are_asked_for_by_a_form_that_nobody_wrote()
    {
        var editor = Open<GoalEditor>(page => page.Add(one => one.Type, GoalType.Badge).Add(one => one.Which, "new").Add(one => one.Tiers, [new CriterionChoice("gold", "Gold")]));
        await editor.Find("#goal-kind").ChangeAsync(new() { Value = "tier" });
        Assert.Empty(editor.FindAll("#goal-target-0"));
        await editor.Find("button.chip").ClickAsync(new());

        await editor.Find("#goal-kind").ChangeAsync(new() { Value = "spend" });
        await editor.Find("#goal-Categories").ChangeAsync(new() { Value = "Books, Pens ,books" });
        await editor.Find("#goal-name").ChangeAsync(new() { Value = "Big reader" });
        await editor.Find(".page-actions .btn-primary").ClickAsync(new());

        var saved = Assert.IsType<Spend>(Assert.Single((await Get<GoalService>().ListAsync(Counter.Actor, GoalType.Badge)).Value).Goal.Input.Criterion);
        Assert.Equal(["Books", "Pens"], saved.Settings.Categories);
    }
}
