using System.Globalization;
using Bunit;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Till.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Till;

public sealed class TillPageTests : CounterContext
{
    [Fact]
    public async Task A_scanned_code_and_Enter_serve_the_member_at_once()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var till = OpenTill();

        await FindAsync(till, ada.Code);

        Assert.Contains("Ada Byron", till.Find(".strip").TextContent, StringComparison.Ordinal);
        Assert.Contains("50", till.Find(".strip .figure").TextContent, StringComparison.Ordinal);
        Assert.Contains("£1.00", till.Find(".strip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_arrow_keys_choose_among_several()
    {
        await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        await Counter.EnrolAsync("Adam Smith", "adam@example.com");
        var till = OpenTill();

        await FindAsync(till, "ad");
        till.WaitForAssertion(() => Assert.Equal(2, till.FindAll("[role=option]").Count));
        Assert.Equal("true", till.FindAll("[role=option]")[0].GetAttribute("aria-selected"));
        await Field(till).KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" });
        await Field(till).KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        till.WaitForAssertion(() => Assert.Contains("Adam Smith", till.Find(".strip").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_quote_says_what_will_be_earned_and_its_steps_add_up()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var till = OpenTill();
        await FindAsync(till, ada.Code);

        await AddAsync(till, "Fiction", "12,50", 2);
        await AddAsync(till, "", "3.99", 1);

        Assert.Contains("Will earn 53 points", till.Find(".quote").TextContent, StringComparison.Ordinal);
        Assert.Contains("Record £28.99", till.Find("#till-record").TextContent, StringComparison.Ordinal);
        Assert.Equal(["£28.99", "+28.99", "+25", "−0.99", "+53"], till.FindAll(".quote .sum-line dd").Select(line => line.TextContent));
        Assert.Contains("only online", till.Find(".explanation-silent").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_sale_shows_its_receipt_and_the_next_one_starts_empty()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var till = OpenTill();
        await FindAsync(till, ada.Code);
        await AddAsync(till, "Fiction", "10", 1);
        await till.Find("#till-reference").ChangeAsync(new ChangeEventArgs { Value = "R-1" });

        await till.Find("#till-record").ClickAsync(new MouseEventArgs());

        till.WaitForAssertion(() => Assert.Contains("+20", till.Find(".receipt-points").TextContent, StringComparison.Ordinal));
        Assert.Contains("70 points", till.Find(".receipt").TextContent, StringComparison.Ordinal);
        Assert.Contains("R-1", till.Find(".receipt").TextContent, StringComparison.Ordinal);
        await till.Find("#till-next").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find("#till-find")));
        Assert.Empty(till.FindAll(".basket-line"));
        Assert.True(till.Find("#till-record").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_goes_on_with_the_sale_and_records_it_once()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var browser = JSInterop.SetupModule("/js/till.js");
        browser.Mode = JSRuntimeMode.Loose;
        string Kept() => (string)browser.Invocations["keep"][^1].Arguments[1]!;
        var till = OpenTill();
        await FindAsync(till, ada.Code);
        await AddAsync(till, "Fiction", "10", 2);
        await till.Find("#till-reference").ChangeAsync(new ChangeEventArgs { Value = "R-9" });
        browser.Setup<string?>("kept", _ => true).SetResult(Kept());

        var again = OpenTill();
        again.WaitForAssertion(() => Assert.Contains("Ada Byron", again.Find(".strip").TextContent, StringComparison.Ordinal));
        Assert.Contains("£20.00", again.Find("#till-record").TextContent, StringComparison.Ordinal);
        Assert.Equal("R-9", again.Find("#till-reference").GetAttribute("value"));
        await again.Find("#till-record").ClickAsync(new MouseEventArgs());
        again.WaitForAssertion(() => Assert.Contains("+40", again.Find(".receipt-points").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(browser.Invocations["drop"]);

        // It had been recorded when the page went: what the browser still has says that it was on its way.
        browser.Setup<string?>("kept", _ => true).SetResult(Kept());
        var late = OpenTill();
        late.WaitForAssertion(() => Assert.Contains("will not be recorded twice", late.Markup, StringComparison.Ordinal));
        await late.Find("#till-record").ClickAsync(new MouseEventArgs());
        late.WaitForAssertion(() => Assert.Contains("R-9", late.Find(".receipt").TextContent, StringComparison.Ordinal));

        // And changed since, it is no other sale under the same key.
        var changed = OpenTill();
        changed.WaitForAssertion(() => Assert.Contains("Ada Byron", changed.Find(".strip").TextContent, StringComparison.Ordinal));
        await AddAsync(changed, "Maps", "1", 1);
        await changed.Find("#till-record").ClickAsync(new MouseEventArgs());
        changed.WaitForAssertion(() => Assert.Contains("recorded before the page was loaded again", changed.Markup, StringComparison.Ordinal));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal((ada.MemberId, 20m, "R-9"), (await context.Set<Purchase>().Select(sale => ValueTuple.Create(sale.MemberId!.Value, sale.Net, sale.Reference!)).SingleAsync()));
    }

    [Fact]
    public async Task The_sale_that_a_tab_keeps_is_of_who_is_signed_in()
    {
        var browser = JSInterop.SetupModule("/js/till.js");
        browser.Mode = JSRuntimeMode.Loose;
        var till = OpenTill();
        await AddAsync(till, "Fiction", "10", 2);
        var (name, kept) = ((string)browser.Invocations["keep"][^1].Arguments[0]!, (string)browser.Invocations["keep"][^1].Arguments[1]!);
        browser.Setup<string?>("kept", asked => (string)asked.Arguments[0]! == name).SetResult(kept);

        var other = Render<TillPage>(page => page.AddCascadingValue(Counter.Workspace with { Actor = Counter.Actor with { UserId = 8, Name = "Late shift" } }).Add(one => one.Merchant, Counter.Workspace.Merchant.Slug));
        other.WaitForAssertion(() => Assert.NotEqual(name, browser.Invocations["kept"][^1].Arguments[0]));
        Assert.Empty(other.FindAll(".basket-line"));

        var mine = OpenTill();
        mine.WaitForAssertion(() => Assert.Single(mine.FindAll(".basket-line")));
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_still_uses_what_was_kept_for_the_sale()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var reward = await RewardAsync();
        var browser = JSInterop.SetupModule("/js/till.js");
        browser.Mode = JSRuntimeMode.Loose;
        var till = OpenTill();
        await FindAsync(till, ada.Code);
        await AddAsync(till, "Fiction", "10", 2);
        till.WaitForAssertion(() => Assert.NotNull(till.Find($"[data-reward='{reward}']")));
        await till.Find($"[data-reward='{reward}']").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.Contains("£15.00", till.Find(".used").TextContent, StringComparison.Ordinal));
        browser.Setup<string?>("kept", _ => true).SetResult((string)browser.Invocations["keep"][^1].Arguments[1]!);

        var again = OpenTill();
        again.WaitForAssertion(() => Assert.Contains("£15.00", again.Find(".used").TextContent, StringComparison.Ordinal));
        await again.Find("#till-record").ClickAsync(new MouseEventArgs());
        again.WaitForAssertion(() => Assert.NotNull(again.Find(".receipt")));

        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal(15m, (await context.Set<Purchase>().SingleAsync()).Net);
        Assert.Equal(RedemptionState.Fulfilled, (await context.Set<Redemption>().SingleAsync()).State);

        // It was on its way when the page went: tried again it is that sale, with what was used on it.
        browser.Setup<string?>("kept", _ => true).SetResult((string)browser.Invocations["keep"][^1].Arguments[1]!);
        var late = OpenTill();
        late.WaitForAssertion(() => Assert.Contains("will not be recorded twice", late.Markup, StringComparison.Ordinal));
        await late.Find("#till-record").ClickAsync(new MouseEventArgs());
        late.WaitForAssertion(() => Assert.NotNull(late.Find(".receipt")));
        Assert.Equal(1, await context.Set<Purchase>().CountAsync());
    }

    [Fact]
    public async Task What_was_kept_and_is_free_again_is_not_used_by_a_page_that_is_loaded_again()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var kept = TestMerchant.Ok(await Get<RedemptionService>().RedeemAsync(Counter.Actor, "k", ada.MemberId, await RewardAsync(), Counter.StoreId, isHold: true));
        Counter.Clock.Now += Redeeming.HoldTime;
        var browser = JSInterop.SetupModule("/js/till.js");
        browser.Mode = JSRuntimeMode.Loose;
        var sale = new LoyaltyPortal.Till.KeptSale("key", Counter.StoreId, null, ada.MemberId, "", null, false, [new(Guid.NewGuid(), "Fiction", 10, 2)]) { Vouchers = [kept.RedemptionId] };
        browser.Setup<string?>("kept", _ => true).SetResult(sale.ToJson());

        var till = OpenTill();

        till.WaitForAssertion(() => Assert.Single(till.FindAll(".basket-line")));
        Assert.Empty(till.FindAll(".used"));
    }

    [Fact]
    public async Task A_ticket_that_was_used_at_the_door_is_said_to_be_when_the_sale_is_dropped()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var reward = await RewardAsync();
        var till = OpenTill();
        await FindAsync(till, ada.Code);
        await AddAsync(till, "Fiction", "10", 2);
        till.WaitForAssertion(() => Assert.NotNull(till.Find($"[data-reward='{reward}']")));
        await till.Find($"[data-reward='{reward}']").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find(".used")));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        TestMerchant.Ok(await Get<RedemptionService>().BurnAsync(Counter.Actor, "door", (await context.Set<Redemption>().SingleAsync()).Id, Counter.StoreId));

        await till.Find(".used button").ClickAsync(new MouseEventArgs());

        Assert.Contains("used already", Assert.Single(Get<Radzen.NotificationService>().Messages).Summary, StringComparison.Ordinal);
    }

    private async Task<long> RewardAsync()
    {
        var added = TestMerchant.Ok(await Get<RewardService>().AddAsync(Counter.Actor, LoyaltyPortal.Tests.Rewards.TestRewards.Five with { Points = 40 }));
        return TestMerchant.Ok(await Get<RewardService>().PublishAsync(Counter.Actor, added.Id, added.Version)).Id;
    }

    [Fact]
    public void A_sale_that_has_only_a_reward_so_far_is_kept_too()
    {
        var kept = new LoyaltyPortal.Till.KeptSale("k", 1, null, 7, "", null, false, []) { Vouchers = [4] };

        Assert.Equal([4L], LoyaltyPortal.Till.KeptSale.Read(kept.ToJson())?.Vouchers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"key":"k","storeId":1,"reference":"","lines":[]}""")]
    public void What_the_browser_has_in_another_shape_is_nothing(string json) => Assert.Null(LoyaltyPortal.Till.KeptSale.Read(json));

    [Fact]
    public async Task A_sale_without_a_number_of_its_own_gets_a_short_one_and_is_found_by_it()
    {
        var till = OpenTill();
        await AddAsync(till, "Fiction", "10", 1);
        await till.Find("#till-record").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.Contains("S1-260314-1", till.Find(".receipt").TextContent, StringComparison.Ordinal));

        var found = TestMerchant.Ok(await Counter.Till.FindPurchaseAsync(Counter.Actor, " s1-260314-1 "));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        var sale = await context.Set<Purchase>().SingleAsync();
        Assert.Equal((sale.Id, "S1-260314-1"), (found, sale.Reference));
        Assert.Equal(sale.Id, TestMerchant.Ok(await Counter.Till.FindPurchaseAsync(Counter.Actor, $"{sale.Id}"))); // receipts from before have that
    }

    [Fact]
    public async Task A_sale_without_a_member_is_recorded_and_earns_nothing()
    {
        var till = OpenTill();
        await AddAsync(till, "Fiction", "10", 1);
        Assert.Contains("Would earn 20 points", till.Find(".quote").TextContent, StringComparison.Ordinal);

        await till.Find("#till-record").ClickAsync(new MouseEventArgs());

        till.WaitForAssertion(() => Assert.Contains("without a member", till.Find(".receipt").TextContent, StringComparison.Ordinal));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        var sale = await context.Set<Purchase>().SingleAsync();
        Assert.Equal((null, 0L, 10m), (sale.MemberId, sale.PointsEarned, sale.Net));
    }

    [Fact]
    public async Task A_refused_sale_says_why_and_keeps_everything_and_a_corrected_one_is_recorded_once()
    {
        await Counter.Purchases.RecordAsync(Counter.Actor, "before", Counter.StoreId, null, [new LineInput(null, null, null, 1, 99)], "R-1");
        var till = OpenTill();
        await AddAsync(till, "Fiction", "10", 1);
        await till.Find("#till-reference").ChangeAsync(new ChangeEventArgs { Value = "R-1" });

        await till.Find("#till-record").ClickAsync(new MouseEventArgs());

        till.WaitForAssertion(() => Assert.Contains("receipt number R-1", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Single(till.FindAll(".basket-line"));
        await till.Find("#till-reference").ChangeAsync(new ChangeEventArgs { Value = "R-2" });
        await till.Find("#till-record").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find(".receipt")));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal(2, await context.Set<Purchase>().CountAsync());
    }

    [Fact]
    public async Task Somebody_new_is_enrolled_in_one_step_and_served()
    {
        var till = OpenTill();
        await Field(till).InputAsync(new ChangeEventArgs { Value = "07700 900555" });
        await till.FindAll("button").First(button => button.TextContent.Contains("Enrol", StringComparison.Ordinal)).ClickAsync(new MouseEventArgs());
        Assert.Equal("07700 900555", till.Find("#enrol-phone").GetAttribute("value"));
        Assert.False(till.Find("#enrol-consent").HasAttribute("checked"));

        await till.Find("#enrol-name").ChangeAsync(new ChangeEventArgs { Value = "Nora New" });
        await till.Find("form[aria-label='New member']").SubmitAsync();

        till.WaitForAssertion(() => Assert.Contains("Nora New", till.Find(".strip").TextContent, StringComparison.Ordinal));
        Assert.Contains("50", till.Find(".strip .figure").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_no_amount_is_said_and_nothing_is_added()
    {
        var till = OpenTill();
        await till.Find("#till-amount").ChangeAsync(new ChangeEventArgs { Value = "ten" });
        await till.Find(".basket-add").SubmitAsync();

        Assert.Contains("no amount", till.Find("#till-amount-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(till.FindAll(".basket-line"));
    }

    [Fact]
    public async Task A_return_shows_what_it_does_before_it_does_it_and_takes_back_what_was_given()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        await Counter.SellAsync(ada.MemberId, ("Fiction", 10m), ("Maps", 5m));
        Get<NavigationManager>().NavigateTo($"/m/{Counter.Workspace.Merchant.Slug}/till/return");
        var till = OpenTill();
        await FindAsync(till, ada.Code);

        till.WaitForAssertion(() => Assert.Single(till.FindAll(".return-row")));
        await till.Find(".return-row").ClickAsync(new MouseEventArgs());
        await till.FindAll(".return-line button")[1].ClickAsync(new MouseEventArgs());
        Assert.Equal(["−20", "−20", "55"], till.FindAll(".return-sum dd").Select(line => line.TextContent));
        await till.Find(".with-aside .btn-primary").ClickAsync(new MouseEventArgs());

        till.WaitForAssertion(() => Assert.Contains("20 points taken back", till.Find(".return-done").TextContent, StringComparison.Ordinal));
        Assert.Equal(55, (await Counter.Ledger.AccountAsync(Counter.Actor.MerchantId, ada.MemberId))!.Active);
        Assert.Null(await Counter.Ledger.ProveAsync(Counter.Actor.MerchantId, ada.MemberId));
    }

    [Fact]
    public async Task Taking_a_return_back_that_is_not_confirmed_is_said_and_tried_again_is_one()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        await Counter.SellAsync(ada.MemberId, ("Fiction", 10m));
        Get<NavigationManager>().NavigateTo($"/m/{Counter.Workspace.Merchant.Slug}/till/return");
        var till = OpenTill();
        await FindAsync(till, ada.Code);
        till.WaitForAssertion(() => Assert.Single(till.FindAll(".return-row")));
        await till.Find(".return-row").ClickAsync(new MouseEventArgs());
        await till.Find(".with-aside .btn-primary").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find(".return-done")));

        await Counter.ExecuteAsync("ALTER TABLE \"PurchaseReturns\" RENAME TO \"Gone\"");
        await till.Find(".return-done .btn-quiet").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.Contains("Nothing you entered is lost", till.Find(".return-done .callout").TextContent, StringComparison.Ordinal));
        await Counter.ExecuteAsync("ALTER TABLE \"Gone\" RENAME TO \"PurchaseReturns\"");
        await till.Find(".return-done .btn-quiet").ClickAsync(new MouseEventArgs());

        till.WaitForAssertion(() => Assert.Empty(till.FindAll(".return-done")));
        Assert.Equal(70, (await Counter.Ledger.AccountAsync(Counter.Actor.MerchantId, ada.MemberId))!.Active);
    }

    private IRenderedComponent<TillPage> OpenTill() => Open<TillPage>(page => page.Add(till => till.Merchant, Counter.Workspace.Merchant.Slug));

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<TillPage> till) => till.Find("#till-find");

    private static async Task FindAsync(IRenderedComponent<TillPage> till, string typed)
    {
        var typing = Field(till).InputAsync(new ChangeEventArgs { Value = typed });
        await Field(till).KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        await typing;
    }

    private static async Task AddAsync(IRenderedComponent<TillPage> till, string category, string amount, int quantity)
    {
        var lines = till.FindAll(".basket-line").Count;
        await till.Find("#till-category").ChangeAsync(new ChangeEventArgs { Value = category });
        await till.Find("#till-amount").ChangeAsync(new ChangeEventArgs { Value = amount });
        await till.Find("#till-quantity").ChangeAsync(new ChangeEventArgs { Value = quantity.ToString(CultureInfo.InvariantCulture) });
        await till.Find(".basket-add").SubmitAsync();
        till.WaitForAssertion(() => Assert.Equal(lines + 1, till.FindAll(".basket-line").Count));
    }
}
