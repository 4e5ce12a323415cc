using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>A shop where friends bring friends: 200 points for who brings one, 100 for the friend, after a purchase of 20 and 14 days.</summary>
public sealed class ReferralShop : IAsyncDisposable
{
    private int _people;

    private ReferralShop(TestPortal portal, TestMerchant shop)
    {
        (Portal, Shop) = (portal, shop);
        Service = new ReferralService(portal.Database, portal.Queue, new AuditLog(portal.Database, portal.Clock), new Attempts(portal.Database, portal.Clock), portal.Clock);
        Payments = new ReferralPayments(portal.Database, portal.Queue, portal.Clock, NullLogger<ReferralPayments>.Instance);
        Report = new ReferralReport(portal.Database, portal.Clock);
    }

    public TestPortal Portal { get; }

    public TestMerchant Shop { get; }

    public ReferralService Service { get; }

    public ReferralPayments Payments { get; }

    public ReferralReport Report { get; }

    public static readonly ReferralTerms Terms = new() { IsOn = true, ReferrerPoints = 200, RefereePoints = 100, MinimumPurchase = 20, WindowDays = 14 };

    public static async Task<ReferralShop> OpenAsync(ReferralTerms? terms = null, PointsPolicy? policy = null)
    {
        var portal = await TestPortal.StartAsync();
        var shop = new ReferralShop(portal, await portal.MerchantAsync(policy ?? PointsPolicy.Of(0, null)));
        TestMerchant.Ok(await shop.Service.PublishAsync(shop.Shop.Actor, 0, terms ?? Terms));
        return shop;
    }

    public static string Device() => ReferralDevice.Hash(1, Guid.NewGuid().ToString("N"))!;

    public Task<string> CodeAsync(long member) => Service.CodeAsync(Shop.Id, member);

    public Task<Result<EnrolledMember>> TryJoinAsync(string? code, Func<Enrolment, Enrolment>? with = null, string? device = null, bool mustBeKnown = false, long? staff = null)
    {
        var number = Interlocked.Increment(ref _people);
        var enrolment = new Enrolment { Name = $"Friend {number}", Email = $"friend{number}@mail{number}.example" };
        return Portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Shop.Id,
            EnrolledAt = EnrolMember.JoinPage,
            Enrolment = with is null ? enrolment : with(enrolment),
            StaffId = staff,
            Referral = new ReferralClaim(code, device) { MustBeKnown = mustBeKnown },
        });
    }

    /// <summary>Somebody joins by a member's code.</summary>
    public async Task<long> JoinAsync(long? referrer, Func<Enrolment, Enrolment>? with = null, string? device = null) =>
        TestMerchant.Ok(await TryJoinAsync(referrer is { } id ? await CodeAsync(id) : null, with, device)).MemberId;

    public async Task<long> BuyAsync(long member, decimal net = 25) => (await Shop.BoughtAsync(member, TestMerchant.Line(net))).PurchaseId;

    /// <summary>The window passes and the job runs.</summary>
    public async Task WaitAsync(int days = 14)
    {
        Portal.Clock.Advance(TimeSpan.FromDays(days));
        await Payments.PayAsync(Shop.Id);
    }

    /// <summary>A friend joins, buys, and is paid for.</summary>
    public async Task<(long Friend, long Purchase)> PaidFriendAsync(long referrer)
    {
        var friend = await JoinAsync(referrer);
        var purchase = await BuyAsync(friend);
        await WaitAsync();
        return (friend, purchase);
    }

    public async Task<Referral> OfAsync(long friend) => (await Shop.RowsAsync<Referral>()).Single(referral => referral.RefereeId == friend);

    public async Task<string[]> ReasonsAsync(long friend) => [.. (await OfAsync(friend)).ReasonCodes];

    public async Task<long> ActiveAsync(long member) => (await Shop.AccountAsync(member)).Active;

    public async Task<string?> DifferenceAsync() => (await new BooksVerification(Portal.Database).VerifyAsync(Shop.Id)).Difference?.Sentence;

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}

public sealed class ReferralStoryTests : IAsyncLifetime
{
    private ReferralShop _shop = default!;
    private long _ada;

