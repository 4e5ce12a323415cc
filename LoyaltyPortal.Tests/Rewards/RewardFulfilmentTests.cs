using LoyaltyPortal.Events;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using LoyaltyPortal.Tests.Events;
using Microsoft.EntityFrameworkCore;

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

    private Task<long> TicketAsync(long planned) => _rewards.PublishAsync(TestRewards.Five with { Points = 100, What = RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("An evening", EventId: planned)) });

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
    public async Task An_event_that_is_called_off_brings_the_points_of_its_tickets_back()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var member = await _bench.Shop.MemberWithAsync(100);
        var receipt = await _rewards.RedeemedAsync(member, await TicketAsync(planned));

        TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new CancelEvent { MerchantId = _bench.Shop.Id, EventId = planned, By = _bench.Shop.Actor }));

        Assert.Equal((RedemptionState.Cancelled, 100L), ((await _rewards.RowAsync(receipt.RedemptionId)).State, await _rewards.ActiveAsync(member)));
        await _rewards.AssertProvenAsync();
    }

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
