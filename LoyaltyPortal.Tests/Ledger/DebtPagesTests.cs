using System.Security.Claims;
using Bunit;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Ledger.Pages;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Till;
using LoyaltyPortal.Till.Pages;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>A debt wherever points are shown: read as one, worth nothing, and nothing to spend. And what an account held on a day.</summary>
public sealed class DebtPagesTests : CounterContext
{
    private const long UserId = 4_711;

    [Fact]
    [Trait("HardCase", "4")]
    public async Task The_wallet_says_that_points_are_owed_and_not_what_they_are_worth()
    {
        await OwingAsync();
        var card = Open<WalletCardPage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));

        Assert.Equal("−30", card.Find(".points-number").TextContent);
        Assert.Contains("points owed", card.Find(".points").TextContent, StringComparison.Ordinal);
        Assert.Contains("The next points pay it off", card.Find(".points .warn").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("to spend", card.Find(".points").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("£", card.Find(".points").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("HardCase", "4")]
    public async Task A_sale_that_pays_a_part_of_the_debt_off_is_announced_as_that()
    {
        var ada = await OwingAsync();
        var card = Open<WalletCardPage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));

        await Counter.SellAsync(ada, ("Maps", 10m));

        card.WaitForAssertion(() => Assert.Equal("+10 points just now. The next 20 points pay off what is owed.", card.Find("[role=status]").TextContent), TimeSpan.FromSeconds(5));
        Assert.Equal("−20", card.Find(".points-number").TextContent);
    }

    [Fact]
    [Trait("HardCase", "4")]
    public async Task At_the_till_nobody_pays_with_points_that_are_owed()
    {
        var ada = TestMerchant.Ok(await Counter.Till.MemberAsync(Counter.Actor, await OwingAsync()));
        var strip = Open<MemberStrip>(strip => strip.Add(strip => strip.Member, ada).Add(strip => strip.PointValue, 0.02m));
        var pay = Open<PointsPaymentPanel>(pay => pay.Add(pay => pay.Active, ada.Account.Active).Add(pay => pay.Due, 25).Add(pay => pay.PointValue, 0.02m));
        var card = Open<PointsCard>(card => card.Add(card => card.Account, ada.Account).Add(card => card.PointValue, 0.02m));

        Assert.Equal("−30", strip.Find(".figure").TextContent);
        Assert.Contains("owed: the next points pay this off", strip.Find(".points-figures .warn").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("£", card.Find(".points-figures").TextContent, StringComparison.Ordinal);
        Assert.True(pay.Find("#pay-points").HasAttribute("disabled") && pay.Find("button").HasAttribute("disabled"));
        Assert.Contains("No points can be used", pay.Markup, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("HardCase", "4")]
    public async Task A_receipt_says_what_is_still_owed()
    {
        var ada = await OwingAsync();
        var sale = await Counter.SellAsync(ada, ("Maps", 12m));
        var member = TestMerchant.Ok(await Counter.Till.MemberAsync(Counter.Actor, ada));

        var basket = new TillBasket();

        var receipt = Open<SaleReceipt>(page => page.Add(page => page.Receipt, sale).Add(page => page.Sold, basket).Add(page => page.Vouchers, new TillVouchers(basket)).Add(page => page.Member, member).Add(page => page.Merchant, Counter.Workspace.Merchant));

        Assert.Contains("Ada Byron still owes 18 points; the next points pay it off", receipt.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_points_of_a_day_are_those_of_its_end_a_debt_among_them()
    {
        var ada = await OwingAsync();
        var picker = Picker(ada);
        Assert.Contains("Choose a day", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);

        await ChooseAsync(picker, "2026-03-14");
        Assert.Contains("150 active", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
        await ChooseAsync(picker, "2026-03-15");
        Assert.Contains("70 active", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
        await ChooseAsync(picker, "2030-01-01"); // no day that is yet to come
        Assert.Equal("2026-03-16", picker.Find("input").GetAttribute("value"));
        Assert.Contains("−30 active", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
        await ChooseAsync(picker, "2026-03-13");
        Assert.Contains("0 active", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
        await ChooseAsync(picker, "");
        Assert.Contains("Choose a day", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_forgets_the_day_and_whoever_may_not_see_it_is_told()
    {
        var (ada, bob) = (await OwingAsync(), (await Counter.EnrolAsync("Bob", "bob@example.com")).MemberId);
        var picker = Picker(ada);
        await ChooseAsync(picker, "2026-03-14");

        picker.Render(with => with.Add(picker => picker.AccountId, bob));
        Assert.Contains("Choose a day", picker.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);

        var barred = Open<PointsOnDate>(with => with.Add(picker => picker.Actor, new Actor(9, "Nobody", Counter.Actor.MerchantId, System.Collections.Frozen.FrozenSet<Permission>.Empty)).Add(picker => picker.AccountId, ada).Add(picker => picker.Zone, Counter.Workspace.Merchant.Zone));
        await ChooseAsync(barred, "2026-03-14");
        Assert.NotEmpty(barred.Find(".points-on-date-answer .warn").TextContent);
        Assert.DoesNotContain("active", barred.Find(".points-on-date-answer").TextContent, StringComparison.Ordinal);
    }

    /// <summary>Joined (50) and bought for 100 on 14 March, spent 80 the next day, brought all of it back on the day after: 30 are owed.</summary>
    private async Task<long> OwingAsync()
    {
        await using (var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId))
        {
            var newest = await context.Set<ProgrammeVersion>().OrderByDescending(version => version.Number).FirstAsync();
            context.Add(ProgrammeVersion.Publish(Counter.Actor.MerchantId, newest.Number + 1, newest.Compile().Content with { Points = new PointsPolicy { Debt = DebtKind.Allow } }, "", null, Counter.Clock.Now.UtcDateTime));
            await context.SaveChangesAsync();
        }

        var ada = (await Counter.EnrolAsync("Ada Byron", "ada@example.com", userId: UserId)).MemberId;
        Assert.NotNull(await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{UserId}")], "test"))));
        var sale = await Counter.SellAsync(ada, ("Maps", 100m));
        Counter.Clock.Now = Counter.Clock.Now.AddDays(1);
        TestMerchant.Ok(await Counter.Queue.ExecuteAsync(new PostPoints
        {
            MerchantId = Counter.Actor.MerchantId,
            Posting = new Posting { AccountId = ada, Kind = EntryKind.Redeem, Points = 80, Source = EntrySource.Adjustment, SourceId = 1, OccurredAt = Counter.Clock.Now.UtcDateTime, Explanation = new Explanation { Points = -80 } },
        }));
        Counter.Clock.Now = Counter.Clock.Now.AddDays(1);
        Assert.Equal(-30, TestMerchant.Ok(await Counter.Purchases.ReturnAsync(Counter.Actor, "r", sale.PurchaseId, [new ReturnedLine(1, 1)])).ActivePoints);
        return ada;
    }

    private IRenderedComponent<PointsOnDate> Picker(long account) =>
        Open<PointsOnDate>(with => with.Add(picker => picker.Actor, Counter.Actor).Add(picker => picker.AccountId, account).Add(picker => picker.Zone, Counter.Workspace.Merchant.Zone));

    private static async Task ChooseAsync(IRenderedComponent<PointsOnDate> picker, string day)
    {
        await picker.Find("input").ChangeAsync(new ChangeEventArgs { Value = day });
        picker.WaitForAssertion(() => Assert.False(picker.Find("input").HasAttribute("disabled")));
    }
}
