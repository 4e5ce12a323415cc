using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Rewards that are redeemed by themselves.</summary>
public sealed class AutomaticRedemptionTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(); // a point per pound
        _rewards = new TestRewards(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task The_purchase_that_brings_the_points_redeems_one_and_never_two()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true });
        var member = await _shop.MemberAsync();

        Assert.Equal(49, (await _shop.BoughtAsync(member, TestMerchant.Line(49))).ActivePoints);
        Assert.Empty(await _shop.RowsAsync<Redemption>());
        Assert.Equal(149, (await _shop.BoughtAsync(member, TestMerchant.Line(150))).ActivePoints); // 199 less one of 50
        Assert.Equal(100, (await _shop.BoughtAsync(member, TestMerchant.Line(1))).ActivePoints);

        var rows = await _shop.RowsAsync<Redemption>();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((reward, RedemptionSource.Automatic, RedemptionState.Issued), (row.RewardId, row.Source, row.State)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_somebody_gave_back_does_not_come_by_itself_again()
    {
        await _rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true });
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(50));
        TestMerchant.Ok(await _rewards.CancelAsync((await _shop.RowsAsync<Redemption>()).Single().Id));

        await _shop.BoughtAsync(member, TestMerchant.Line(50));

        Assert.Equal(100, await _rewards.ActiveAsync(member));
        Assert.Equal(RedemptionState.Cancelled, Assert.Single(await _shop.RowsAsync<Redemption>()).State);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task The_reward_that_a_member_saves_for_comes_once_and_before_the_merchants_own()
    {
        var own = await _rewards.PublishAsync(TestRewards.Five with { Points = 60, IsAutomatic = true });
        var goal = await _rewards.PublishAsync(TestRewards.Five with { Points = 50 });
        var (saver, other) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        TestMerchant.Refused("reward_unknown", await _rewards.Redemptions.SaveForAsync(_shop.Id, saver, 4711));
        TestMerchant.Ok(await _rewards.Redemptions.SaveForAsync(_shop.Id, saver, goal));
        Assert.True((await _rewards.Redemptions.CatalogueAsync(_shop.View, saver)).Offers.Single(offer => offer.RewardId == goal).IsGoal);

        await _shop.BoughtAsync(saver, TestMerchant.Line(70));
        await _shop.BoughtAsync(other, TestMerchant.Line(70));
        await _shop.BoughtAsync(saver, TestMerchant.Line(30)); // 50 again: but the goal is reached

        var rows = await _shop.RowsAsync<Redemption>();
        Assert.Equal([goal], rows.Where(row => row.MemberId == saver).Select(row => row.RewardId));
        Assert.Equal([own], rows.Where(row => row.MemberId == other).Select(row => row.RewardId));
        Assert.DoesNotContain((await _rewards.Redemptions.CatalogueAsync(_shop.View, saver)).Offers, offer => offer.IsGoal);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_purchase_is_recorded_whatever_is_in_the_way_of_the_reward()
    {
        await _rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true, Stock = 0 });
        await _rewards.PublishAsync(TestRewards.Five with { Points = 40, IsAutomatic = true, TierKeys = ["gold"] });
        var cheap = await _rewards.PublishAsync(TestRewards.Five with { Points = 30, IsAutomatic = true });
        var member = await _shop.MemberAsync();

        var receipt = await _shop.BoughtAsync(member, TestMerchant.Line(60));

        Assert.Equal(30, receipt.ActivePoints);
        Assert.Equal(cheap, Assert.Single(await _shop.RowsAsync<Redemption>()).RewardId);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_voucher_that_cannot_be_ended_stops_neither_sales_nor_other_redemptions()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true, ValidDays = 3 });
        var (member, other) = (await _shop.MemberAsync(), await _shop.MemberWithAsync(50));
        await _shop.BoughtAsync(member, TestMerchant.Line(50));
        var stuck = Assert.Single(await _shop.RowsAsync<Redemption>()).Id;
        Assert.Equal(1, await _portal.Storage.ExecuteAsync($"""UPDATE "Redemptions" SET "EntrySequence" = 4711 WHERE "Id" = {stuck}""")); // nothing leads to its points
        _portal.Clock.Advance(TimeSpan.FromDays(5));

        await _rewards.RedeemedAsync(other, reward);
        Assert.Equal(10, (await _shop.BoughtAsync(member, TestMerchant.Line(60))).ActivePoints);

        Assert.Equal(RedemptionState.Issued, (await _rewards.RowAsync(stuck)).State);
        TestMerchant.Refused("nothing_to_restore", await _portal.Queue.ExecuteAsync(new SettleRedemption { MerchantId = _shop.Id, RedemptionId = stuck }));
    }

    [Fact]
    public async Task Points_that_leave_the_return_window_redeem_when_they_do()
    {
        var shop = await _portal.MerchantAsync(PointsPolicy.Of(14, null));
        var rewards = new TestRewards(_portal, shop);
        await rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true });
        var member = await shop.MemberAsync();
        await shop.BoughtAsync(member, TestMerchant.Line(80));
        Assert.Empty(await shop.RowsAsync<Redemption>());

        _portal.Clock.Advance(TimeSpan.FromDays(15));
        TestMerchant.Ok(await shop.SettleAsync(member));

        Assert.Equal(30, (await shop.AccountAsync(member)).Active);
        Assert.Single(await shop.RowsAsync<Redemption>());
        await rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_member_who_allows_letters_is_told()
    {
        await _rewards.PublishAsync(TestRewards.Five with { Points = 50, IsAutomatic = true });
        var told = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = _shop.Id, EnrolledAt = "demo", Enrolment = new LoyaltyPortal.Members.Enrolment { Name = "Ann", Email = "ann@example.com", AllowsEmail = true } })).MemberId;
        var silent = await _shop.MemberAsync();

        await _shop.BoughtAsync(told, TestMerchant.Line(50));
        await _shop.BoughtAsync(silent, TestMerchant.Line(50));

        await using var context = _portal.Database.ForPlatform();
        var letters = await context.Set<OutboxMessage>().Where(message => message.Payload.Contains("reward_redeemed")).ToListAsync();
        Assert.Contains((await _shop.RowsAsync<Redemption>()).Single(row => row.MemberId == told).Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(letters).Payload, StringComparison.Ordinal);
    }
}