    public async Task InitializeAsync()
    {
        _shop = await ReferralShop.OpenAsync();
        _ada = await _shop.Shop.MemberAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Null(await _shop.DifferenceAsync());
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task Both_are_paid_once_the_return_window_after_the_first_qualifying_purchase_has_passed()
    {
        var friend = await _shop.JoinAsync(_ada);
        Assert.Equal(ReferralState.Joined, (await _shop.OfAsync(friend)).State);
        await _shop.BuyAsync(friend, 19.99m);
        Assert.Equal(ReferralState.Joined, (await _shop.OfAsync(friend)).State);
        await _shop.BuyAsync(friend, 20);
        Assert.Equal(ReferralState.Qualified, (await _shop.OfAsync(friend)).State);

        await _shop.WaitAsync(13);
        Assert.Equal(0, await _shop.ActiveAsync(_ada));
        await _shop.WaitAsync(1);
        await _shop.WaitAsync(0);

        Assert.Equal((200L, 19L + 20 + 100), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
        var referral = await _shop.OfAsync(friend);
        Assert.Equal((ReferralState.Paid, 200L, 100L), (referral.State, referral.ReferrerPoints, referral.RefereePoints));
        var reward = (await _shop.Shop.EntriesAsync(_ada)).Single();
        Assert.Equal((EntryKind.ReferralReward, EntrySource.Referral, referral.Id), (reward.Kind, reward.Source, reward.SourceId));
        var step = Assert.Single(Explanation.FromJson(reward.Explanation).Steps);
        Assert.Equal(("step_referrer", "1"), (step.Code, Assert.Single(step.Arguments!)));
        Assert.DoesNotContain("Friend", reward.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_window_of_its_own_a_referral_waits_as_long_as_points_stay_pending()
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { WindowDays = null }, PointsPolicy.Of(30, null));
        var ada = await shop.Shop.MemberAsync();
        var friend = await shop.JoinAsync(ada);
        await shop.BuyAsync(friend);

        Assert.Equal(TimeSpan.FromDays(30), (await shop.OfAsync(friend)).DueAt - (await shop.OfAsync(friend)).QualifiedAt);
        await shop.WaitAsync(29);
        Assert.Equal(0, await shop.ActiveAsync(ada));
        await shop.WaitAsync(1);
        Assert.Equal(200, await shop.ActiveAsync(ada));
    }

    [Fact]
    public async Task A_purchase_that_comes_back_before_the_payment_makes_it_joined_again()
    {
        var friend = await _shop.JoinAsync(_ada);
        var purchase = await _shop.BuyAsync(friend);
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        Assert.Equal(ReferralState.Joined, (await _shop.OfAsync(friend)).State);
        await _shop.WaitAsync(20);
        Assert.Equal(0, await _shop.ActiveAsync(_ada));

        await _shop.BuyAsync(friend);
        await _shop.WaitAsync();
        Assert.Equal(200, await _shop.ActiveAsync(_ada));
    }

    [Fact]
    public async Task When_the_first_purchase_comes_back_the_next_one_that_is_enough_takes_its_place()
    {
        var friend = await _shop.JoinAsync(_ada);
        var first = await _shop.BuyAsync(friend);
        _shop.Portal.Clock.Advance(TimeSpan.FromDays(5));
        var second = await _shop.BuyAsync(friend);
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(first, new ReturnedLine(1, 1)));

        var referral = await _shop.OfAsync(friend);
        Assert.Equal((ReferralState.Qualified, second), (referral.State, referral.PurchaseId!.Value));
        Assert.Equal(_shop.Portal.Clock.Now.AddDays(14), referral.DueAt);
    }

    [Fact]
    public async Task A_part_that_comes_back_changes_nothing_while_the_rest_is_enough()
    {
        var friend = await _shop.JoinAsync(_ada);
        var purchase = (await _shop.Shop.BoughtAsync(friend, TestMerchant.Line(20), TestMerchant.Line(5, "Pens"))).PurchaseId;
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(2, 1)));
        Assert.Equal(ReferralState.Qualified, (await _shop.OfAsync(friend)).State);
        await _shop.WaitAsync();
        Assert.Equal(200, await _shop.ActiveAsync(_ada));
    }

    [Fact]
    public async Task A_refund_after_the_payment_takes_back_exactly_what_both_were_given_and_taking_the_return_back_gives_it_again()
    {
        var (friend, purchase) = await _shop.PaidFriendAsync(_ada);
        var back = TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));

        Assert.Equal((0L, 0L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
        Assert.Equal((ReferralState.ClawedBack, ReferralEnd.Refund), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).EndedBecause!.Value));
        Assert.Null(await _shop.DifferenceAsync());
        await _shop.BuyAsync(friend);
        await _shop.WaitAsync();
        Assert.Equal(0, await _shop.ActiveAsync(_ada)); // taken back for good: a second purchase is no second chance

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Shop.Id, ReturnId = back.ReturnId }));
        await _shop.WaitAsync(0);
        Assert.Equal((200L, 25L + 25 + 100), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
        Assert.Equal(ReferralState.Paid, (await _shop.OfAsync(friend)).State);
    }

    [Theory]
    [InlineData(DebtKind.Clamp, 0)]
    [InlineData(DebtKind.Allow, -150)]
    public async Task Points_that_were_spent_meanwhile_are_owed_or_let_go_as_the_programme_says(DebtKind debt, long left)
    {
        await using var shop = await ReferralShop.OpenAsync(policy: PointsPolicy.Of(0, null) with { Debt = debt });
        var ada = await shop.Shop.MemberAsync();
        var (friend, purchase) = await shop.PaidFriendAsync(ada);
        TestMerchant.Ok(await shop.Shop.DebitAsync(ada, 150));

        TestMerchant.Ok(await shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));

        Assert.Equal((left, 0L), (await shop.ActiveAsync(ada), await shop.ActiveAsync(friend)));
        Assert.Null(await shop.DifferenceAsync());
    }

    [Fact]
    public async Task What_was_spent_before_a_friend_was_taken_back_is_not_given_twice()
    {
        var (friend, purchase) = await _shop.PaidFriendAsync(_ada);
        TestMerchant.Ok(await _shop.Shop.DebitAsync(_ada, 150));
        TestMerchant.Ok(await _shop.Shop.DebitAsync(friend, 125));
        for (var round = 0; round < 2; round++)
        {
            var back = TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
            Assert.Equal((0L, 0L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
            TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Shop.Id, ReturnId = back.ReturnId }));
            await _shop.WaitAsync(0);

            Assert.Equal((50L, 0L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
            Assert.Equal((ReferralState.Paid, 50L, 0L), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).ReferrerPoints, (await _shop.OfAsync(friend)).RefereePoints));
            Assert.Null(await _shop.DifferenceAsync());
        }

        Assert.Equal(["step_referrer", "step_kept"], Explanation.FromJson((await _shop.Shop.EntriesAsync(_ada))[^1].Explanation).Steps.Select(step => step.Code));
    }

    [Fact]
    public async Task Terms_of_the_day_of_joining_hold_whatever_is_published_later()
    {
        var friend = await _shop.JoinAsync(_ada);
        TestMerchant.Ok(await _shop.Service.PublishAsync(_shop.Shop.Actor, 1, ReferralShop.Terms with { IsOn = false, ReferrerPoints = 5, MinimumPurchase = 500 }));
        await _shop.BuyAsync(friend);
        await _shop.WaitAsync();
        Assert.Equal(200, await _shop.ActiveAsync(_ada));

        var late = await _shop.JoinAsync(_ada); // no friends can be invited now: just somebody who joins
        Assert.DoesNotContain(await _shop.Shop.RowsAsync<Referral>(), referral => referral.RefereeId == late);
    }

    [Fact]
    public async Task Milestones_bring_more_and_each_comes_once_even_after_one_was_taken_back()
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { Milestones = [new(2, 1_000), new(3, 5_000)] });
        var ada = await shop.Shop.MemberAsync();
        var (_, firstPurchase) = await shop.PaidFriendAsync(ada);
        await shop.PaidFriendAsync(ada);
        Assert.Equal(200 + 1_200, await shop.ActiveAsync(ada));

        TestMerchant.Ok(await shop.Shop.ReturnAsync(firstPurchase, new ReturnedLine(1, 1)));
        Assert.Equal(1_200, await shop.ActiveAsync(ada));
        await shop.PaidFriendAsync(ada); // the second again: its milestone was given already
        Assert.Equal(1_400, await shop.ActiveAsync(ada));
        var (_, third) = await shop.PaidFriendAsync(ada);
        Assert.Equal(1_400 + 5_200, await shop.ActiveAsync(ada));
        TestMerchant.Ok(await shop.Shop.ReturnAsync(third, new ReturnedLine(1, 1)));
        Assert.Equal(1_400, await shop.ActiveAsync(ada)); // with all that the third had brought

        var own = await shop.Service.OwnAsync(shop.Shop.Id, ada, shop.Shop.View.Zone);
        Assert.Equal([(2, true), (3, false)], own.Ladder.Select(rung => (rung.Friends, rung.IsReached)));
        Assert.Null(await shop.DifferenceAsync());
    }

    [Theory]
    [InlineData(1_400, 200)] // all of the milestone is left with her
    [InlineData(900, 700)] // half of it
    [InlineData(300, 1_200)] // none: what was not found is less than the friend alone brings
    [InlineData(0, 1_200)]
    public async Task A_milestone_whose_points_were_spent_when_its_friend_was_taken_back_is_not_given_again_for_the_next_one(long spent, long next)
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { Milestones = [new(2, 1_000)] });
        var ada = await shop.Shop.MemberAsync();
        await shop.PaidFriendAsync(ada);
        var (_, second) = await shop.PaidFriendAsync(ada);
        if (spent > 0)
            TestMerchant.Ok(await shop.Shop.DebitAsync(ada, spent));
        var back = TestMerchant.Ok(await shop.Shop.ReturnAsync(second, new ReturnedLine(1, 1)));
        var before = await shop.ActiveAsync(ada);

        var (third, purchase) = await shop.PaidFriendAsync(ada);

        Assert.Equal((before + next, 2), (await shop.ActiveAsync(ada), (await shop.OfAsync(third)).Milestone!.Value));
        var why = Explanation.FromJson((await shop.Shop.EntriesAsync(ada))[^1].Explanation);
        Assert.Equal((next, next), (why.Points, why.Steps.Sum(step => step.Points)));
        Assert.Null(await shop.DifferenceAsync());

        // The second comes again, without the milestone, which the third has; then the third goes, and a fourth reaches it.
        TestMerchant.Ok(await shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Shop.Id, ReturnId = back.ReturnId }));
        await shop.WaitAsync(0);
        Assert.Equal(200 + 1_200 + 200 - spent, await shop.ActiveAsync(ada));
        TestMerchant.Ok(await shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        await shop.PaidFriendAsync(ada);
        Assert.Equal(200 + 1_200 + 200 - spent, await shop.ActiveAsync(ada));
        Assert.Null(await shop.DifferenceAsync());
    }

    [Fact]
    public async Task A_friend_who_comes_again_and_whose_points_were_kept_uses_up_the_month()
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { MonthlyCap = 1, WindowDays = 0 });
        var ada = await shop.Shop.MemberAsync();
        var first = await shop.JoinAsync(ada);
        var purchase = await shop.BuyAsync(first);
        await shop.WaitAsync(0);
        TestMerchant.Ok(await shop.Shop.DebitAsync(ada, 200));
        var back = TestMerchant.Ok(await shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Shop.Id, ReturnId = back.ReturnId }));
        await shop.WaitAsync(0);
        Assert.Equal((ReferralState.Paid, 0L), ((await shop.OfAsync(first)).State, (await shop.OfAsync(first)).ReferrerPoints));
        var isBeyond = (await shop.Service.OwnAsync(shop.Shop.Id, ada, shop.Shop.View.Zone)).IsBeyondCap;

        await shop.BuyAsync(await shop.JoinAsync(ada));
        await shop.WaitAsync(0);

        Assert.Equal((0, true), (await shop.ActiveAsync(ada), isBeyond));
        Assert.Null(await shop.DifferenceAsync());
    }

    [Fact]
    public async Task Beyond_the_monthly_limit_the_friend_is_still_rewarded_and_next_month_goes_on()
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { MonthlyCap = 1, WindowDays = 0, Milestones = [new(2, 700)] });
        var ada = await shop.Shop.MemberAsync();
        foreach (var expected in new[] { 200, 200 })
        {
            var friend = await shop.JoinAsync(ada);
            await shop.BuyAsync(friend);
            await shop.WaitAsync(0);
            Assert.Equal((expected, 125L), (await shop.ActiveAsync(ada), await shop.ActiveAsync(friend)));
        }

        Assert.True((await shop.Service.OwnAsync(shop.Shop.Id, ada, shop.Shop.View.Zone)).IsBeyondCap);
        shop.Portal.Clock.Advance(TimeSpan.FromDays(30));
        var third = await shop.JoinAsync(ada);
        await shop.BuyAsync(third);
        await shop.WaitAsync(0);
        Assert.Equal(200 + 200 + 700, await shop.ActiveAsync(ada)); // the milestone that the limit had hidden comes with it
        Assert.Null(await shop.DifferenceAsync());
    }

    [Fact]
    public async Task A_code_that_leads_nowhere_is_told_at_the_till_and_passed_over_on_the_join_page()
    {
        var unknown = ReferralCode.New();
        TestMerchant.Refused("referral_code_unknown", await _shop.TryJoinAsync(unknown, mustBeKnown: true));
        TestMerchant.Refused("referral_code_unknown", await _shop.TryJoinAsync("no code at all", mustBeKnown: true));
        Assert.Single(await _shop.Shop.RowsAsync<Member>()); // Ada alone: whoever was refused is not enrolled
        Assert.Null(TestMerchant.Ok(await _shop.TryJoinAsync(unknown)).Referral);
        Assert.Equal(ReferralState.Joined, TestMerchant.Ok(await _shop.TryJoinAsync(ReferralCode.Grouped(await _shop.CodeAsync(_ada)).ToLowerInvariant(), mustBeKnown: true)).Referral);
        Assert.Equal(ReferralState.Joined, TestMerchant.Ok(await _shop.TryJoinAsync($"https://shop.example/r/test-shop/{await _shop.CodeAsync(_ada)}", mustBeKnown: true)).Referral);
    }

    [Fact]
    public async Task The_friend_of_somebody_who_has_gone_keeps_what_was_promised_and_who_has_gone_leaves_no_code_and_no_device()
    {
        var friend = await _shop.JoinAsync(_ada);
        await _shop.BuyAsync(friend);
        await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, Guid.NewGuid().ToString("N"));
        Assert.Equal(1, await _shop.Portal.Storage.ExecuteAsync($"UPDATE \"Members\" SET \"Status\" = 2 WHERE \"Id\" = {_ada}"));
        await _shop.WaitAsync();
        Assert.Equal((0L, 125L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));

        await using var context = _shop.Portal.Database.ForMerchant(_shop.Shop.Id);
        var (mine, scope) = (new ReferralPersonalData(), new PersonalScope(_shop.Shop.Id, [_ada]));
        Assert.Equal([1, 1, 1], (await mine.SheetsAsync(context, scope, default)).Select(sheet => sheet.Rows.Count));
        await mine.ForgetAsync(context, scope, default);
        Assert.Equal([1, 0, 0], (await mine.SheetsAsync(context, scope, default)).Select(sheet => sheet.Rows.Count));
        await _shop.Portal.Storage.ExecuteAsync($"UPDATE \"Members\" SET \"Status\" = 1 WHERE \"Id\" = {_ada}");
    }

    [Fact]
    public async Task The_job_pays_all_merchants_and_each_once()
    {
        var friend = await _shop.JoinAsync(_ada);
        await _shop.BuyAsync(friend);
        _shop.Portal.Clock.Advance(TimeSpan.FromDays(14));

        var job = new PayDueReferrals(_shop.Portal.Database, _shop.Payments, _shop.Portal.Clock);
        await Task.WhenAll(job.RunAsync(default), job.RunAsync(default), _shop.Payments.PayAsync(_shop.Shop.Id, _ada));

        Assert.Equal(200, await _shop.ActiveAsync(_ada));
        Assert.Equal(2, (await _shop.Shop.RowsAsync<ReferralEntry>()).Count);
    }

    [Fact]
    public async Task Two_portals_that_pay_two_friends_at_once_make_one_of_them_the_second()
    {
        await using var shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { Milestones = [new(2, 1_000)] });
        var ada = await shop.Shop.MemberAsync();
        var friends = new List<long>();
        for (var made = 0; made < 2; made++)
        {
            friends.Add(await shop.JoinAsync(ada));
            await shop.BuyAsync(friends[^1]);
        }

        shop.Portal.Clock.Advance(TimeSpan.FromDays(14));
        await using var other = shop.Portal.NewQueue(2);
        var ids = (await shop.Shop.RowsAsync<Referral>()).Select(referral => referral.Id).ToList();
        var paid = await Task.WhenAll(
            shop.Portal.Queue.ExecuteAsync(new PayReferral { MerchantId = shop.Shop.Id, ReferralId = ids[0] }),
            other.ExecuteAsync(new PayReferral { MerchantId = shop.Shop.Id, ReferralId = ids[1] }));

        Assert.Equal([200L, 1_200L], paid.Select(payment => TestMerchant.Ok(payment).ReferrerPoints).Order());
        Assert.Equal(1_400, await shop.ActiveAsync(ada));
        Assert.Null(await shop.DifferenceAsync());
    }
}
