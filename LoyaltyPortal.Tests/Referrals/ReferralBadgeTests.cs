using LoyaltyPortal.Badges;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Tests.Badges;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>Friends brought earn badges and win challenges when they are paid for, and follow what becomes of the referral.</summary>
public sealed class ReferralBadgeTests : IAsyncLifetime
{
    private ReferralShop _shop = default!;
    private BadgeDesk _desk = default!;
    private long _ada;

    public async Task InitializeAsync()
    {
        _shop = await ReferralShop.OpenAsync();
        _desk = new BadgeDesk(_shop.Portal, _shop.Shop);
        _ada = await _shop.Shop.MemberAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Null(await _shop.DifferenceAsync());
        await _shop.DisposeAsync();
    }

    private Task<long> BadgeAsync(params decimal[] targets) => _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Friends(), targets));

    private async Task<decimal> FriendsAsync(long member, long goal) => (await _desk.ProgressAsync(member, goal))?.Marks.GetValueOrDefault("") ?? 0;

    [Fact]
    public async Task A_friend_earns_the_badge_when_paid_for_and_it_is_celebrated_once_and_stays_when_the_friend_is_taken_back()
    {
        var badge = await BadgeAsync(1);
        var friend = await _shop.JoinAsync(_ada);
        var purchase = await _shop.BuyAsync(friend);
        Assert.Empty(await _desk.AwardsAsync(_ada)); // a friend who may still bring the purchase back is none
        await _shop.WaitAsync();

        var award = Assert.Single(await _desk.AwardsAsync(_ada));
        Assert.Equal((badge, 1, _shop.Shop.View.Zone.DayOf((await _shop.OfAsync(friend)).PaidAt!.Value)), (award.GoalId, award.Level, award.Day));
        Assert.Equal(_ada, Assert.Single(await _shop.Shop.RowsAsync<Celebration>()).MemberId);
        Assert.Equal(1, await FriendsAsync(_ada, badge));
        Assert.Null(await _shop.DifferenceAsync());

        var back = TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        Assert.Equal((0, AwardState.Held), (await FriendsAsync(_ada, badge), Assert.Single(await _desk.AwardsAsync(_ada)).State));
        Assert.Null(await _shop.DifferenceAsync());

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Shop.Id, ReturnId = back.ReturnId }));
        await _shop.WaitAsync(0);
        Assert.Equal(1, await FriendsAsync(_ada, badge));
        Assert.Single(await _shop.Shop.RowsAsync<Celebration>());
    }

    [Fact]
    public async Task The_prize_for_bringing_a_friend_goes_with_the_friend_and_comes_again()
    {
        var today = _shop.Shop.View.Zone.DayOf(_shop.Portal.Clock.Now);
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Friends(), 1, prize: 40) with { Until = today.AddDays(60) });
        var (_, purchase) = await _shop.PaidFriendAsync(_ada);
        Assert.Equal(240, await _shop.ActiveAsync(_ada));

        var back = TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        Assert.Equal((0, AwardState.TakenBack), (await _shop.ActiveAsync(_ada), Assert.Single(await _desk.AwardsAsync(_ada)).State));
        Assert.Null(await _shop.DifferenceAsync());

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Shop.Id, ReturnId = back.ReturnId }));
        await _shop.WaitAsync(0);
        Assert.Equal((240, AwardState.Held), (await _shop.ActiveAsync(_ada), Assert.Single(await _desk.AwardsAsync(_ada)).State));
    }

    [Fact]
    public async Task Each_level_comes_with_its_friend()
    {
        await BadgeAsync(1, 3);
        foreach (var levels in new[] { 1, 1, 2 })
        {
            await _shop.PaidFriendAsync(_ada);
            Assert.Equal(levels, (await _desk.AwardsAsync(_ada)).Count);
        }
    }

    [Fact]
    public async Task A_badge_published_later_counts_the_friends_of_before()
    {
        await _shop.PaidFriendAsync(_ada);
        var (_, purchase) = await _shop.PaidFriendAsync(_ada);
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        await _shop.BuyAsync(await _shop.JoinAsync(_ada));

        var badge = await BadgeAsync(1, 2);
        await _desk.CountAsync();

        Assert.Equal((1, 1), (await FriendsAsync(_ada, badge), (await _desk.AwardsAsync(_ada)).Count));
    }

    [Fact]
    public async Task Friends_brought_before_the_upgrade_that_made_them_count_are_counted_by_it()
    {
        var badge = await BadgeAsync(1);
        await _shop.PaidFriendAsync(_ada);
        await _desk.CountAsync();
        foreach (var table in new[] { "MemberProgress", "GoalAwards", "GoalTallies" }) // as the portal of before left it
            await _shop.Portal.Storage.ExecuteAsync($"DELETE FROM \"{table}\"");

        await _shop.Portal.Storage.UpgradeAgainAsync("_Corrections");
        await new AggregateRebuild(_shop.Portal.Database).RebuildAsync(_shop.Shop.Id); // as the portal does when it starts: figures that came later are not in the old rows
        await _desk.CountAsync();

        Assert.Equal((1, badge), (await FriendsAsync(_ada, badge), Assert.Single(await _desk.AwardsAsync(_ada)).GoalId));
    }

    [Fact]
    public async Task A_held_referral_earns_nothing_until_it_is_let_through()
    {
        await BadgeAsync(1, 2);
        var (passed, refused) = (await HouseholdAsync(), await HouseholdAsync());
        await _shop.WaitAsync();
        Assert.Equal((ReferralState.Held, 0), ((await _shop.OfAsync(passed)).State, (await _desk.AwardsAsync(_ada)).Count));

        TestMerchant.Ok(await _shop.Service.DecideAsync(_shop.Shop.Actor, (await _shop.OfAsync(passed)).Id, approve: true, "a family"));
        TestMerchant.Ok(await _shop.Service.DecideAsync(_shop.Shop.Actor, (await _shop.OfAsync(refused)).Id, approve: false, "the same person"));
        await _shop.WaitAsync(0);

        Assert.Equal(1, Assert.Single(await _desk.AwardsAsync(_ada)).Level);

        async Task<long> HouseholdAsync()
        {
            var mark = Guid.NewGuid().ToString("N");
            await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, mark);
            var friend = await _shop.JoinAsync(_ada, device: ReferralDevice.Hash(_shop.Shop.Id, mark));
            await _shop.BuyAsync(friend);
            return friend;
        }
    }

    [Fact]
    public async Task A_friend_beyond_the_monthly_limit_is_brought_all_the_same()
    {
        TestMerchant.Ok(await _shop.Service.PublishAsync(_shop.Shop.Actor, 1, ReferralShop.Terms with { MonthlyCap = 1, WindowDays = 0 }));
        var badge = await BadgeAsync(2);
        for (var brought = 0; brought < 2; brought++)
        {
            await _shop.BuyAsync(await _shop.JoinAsync(_ada));
            await _shop.WaitAsync(0);
        }

        Assert.Equal((200, badge), (await _shop.ActiveAsync(_ada), Assert.Single(await _desk.AwardsAsync(_ada)).GoalId));
    }

    [Fact]
    public async Task Friends_go_with_a_merge_and_back_with_its_undoing()
    {
        var badge = await BadgeAsync(2);
        var (_, first) = await _shop.PaidFriendAsync(_ada);
        var grace = await _shop.Shop.MemberAsync();
        await _shop.PaidFriendAsync(grace);
        var merge = TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Shop.Id, SurvivorId = grace, MergedId = _ada, By = Actor.System(_shop.Shop.Id) })).MergeId;
        Assert.Equal((2, badge), (await FriendsAsync(grace, badge), Assert.Single(await _desk.AwardsAsync(grace)).GoalId));
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(first, new ReturnedLine(1, 1))); // taken back from whom the friend belongs to now
        Assert.Equal(1, await FriendsAsync(grace, badge));
        Assert.Null(await _shop.DifferenceAsync());

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Shop.Id, MergeId = merge, By = Actor.System(_shop.Shop.Id) }));
        Assert.Equal((0, 1), (await FriendsAsync(_ada, badge), await FriendsAsync(grace, badge)));
    }

    [Fact]
    public async Task When_a_merge_takes_a_friend_back_the_third_party_who_brought_it_has_one_less()
    {
        var badge = await BadgeAsync(1);
        var grace = await _shop.Shop.MemberAsync();
        var (first, _) = await _shop.PaidFriendAsync(_ada);
        var (second, _) = await _shop.PaidFriendAsync(grace);

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Shop.Id, SurvivorId = first, MergedId = second, By = Actor.System(_shop.Shop.Id) }));

        Assert.Equal((1, 0), (await FriendsAsync(_ada, badge), await FriendsAsync(grace, badge)));
    }

    [Fact]
    public async Task Who_has_gone_is_awarded_nothing_for_a_friend_who_pays_off_later()
    {
        var badge = await BadgeAsync(1, 2);
        await _shop.PaidFriendAsync(_ada);
        await _shop.BuyAsync(await _shop.JoinAsync(_ada));
        await using (var context = _shop.Portal.Database.ForMerchant(_shop.Shop.Id))
            Assert.Equal(1, await context.Set<Member>().Where(member => member.Id == _ada).ExecuteUpdateAsync(set => set.SetProperty(member => member.Status, MemberStatus.Erased)));

        await _shop.WaitAsync();

        Assert.Equal((2, 1), (await FriendsAsync(_ada, badge), Assert.Single(await _desk.AwardsAsync(_ada)).Level));
    }
}
