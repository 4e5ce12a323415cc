using LoyaltyPortal.Events;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using LoyaltyPortal.Tests.Events;
using LoyaltyPortal.Tests.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Rewards that take a seat at an event or open an early-access window, and give it back.</summary>
public sealed class RewardFulfilmentTests : IAsyncLifetime
{
    private EventBench _bench = null!;
    private TestRewards _rewards = null!;

    public async Task InitializeAsync()
    {
        _bench = await EventBench.StartAsync();
        _rewards = new TestRewards(_bench.Portal, _bench.Shop);
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private Task<long> TicketAsync(long planned, UnusedPoints unused = UnusedPoints.Back) => _rewards.PublishAsync(TestRewards.Five with { Points = 100, Unused = unused, What = RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("An evening", EventId: planned)) });

    [Fact]
    public async Task A_ticket_takes_a_seat_and_coming_uses_it()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var member = await _bench.Shop.MemberWithAsync(100);

        var receipt = await _rewards.RedeemedAsync(member, await TicketAsync(planned));

        var place = (await _bench.PlaceAsync(planned, member))!;
        Assert.Equal((RegistrationState.Registered, RegistrationSource.Reward, receipt.RedemptionId), (place.State, place.Source, place.RedemptionId));
        Assert.Null(receipt.Until); // it lives as long as the event
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, place.Code, _bench.Shop.Store));
        Assert.Equal((RedemptionState.Fulfilled, (int?)_bench.Shop.Store), ((await _rewards.RowAsync(receipt.RedemptionId)).State, (await _rewards.RowAsync(receipt.RedemptionId)).BurntStoreId));
        TestMerchant.Refused("voucher_used", await _rewards.CancelAsync(receipt.RedemptionId));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Without_a_seat_nothing_is_redeemed()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        var reward = await TicketAsync(planned);
        var member = await _bench.Shop.MemberWithAsync(100);

        TestMerchant.Refused("event_full", await _rewards.RedeemAsync(member, reward));

        Assert.Equal((100, 0), (await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_ticket_that_is_given_back_frees_the_seat_for_who_waits()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (member, waiting) = (await _bench.Shop.MemberWithAsync(100), await _bench.Shop.MemberAsync());
        var receipt = await _rewards.RedeemedAsync(member, await TicketAsync(planned));
        TestMerchant.Ok(await _bench.JoinAsync(planned, waiting));

        TestMerchant.Ok(await _rewards.CancelAsync(receipt.RedemptionId));

        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(planned, waiting))!.State);
        Assert.Equal(100, await _rewards.ActiveAsync(member));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_seat_that_was_only_kept_is_free_again_when_the_hold_lapses()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (member, other) = (await _bench.Shop.MemberWithAsync(100), await _bench.Shop.MemberAsync());
        await _rewards.RedeemedAsync(member, await TicketAsync(planned), hold: true);
        _bench.Portal.Clock.Advance(Redeeming.HoldTime);

        await _rewards.SettleAsync();

        Assert.Equal(RegistrationState.Registered, TestMerchant.Ok(await _bench.JoinAsync(planned, other)).State);
        Assert.Equal(100, await _rewards.ActiveAsync(member));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_ticket_that_is_only_kept_is_paid_for_as_its_holder_comes_in()
    {
        var planned = await _bench.PublishedAsync(_bench.Input() with { CheckInPoints = 7 });
        var member = await _bench.Shop.MemberWithAsync(100);
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
        var kept = await _rewards.RedeemedAsync(member, await TicketAsync(planned), hold: true);

        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, (await _bench.PlaceAsync(planned, member))!.Code, _bench.Shop.Store));
        var dropped = TestMerchant.Ok(await _rewards.EndHoldAsync(kept.RedemptionId, commit: false)); // the sale at the till is not made
        _bench.Portal.Clock.Advance(Redeeming.HoldTime);
        await _rewards.SettleAsync();

        Assert.Equal((RedemptionState.Fulfilled, RedemptionState.Fulfilled, 7L), (dropped.State, (await _rewards.RowAsync(kept.RedemptionId)).State, await _rewards.ActiveAsync(member)));
        Assert.Equal(-100, Assert.Single(await _bench.Shop.EntriesAsync(member), entry => entry.Kind == EntryKind.Redeem).Points);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_ticket_whose_points_are_free_again_lets_nobody_in()
    {
        var planned = await _bench.PublishedAsync(_bench.Input() with { CheckInPoints = 7 });
        var member = await _bench.Shop.MemberWithAsync(100);
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
        await _rewards.RedeemedAsync(member, await TicketAsync(planned), hold: true);
        var ticket = (await _bench.PlaceAsync(planned, member))!.Code;
        _bench.Portal.Clock.Advance(Redeeming.HoldTime);

        TestMerchant.Refused("event_ticket_unpaid", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));
        Assert.Equal((RegistrationState.Registered, 100L), ((await _bench.PlaceAsync(planned, member))!.State, await _rewards.ActiveAsync(member)));
        await _rewards.SettleAsync();

        TestMerchant.Refused("event_ticket", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));
        Assert.Equal(107, TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: true)).ActivePoints);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Who_once_came_in_on_points_that_were_only_kept_is_in_nobodys_way()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var (member, other) = (await _bench.Shop.MemberWithAsync(100), await _bench.Shop.MemberWithAsync(100));
        var reward = await TicketAsync(planned);
        var kept = await _rewards.RedeemedAsync(member, reward, hold: true);
        Assert.Equal(1, await _bench.Portal.Storage.ExecuteAsync($"""UPDATE "EventRegistrations" SET "State" = 4 WHERE "RedemptionId" = {kept.RedemptionId}"""));
        _bench.Portal.Clock.Advance(Redeeming.HoldTime);

        await _rewards.RedeemedAsync(other, reward);
        await _rewards.SettleAsync();

        Assert.Equal((RedemptionState.Expired, 100L, 1), ((await _rewards.RowAsync(kept.RedemptionId)).State, await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task An_event_that_is_called_off_brings_the_points_of_its_tickets_back()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var member = await _bench.Shop.MemberWithAsync(100);
        var receipt = await _rewards.RedeemedAsync(member, await TicketAsync(planned));

        await CallOffAsync(planned);
        TestMerchant.Ok(await _bench.Desk.CancelAsync(_bench.Shop.Actor, "again", planned));
        await SettleTicketsAsync(Job());

        Assert.Equal((RedemptionState.Cancelled, 100L), ((await _rewards.RowAsync(receipt.RedemptionId)).State, await _rewards.ActiveAsync(member)));
        var back = Assert.Single(await _bench.Shop.EntriesAsync(member), entry => entry.Kind == EntryKind.RedemptionReversal);
        Assert.Equal("step_ticket_called_off", Assert.Single(Explanation.FromJson(back.Explanation).Steps).Code);
        Assert.Contains("The 100 points that you paid for your place come back", Assert.Single(await _bench.WrittenAsync()).ToText(), StringComparison.Ordinal);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_ticket_that_was_only_kept_until_a_moment_ago_is_not_in_the_way_of_calling_off()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var member = await _bench.Shop.MemberWithAsync(100);
        var receipt = await _rewards.RedeemedAsync(member, await TicketAsync(planned), hold: true);
        _bench.Portal.Clock.Advance(Redeeming.HoldTime);

        await CallOffAsync(planned);

        Assert.Equal((RedemptionState.Expired, 100L), ((await _rewards.RowAsync(receipt.RedemptionId)).State, await _rewards.ActiveAsync(member)));
        Assert.DoesNotContain("come back", Assert.Single(await _bench.WrittenAsync()).ToText(), StringComparison.Ordinal);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Who_was_let_in_before_it_was_called_off_gets_the_points_of_the_ticket_back_as_well()
    {
        var planned = await _bench.PublishedAsync(_bench.Input() with { CheckInPoints = 7 });
        var member = await _bench.Shop.MemberWithAsync(100);
        var reward = await TicketAsync(planned);
        var receipt = await _rewards.RedeemedAsync(member, reward);
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false));

        await CallOffAsync(planned);

        Assert.Equal((RedemptionState.Cancelled, 107L, 0), ((await _rewards.RowAsync(receipt.RedemptionId)).State, await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));
        Assert.Contains("The 100 points that you paid for your place come back", Assert.Single(await _bench.WrittenAsync()).ToText(), StringComparison.Ordinal);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Of_many_tickets_the_first_are_given_back_at_once_and_the_others_by_the_job_each_once()
    {
        const int Late = 3;
        var planned = await _bench.PublishedAsync(_bench.Input(Fulfilment.CalledOffAtOnce + Late));
        var reward = await TicketAsync(planned);
        for (var number = 0; number < Fulfilment.CalledOffAtOnce + Late; number++)
            await _rewards.RedeemedAsync(await _bench.Shop.MemberWithAsync(100), reward);

        await using (var heard = new HeardQueue(_bench.Portal))
        {
            await CallOffAsync(planned, heard.Queue);
            Assert.Equal(Fulfilment.CalledOffAtOnce, heard.Asked.Count(table => table == "Redemptions"));
        }

        Assert.Equal(Late, (await _bench.Shop.RowsAsync<Redemption>()).Count(row => row.State == RedemptionState.Issued));
        var job = Job();
        await SettleTicketsAsync(job);
        await SettleTicketsAsync(job);

        Assert.All(await _bench.Shop.RowsAsync<Redemption>(), row => Assert.Equal((RedemptionState.Cancelled, 100L), (row.State, row.PointsBack)));
        Assert.Equal(Fulfilment.CalledOffAtOnce + Late, (await _bench.Shop.RowsAsync<LedgerEntry>()).Count(entry => entry.Kind == EntryKind.RedemptionReversal));
        Assert.Equal(0, await _rewards.TakenAsync(reward));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_is_kept_for_an_event_that_was_called_off_meanwhile_cannot_be_paid_for_any_more()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(Fulfilment.CalledOffAtOnce + 1));
        var reward = await TicketAsync(planned);
        for (var number = 0; number < Fulfilment.CalledOffAtOnce; number++)
            await _rewards.RedeemedAsync(await _bench.Shop.MemberWithAsync(100), reward);
        var last = await _bench.Shop.MemberWithAsync(100);
        var kept = await _rewards.RedeemedAsync(last, reward, hold: true);
        await CallOffAsync(planned);
        Assert.Equal(RedemptionState.Held, (await _rewards.RowAsync(kept.RedemptionId)).State);

        TestMerchant.Refused("event_cancelled", await _rewards.EndHoldAsync(kept.RedemptionId, commit: true));
        await SettleTicketsAsync(Job());

        Assert.Equal((RedemptionState.Cancelled, 100L), ((await _rewards.RowAsync(kept.RedemptionId)).State, await _rewards.ActiveAsync(last)));
        Assert.Equal(Fulfilment.CalledOffAtOnce, (await _bench.WrittenAsync()).Count(letter => letter.ToText().Contains("The 100 points", StringComparison.Ordinal)));
        await _rewards.AssertProvenAsync();
    }

    [Theory]
    [InlineData(UnusedPoints.Back, 100)]
    [InlineData(UnusedPoints.Lost, 0)]
    public async Task A_ticket_whose_holder_did_not_come_ends_when_the_door_closes_as_its_reward_says(UnusedPoints unused, long left)
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var reward = await TicketAsync(planned, unused);
        var (absent, late) = (await _bench.Shop.MemberWithAsync(100), await _bench.Shop.MemberWithAsync(100));
        var (ticket, used) = (await _rewards.RedeemedAsync(absent, reward), await _rewards.RedeemedAsync(late, reward));
        var closes = (await _bench.ViewAsync(planned)).EndsAt + EventDoor.After;
        var job = Job();

        _bench.Portal.Clock.Set(closes.AddTicks(-10));
        await SettleTicketsAsync(job);
        Assert.Equal(RedemptionState.Issued, (await _rewards.RowAsync(ticket.RedemptionId)).State);
        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, late, walksIn: false)); // forgotten at the door, and still let in
        _bench.Portal.Clock.Set(closes);
        await SettleTicketsAsync(job);
        await SettleTicketsAsync(job);

        var row = await _rewards.RowAsync(ticket.RedemptionId);
        Assert.Equal((RedemptionState.Expired, left, left, 1), (row.State, row.PointsBack, await _rewards.ActiveAsync(absent), await _rewards.TakenAsync(reward)));
        Assert.Equal((RedemptionState.Fulfilled, 0L), ((await _rewards.RowAsync(used.RedemptionId)).State, await _rewards.ActiveAsync(late)));
        await _rewards.AssertProvenAsync();
    }

    private async Task CallOffAsync(long planned, CommandQueue? queue = null) => TestMerchant.Ok(await (queue ?? _bench.Portal.Queue).ExecuteAsync(new CancelEvent { MerchantId = _bench.Shop.Id, EventId = planned, By = _bench.Shop.Actor }));

    private SettleTickets Job() => new(_bench.Portal.Database, _bench.Portal.Queue, _bench.Portal.Clock, NullLogger<SettleTickets>.Instance);

    private static Task SettleTicketsAsync(SettleTickets job) => job.RunAsync(CancellationToken.None);

    [Fact]
    public async Task Early_access_is_open_as_soon_as_it_is_redeemed()
    {
        TestMerchant.Ok(await _bench.Access.SaveAsync(_bench.Shop.Actor, null, 0, new AccessInput { Name = "Autumn list", Skus = ["X1"], EarlyAt = _bench.Now.AddDays(-1), PublicAt = _bench.Now.AddDays(3) }));
        var window = Assert.Single(await _bench.Shop.RowsAsync<AccessWindow>());
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 100, What = RewardKind<EarlyAccessSettings>.With<LoyaltyPortal.Rewards.Kinds.EarlyAccess>(new EarlyAccessSettings("Autumn list", WindowId: window.Id)) });
        var member = await _bench.Shop.MemberWithAsync(100);

        var receipt = await _rewards.RedeemedAsync(member, reward);

        Assert.Equal((RedemptionState.Fulfilled, (string?)null), (receipt.State, receipt.Code));
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);
        var grant = await context.Set<AccessGrant>().SingleAsync();
        Assert.Equal((window.Id, member, (long?)receipt.RedemptionId), (grant.WindowId, grant.MemberId, grant.RedemptionId));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_a_reward_can_lead_to_is_what_is_still_to_come()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var targets = FulfilmentTargets.Of(_bench.Portal.Database, _bench.Portal.Clock);

        Assert.Equal([new RewardTarget(planned, "An evening with the author")], await targets(_bench.Shop.Id, "EventId"));
        Assert.Empty(await targets(_bench.Shop.Id, "WindowId"));
        _bench.Portal.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Empty(await targets(_bench.Shop.Id, "EventId"));
    }
}
