using System.Globalization;
using Bunit;
using LoyaltyPortal.Events;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using LoyaltyPortal.Till.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Till;

/// <summary>The one field of a sale takes whatever somebody holds out: a card, a voucher, a ticket, a friend's code.</summary>
public sealed class HeldOutTests : CounterContext
{
    [Fact]
    public async Task A_voucher_serves_its_member_and_is_used_on_the_sale()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var code = await VoucherAsync(ada.MemberId);
        var till = OpenTill();

        await EnterAsync(till, VoucherCode.Grouped(code).ToLowerInvariant());

        till.WaitForAssertion(() => Assert.Contains("Ada Byron", till.Find(".strip").TextContent, StringComparison.Ordinal));
        Assert.Contains("2 off", till.Find(".found").TextContent, StringComparison.Ordinal);
        await till.Find("#voucher-use").ClickAsync(new MouseEventArgs());
        await AddAsync(till, "10");
        Assert.Contains("£8.00", till.Find("#till-record").TextContent, StringComparison.Ordinal);
        await till.Find("#till-record").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find(".receipt")));
        Assert.Equal(["£10.00", "−£2.00", "£8.00"], till.FindAll(".receipt-lines td.num:last-child").Select(cell => cell.TextContent));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        var (sale, voucher) = (await context.Set<Purchase>().SingleAsync(), await context.Set<Redemption>().SingleAsync());
        Assert.Equal((ada.MemberId, 8m, RedemptionState.Fulfilled, (long?)sale.Id), (sale.MemberId, sale.Net, voucher.State, voucher.PurchaseId));
    }

    [Fact]
    public async Task A_voucher_that_was_looked_up_and_not_used_is_asked_about_before_the_sale_is_recorded()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var code = await VoucherAsync(ada.MemberId);
        var till = OpenTill();
        await EnterAsync(till, code);
        till.WaitForAssertion(() => Assert.NotNull(till.Find("#voucher-use")));
        await AddAsync(till, "10");

        await till.Find("#till-record").ClickAsync(new MouseEventArgs());

        Assert.Empty(till.FindAll(".receipt"));
        Assert.Contains("is not used on this sale", till.Find(".till-side .callout").TextContent, StringComparison.Ordinal);
        await till.Find("#till-without").ClickAsync(new MouseEventArgs());
        till.WaitForAssertion(() => Assert.NotNull(till.Find(".receipt")));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal((10m, RedemptionState.Issued), ((await context.Set<Purchase>().SingleAsync()).Net, (await context.Set<Redemption>().SingleAsync()).State));
    }

    [Fact]
    public async Task A_voucher_code_with_a_slip_stays_to_be_put_right()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var code = await VoucherAsync(ada.MemberId);
        var slip = code[..^1] + (code[^1] == '0' ? '1' : '0');
        var till = OpenTill();

        await EnterAsync(till, slip);
        till.WaitForAssertion(() => Assert.Equal(slip, till.Find("#voucher-code").GetAttribute("value")));
        await till.Find("#voucher-code").InputAsync(new ChangeEventArgs { Value = code });
        await till.Find(".desk-ask").SubmitAsync();

        till.WaitForAssertion(() => Assert.Contains("Ada Byron", till.Find(".strip").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_voucher_of_somebody_else_changes_nobody_who_is_being_served()
    {
        var (ada, bob) = (await Counter.EnrolAsync("Ada Byron", "ada@example.com"), await Counter.EnrolAsync("Bob Gift", "bob@example.com"));
        var code = await VoucherAsync(ada.MemberId);
        var till = OpenTill();
        await EnterAsync(till, bob.Code);

        await till.Find("#till-code").ChangeAsync(new ChangeEventArgs { Value = code });
        await till.Find(".code-field").SubmitAsync();

        till.WaitForAssertion(() => Assert.Contains("Ada Byron", till.Find(".found").TextContent, StringComparison.Ordinal));
        Assert.Contains("Bob Gift", till.Find(".strip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_voucher_says_so_and_serves_nobody()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var code = await VoucherAsync(ada.MemberId);
        var check = TestMerchant.Ok(await Get<RedemptionService>().CheckAsync(Counter.Actor, Counter.StoreId, code));
        TestMerchant.Ok(await Get<RedemptionService>().BurnAsync(Counter.Actor, "burn", check.Voucher.Id, Counter.StoreId));
        var till = OpenTill();

        await EnterAsync(till, code);

        till.WaitForAssertion(() => Assert.Contains("used already", till.Find(".found .callout").TextContent, StringComparison.Ordinal));
        Assert.Empty(till.FindAll(".strip"));
        Assert.Empty(till.FindAll("#voucher-use"));
    }

    [Fact]
    public async Task Guessing_vouchers_at_a_sale_counts_with_guessing_at_the_voucher_desk_and_has_one_answer()
    {
        var code = await VoucherAsync((await Counter.EnrolAsync("Ada Byron", "ada@example.com")).MemberId);
        var slip = code[..^1] + (code[^1] == '0' ? '1' : '0');
        var till = OpenTill();

        for (var wrong = 1; wrong < RedemptionService.WrongCodes; wrong++)
        {
            await EnterAsync(till, wrong % 2 == 0 ? slip : VoucherCode.New());
            till.WaitForAssertion(() => Assert.Equal("This is not a valid voucher code. Compare it letter by letter, or look among the member’s vouchers.", till.Find(".callout").TextContent.Trim()));
        }

        TestMerchant.Refused("voucher_unknown", await Get<RedemptionService>().CheckAsync(Counter.Actor, Counter.StoreId, VoucherCode.New()));
        await EnterAsync(till, code);
        till.WaitForAssertion(() => Assert.Contains("too often", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Empty(till.FindAll(".found"));
        TestMerchant.Refused("too_many_attempts", await Get<RedemptionService>().CheckAsync(Counter.Actor, Counter.StoreId, code));
    }

    [Fact]
    public async Task A_ticket_goes_to_the_door_of_its_event_which_checks_it_in()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var (planned, code) = await TicketAsync(ada.MemberId, hours: 2);
        var till = OpenTill();

        await EnterAsync(till, TicketCode.Grouped(code));
        till.WaitForAssertion(() => Assert.Contains("An evening", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Contains("Ada Byron", till.Find(".callout").TextContent, StringComparison.Ordinal);
        await till.Find("#ticket-go").ClickAsync(new MouseEventArgs());

        var address = Get<NavigationManager>();
        Assert.EndsWith(FormattableString.Invariant($"/till/door?event={planned}"), address.Uri, StringComparison.Ordinal);
        var door = Open<DoorPage>(page => page.Add(door => door.Merchant, Counter.Workspace.Merchant.Slug));
        door.WaitForAssertion(() => Assert.Contains("Ada Byron", door.Find("[data-answer=Good]").TextContent, StringComparison.Ordinal));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal(RegistrationState.CheckedIn, (await context.Set<EventRegistration>().SingleAsync()).State);
    }

    [Fact]
    public async Task A_ticket_for_another_day_says_which_event_and_leads_nowhere()
    {
        var (_, code) = await TicketAsync((await Counter.EnrolAsync("Ada Byron", "ada@example.com")).MemberId, hours: 200);
        var till = OpenTill();

        await EnterAsync(till, code);

        till.WaitForAssertion(() => Assert.Contains("too early", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Empty(till.FindAll("#ticket-go"));
    }

    [Fact]
    public async Task Guessing_tickets_at_a_sale_ends_after_ten()
    {
        var (_, code) = await TicketAsync((await Counter.EnrolAsync("Ada Byron", "ada@example.com")).MemberId, hours: 2);
        for (var wrong = 0; wrong < EventDesk.MostWrongTickets; wrong++)
            TestMerchant.Refused("event_no_ticket", await Get<EventDesk>().FindTicketAsync(Counter.Actor, TicketCode.New()));
        var till = OpenTill();

        await EnterAsync(till, code);

        till.WaitForAssertion(() => Assert.Contains("too often", till.Find(".callout").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_friends_code_opens_the_enrolment_with_it()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        TestMerchant.Ok(await Counter.Referrals.PublishAsync(Counter.Actor, 0, new ReferralTerms { IsOn = true, ReferrerPoints = 200, RefereePoints = 100, MinimumPurchase = 20, WindowDays = 14 }));
        var code = (await Counter.Referrals.OwnAsync(Counter.Actor.MerchantId, ada.MemberId, Counter.Workspace.Merchant.Zone)).Code!;
        var till = OpenTill();

        await EnterAsync(till, "https://portal.example/join/corner-books?friend=" + code);
        till.WaitForAssertion(() => Assert.Equal(ReferralCode.Grouped(code), till.Find("#enrol-friend").GetAttribute("value")));
        Assert.Equal("", till.Find("#enrol-name").GetAttribute("value") ?? "");
        await till.Find("#enrol-name").ChangeAsync(new ChangeEventArgs { Value = "Nora New" });
        await till.Find("#enrol-email").ChangeAsync(new ChangeEventArgs { Value = "nora@example.org" });
        await till.Find("form[aria-label='New member']").SubmitAsync();

        till.WaitForAssertion(() => Assert.Contains("Nora New", till.Find(".strip").TextContent, StringComparison.Ordinal));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        Assert.Equal(ada.MemberId, (await context.Set<Referral>().SingleAsync()).ReferrerId);
    }

    [Fact]
    public async Task A_friends_code_where_nobody_is_invited_is_said()
    {
        var till = OpenTill();

        await EnterAsync(till, ReferralCode.New());

        till.WaitForAssertion(() => Assert.Contains("invites nobody", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Empty(till.FindAll("#enrol-name"));
    }

    [Theory]
    [InlineData("EventRegistrations")]
    [InlineData("ReferralTerms")]
    public async Task What_cannot_be_looked_up_now_is_said_and_the_sale_goes_on(string table)
    {
        var till = OpenTill();
        await AddAsync(till, "10");
        await Counter.ExecuteAsync($"ALTER TABLE \"{table}\" RENAME TO \"Gone\"");

        await EnterAsync(till, table == "ReferralTerms" ? ReferralCode.New() : TicketCode.New());

        till.WaitForAssertion(() => Assert.Contains("Nothing you entered is lost", till.Find(".callout").TextContent, StringComparison.Ordinal));
        Assert.Single(till.FindAll(".basket-line"));
    }

    [Fact]
    public async Task Whoever_is_known_by_what_looks_like_a_code_goes_first()
    {
        var number = VoucherCode.New();
        await Counter.EnrolAsync("Ada Byron", "ada@example.com", externalId: number);
        var till = OpenTill();

        await EnterAsync(till, number);

        till.WaitForAssertion(() => Assert.Contains("Ada Byron", till.Find(".strip").TextContent, StringComparison.Ordinal));
        Assert.Empty(till.FindAll(".callout"));
    }

    [Fact]
    public async Task What_the_camera_reads_at_a_sale_goes_the_same_way()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com");
        var code = await VoucherAsync(ada.MemberId);
        var till = OpenTill();

        await till.InvokeAsync(() => till.FindComponent<CameraScan>().Instance.Scanned(code));

        till.WaitForAssertion(() => Assert.Contains("2 off", till.Find(".found").TextContent, StringComparison.Ordinal));
        await till.InvokeAsync(() => till.FindComponent<CameraScan>().Instance.Scanned(TicketCode.New())); // beside the member who is served now
        till.WaitForAssertion(() => Assert.Equal("This is not a valid ticket.", till.Find(".callout").TextContent.Trim()));
    }

    private async Task<string> VoucherAsync(long memberId)
    {
        var rewards = Get<RewardService>();
        var content = new RewardContent { Name = "2 off", What = RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(2)), Points = 20 };
        var added = TestMerchant.Ok(await rewards.AddAsync(Counter.Actor, content));
        TestMerchant.Ok(await rewards.PublishAsync(Counter.Actor, added.Id, added.Version));
        return TestMerchant.Ok(await Get<RedemptionService>().RedeemAsync(Counter.Actor.MerchantId, memberId, "held-out", added.Id)).Code!;
    }

    private async Task<(long Event, string Code)> TicketAsync(long memberId, int hours)
    {
        var now = ((TimeProvider)Counter.Clock).UtcNow();
        var input = new EventInput { Title = "An evening", StoreId = Counter.StoreId, StartsAt = now.AddHours(hours), EndsAt = now.AddHours(hours + 2), Capacity = 5 };
        var planned = TestMerchant.Ok(await Get<EventService>().SaveAsync(Counter.Actor, "event", null, 0, input, publishes: true)).EventId;
        TestMerchant.Ok(await Get<EventDesk>().RegisterAsync(Counter.Actor, planned, memberId));
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        return (planned, (await context.Set<EventRegistration>().SingleAsync()).Code);
    }

    private IRenderedComponent<TillPage> OpenTill() => Open<TillPage>(page => page.Add(till => till.Merchant, Counter.Workspace.Merchant.Slug));

    private static async Task EnterAsync(IRenderedComponent<TillPage> till, string typed)
    {
        var typing = till.Find("#till-find").InputAsync(new ChangeEventArgs { Value = typed });
        await till.Find("#till-find").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        await typing;
    }

    private static async Task AddAsync(IRenderedComponent<TillPage> till, string amount)
    {
        await till.Find("#till-amount").ChangeAsync(new ChangeEventArgs { Value = amount });
        await till.Find("#till-quantity").ChangeAsync(new ChangeEventArgs { Value = 1.ToString(CultureInfo.InvariantCulture) });
        await till.Find(".basket-add").SubmitAsync();
        till.WaitForAssertion(() => Assert.Single(till.FindAll(".basket-line")));
    }
}
