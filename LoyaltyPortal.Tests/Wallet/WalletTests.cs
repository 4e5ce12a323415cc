using System.Security.Claims;
using Bunit;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LoyaltyPortal.Tests.Wallet;

public sealed class WalletTests : CounterContext
{
    private const long UserId = 4_711;

    [Fact]
    public async Task The_card_shows_code_points_and_their_worth()
    {
        var ada = await EnterAsync();
        await Counter.SellAsync(ada.MemberId, ("Maps", 100m));

        var card = OpenCard();

        Assert.Contains(MemberCode.Grouped(ada.Code), card.Find(".card").TextContent, StringComparison.Ordinal);
        Assert.NotNull(card.Find("svg.qr path"));
        Assert.Equal("150", card.Find(".points-number").TextContent);
        Assert.Contains("£3.00", card.Find(".points").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, card.FindAll(".entry").Count);
    }

    [Fact]
    public async Task A_sale_appears_in_the_open_wallet_and_is_said_once()
    {
        var ada = await EnterAsync();
        var card = OpenCard();
        Assert.Equal("", card.Find("[role=status]").TextContent);

        await Counter.SellAsync(ada.MemberId, ("Fiction", 10m));

        card.WaitForAssertion(() => Assert.Equal("70", card.Find(".points-number").TextContent), TimeSpan.FromSeconds(5));
        Assert.Equal("+20 points just now. You have 70 points to spend.", card.Find("[role=status]").TextContent);
        Assert.Equal("+20", card.Find(".entry .entry-points").TextContent);
    }

    [Fact]
    public async Task The_history_goes_by_when_it_happened_not_by_when_it_was_recorded()
    {
        var ada = await EnterAsync();
        await Counter.SellAsync(ada.MemberId, ("Maps", 7m));
        var earlier = ((TimeProvider)Counter.Clock).UtcNow().AddDays(-10);
        Assert.True((await Counter.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = Counter.Actor.MerchantId,
            StoreId = Counter.StoreId,
            MemberId = ada.MemberId,
            Source = PurchaseSource.Api,
            OccurredAt = earlier,
            Lines = [new LineInput(null, null, "Maps", 1, 9m)],
        })).Succeeded);

        var first = await Counter.Ledger.HistoryAsync(Counter.Actor.MerchantId, ada.MemberId, null, 2);
        var rest = await Counter.Ledger.HistoryAsync(Counter.Actor.MerchantId, ada.MemberId, first[^1], 2);

        Assert.Equal([7L, 50L, 9L], first.Concat(rest).Select(entry => entry.Points));
        Assert.Equal(3, first.Concat(rest).Select(entry => entry.Sequence).Max());
    }

    [Fact]
    public async Task Every_entry_says_why_in_steps_that_add_up()
    {
        var ada = await EnterAsync();
        await Counter.SellAsync(ada.MemberId, ("Fiction", 10.75m), ("Maps", 3.50m));

        var card = OpenCard();

        var why = card.Find(".entry .explanation");
        Assert.Contains("25 points for £14.25:", why.TextContent, StringComparison.Ordinal);
        Assert.Equal(["+14.25", "+10.75", "+25"], why.QuerySelectorAll("dd").Select(line => line.TextContent));
        Assert.Empty(why.QuerySelectorAll(".explanation-silent"));
    }

    [Fact]
    public async Task A_closed_wallet_is_not_told_any_more()
    {
        var ada = await EnterAsync();
        var told = 0;
        Render<LiveAccount>(live => live.Add(account => account.MemberId, ada.MemberId).Add(account => account.OnChanged, () => told++));
        Counter.Signals.Changed(ada.MemberId);
        await Eventually.IsAsync(() => told == 1);

        await DisposeComponentsAsync();
        var heard = false;
        using var other = Counter.Signals.Listen(ada.MemberId, () => Task.FromResult(heard = true));
        await Counter.SellAsync(ada.MemberId, ("Maps", 1m));

        await Eventually.IsAsync(() => heard);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task The_history_goes_on_without_gaps()
    {
        var ada = await EnterAsync();
        for (var sale = 0; sale < 24; sale++)
            await Counter.SellAsync(ada.MemberId, ("Maps", 1m));
        var history = Open<WalletHistoryPage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));
        Assert.Equal(20, history.FindAll(".entry").Count);

        await history.Find(".entries-more button").ClickAsync(new MouseEventArgs());

        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(number => $"{number}"), history.FindAll(".entry").Select(entry => entry.GetAttribute("data-sequence")));
        Assert.Empty(history.FindAll(".entries-more"));
    }

    [Fact]
    public async Task Members_change_their_own_details_and_consent()
    {
        await EnterAsync();
        var me = Open<WalletMePage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));
        await me.Find("#me-name").ChangeAsync(new ChangeEventArgs { Value = "Ada Lovelace" });
        await me.Find("#me-consent").ChangeAsync(new ChangeEventArgs { Value = true });

        await me.Find("form").SubmitAsync();

        Assert.Contains("Saved", me.Find(".callout").TextContent, StringComparison.Ordinal);
        var now = await Counter.Members.FindOwnAsync(Counter.Actor.MerchantId, UserId);
        Assert.Equal(("Ada Lovelace", true), (now?.Name, now?.AllowsEmail));
    }

    [Fact]
    public async Task What_was_redeemed_is_undone_in_its_own_wallet_whichever_is_open_by_then()
    {
        var ada = await EnterAsync();
        var added = TestMerchant.Ok(await Get<RewardService>().AddAsync(Counter.Actor, LoyaltyPortal.Tests.Rewards.TestRewards.Five with { Points = 40 }));
        var reward = TestMerchant.Ok(await Get<RewardService>().PublishAsync(Counter.Actor, added.Id, added.Version)).Id;
        var page = Open<WalletRewardPage>(one => one.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug).Add(wallet => wallet.Id, reward));
        await page.Find("#redeem").ClickAsync(new MouseEventArgs());
        await page.Find("#redeem-yes").ClickAsync(new MouseEventArgs());
        Assert.Equal(10, (await Counter.Ledger.AccountAsync(Counter.Actor.MerchantId, ada.MemberId))!.Active);

        var other = await Counter.FoundAsync("Corner Cakes");
        await Counter.EnrolAsync("Ada Byron", "ada@example.com", actor: other.Actor, userId: UserId);
        Assert.NotNull(await Get<WalletScope>().EnterAsync(other.Merchant.Slug, Person(UserId)));
        var toasts = Get<Radzen.NotificationService>();
        await Render(toasts.Messages.Single().SummaryContent!(toasts)).Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal(50, (await Counter.Ledger.AccountAsync(Counter.Actor.MerchantId, ada.MemberId))!.Active);
        Assert.EndsWith($"/w/{Counter.Workspace.Merchant.Slug}/rewards/{reward}", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_without_a_membership_does_not_enter()
    {
        await EnterAsync();

        Assert.Null(await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, Person(99)));
        Assert.Null(await Get<WalletScope>().EnterAsync("no-such-shop", Person(UserId)));
    }

    private async Task<LoyaltyPortal.Purchases.EnrolledMember> EnterAsync()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com", userId: UserId);
        Assert.NotNull(await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, Person(UserId)));
        return ada;
    }

    private IRenderedComponent<WalletCardPage> OpenCard() => Open<WalletCardPage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));

    private static ClaimsPrincipal Person(long userId) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{userId}")], "test"));
}
