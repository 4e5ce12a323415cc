using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Tests.Faults;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>What becomes of referrals when two members turn out to be one, and when they were not after all.</summary>
public sealed class ReferralMergeTests : IAsyncLifetime
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Referrer_and_friend_who_are_one_bring_each_other_nothing(bool referrerSurvives)
    {
        var friend = await _shop.JoinAsync(_ada);
        await _shop.BuyAsync(friend);
        await MergeAsync(referrerSurvives ? _ada : friend, referrerSurvives ? friend : _ada);
        Assert.Equal((ReferralState.Void, ReferralEnd.Merge), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).EndedBecause!.Value));
        await _shop.WaitAsync();
        Assert.Equal(25, await _shop.ActiveAsync(referrerSurvives ? _ada : friend));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_paid_to_both_is_taken_back_from_the_one_they_are(bool referrerSurvives)
    {
        var (friend, _) = await _shop.PaidFriendAsync(_ada);
        await MergeAsync(referrerSurvives ? _ada : friend, referrerSurvives ? friend : _ada);
        Assert.Equal(ReferralState.ClawedBack, (await _shop.OfAsync(friend)).State);
        Assert.Equal(25, await _shop.ActiveAsync(referrerSurvives ? _ada : friend));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_merge_had_ended_goes_on_once_the_two_are_two_again(bool referrerSurvives)
    {
        var friend = await _shop.JoinAsync(_ada);
        var purchase = await _shop.BuyAsync(friend);
        var merge = await MergeAsync(referrerSurvives ? _ada : friend, referrerSurvives ? friend : _ada);
        await _shop.WaitAsync();
        Assert.Equal(ReferralState.Void, (await _shop.OfAsync(friend)).State);

        await UnmergeAsync(merge);

        var referral = await _shop.OfAsync(friend);
        Assert.Equal((ReferralState.Qualified, _ada, purchase, null), (referral.State, referral.ReferrerId, referral.PurchaseId!.Value, referral.EndedBecause));
        await _shop.WaitAsync(0);
        Assert.Equal((200L, 125L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_merge_had_taken_back_is_paid_again_as_much_as_was_taken(bool referrerSurvives)
    {
        var (friend, _) = await _shop.PaidFriendAsync(_ada);
        TestMerchant.Ok(await _shop.Shop.DebitAsync(_ada, 150));
        var merge = await MergeAsync(referrerSurvives ? _ada : friend, referrerSurvives ? friend : _ada);
        Assert.Equal(25, await _shop.ActiveAsync(referrerSurvives ? _ada : friend));

        await UnmergeAsync(merge);
        await _shop.WaitAsync(0);

        Assert.Equal((50L, 125L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
        Assert.Equal(ReferralState.Paid, (await _shop.OfAsync(friend)).State);
    }

    [Fact]
    public async Task What_a_merge_had_ended_stays_open_while_the_friends_own_purchases_are_not_enough()
    {
        var friend = await _shop.JoinAsync(_ada);
        var merge = await MergeAsync(_ada, friend);
        var purchase = await _shop.BuyAsync(_ada); // bought while they were one: it stays with the survivor
        await UnmergeAsync(merge);
        Assert.Equal((ReferralState.Joined, null), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).PurchaseId));

        await _shop.BuyAsync(friend);
        await _shop.WaitAsync();
        Assert.Equal((25L + 200, 125L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(friend)));
        Assert.NotEqual(purchase, (await _shop.OfAsync(friend)).PurchaseId);
    }

    [Fact]
    public async Task What_a_merge_had_ended_is_looked_up_once_however_much_the_friend_has_bought()
    {
        var asked = new List<int>();
        foreach (var purchases in new[] { 1, 6 })
        {
            var referrer = await _shop.Shop.MemberAsync();
            var friend = await _shop.JoinAsync(referrer);
            for (var bought = 0; bought < purchases; bought++)
                await _shop.BuyAsync(friend);
            var merge = await MergeAsync(friend, referrer);
            await using var heard = new HeardQueue(_shop.Portal);
            TestMerchant.Ok(await heard.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Shop.Id, MergeId = merge, By = Actor.System(_shop.Shop.Id) }));
            asked.Add(heard.Asked.Count(table => table == "Referrals"));
            Assert.Equal(ReferralState.Qualified, (await _shop.OfAsync(friend)).State);
        }

        Assert.Equal(asked[0], asked[1]);
    }

    [Fact]
    public async Task Of_two_who_were_brought_twice_by_mistake_both_count_again()
    {
        var grace = await _shop.Shop.MemberAsync();
        var (first, second) = (await _shop.JoinAsync(_ada), await _shop.JoinAsync(grace));
        await _shop.BuyAsync(second);
        await _shop.WaitAsync();
        var back = await MergeAsync(first, second);
        Assert.Equal(0, await _shop.ActiveAsync(grace));

        await UnmergeAsync(back);
        await _shop.WaitAsync(0);

        Assert.Equal((200L, ReferralState.Joined), (await _shop.ActiveAsync(grace), (await _shop.OfAsync(first)).State));
    }

    [Fact]
    public async Task A_refusal_outlives_merge_and_unmerge()
    {
        var mark = Guid.NewGuid().ToString("N");
        await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, mark);
        var friend = await _shop.JoinAsync(_ada, device: ReferralDevice.Hash(_shop.Shop.Id, mark));
        await _shop.BuyAsync(friend);
        TestMerchant.Ok(await _shop.Service.DecideAsync(_shop.Shop.Actor, (await _shop.OfAsync(friend)).Id, approve: false, "one and the same"));

        await UnmergeAsync(await MergeAsync(_ada, friend));
        await _shop.WaitAsync();

        Assert.Equal((ReferralState.Rejected, ReferralEnd.Review), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).EndedBecause!.Value));
    }

    [Fact]
    public async Task A_friends_referral_goes_with_the_person_and_comes_back_with_the_unmerge()
    {
        var friend = await _shop.JoinAsync(_ada);
        var known = await _shop.Shop.MemberAsync();
        var merge = await MergeAsync(known, friend);
        Assert.Equal(known, (await _shop.Shop.RowsAsync<Referral>()).Single().RefereeId);
        await _shop.BuyAsync(known);
        Assert.Equal(ReferralState.Qualified, (await _shop.OfAsync(known)).State);

        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Shop.Id, MergeId = merge, By = _shop.Shop.Actor }));
        Assert.Equal(friend, (await _shop.Shop.RowsAsync<Referral>()).Single().RefereeId);
    }

    [Fact]
    public async Task A_refund_after_a_merge_is_taken_from_whom_the_points_have_come_to()
    {
        var (friend, purchase) = await _shop.PaidFriendAsync(_ada);
        var (survivor, other) = (await _shop.Shop.MemberAsync(), await _shop.Shop.MemberAsync());
        await MergeAsync(survivor, _ada);
        await MergeAsync(other, friend);
        TestMerchant.Ok(await _shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        Assert.Equal((0L, 0L), (await _shop.ActiveAsync(survivor), await _shop.ActiveAsync(other)));
        Assert.Equal(ReferralState.ClawedBack, (await _shop.OfAsync(other)).State);
    }

    [Fact]
    public async Task The_merged_members_code_goes_on_inviting_for_the_survivor()
    {
        var code = await _shop.CodeAsync(_ada);
        var survivor = await _shop.Shop.MemberAsync();
        await MergeAsync(survivor, _ada);
        var friend = TestMerchant.Ok(await _shop.TryJoinAsync(code)).MemberId;
        Assert.Equal(survivor, (await _shop.OfAsync(friend)).ReferrerId);
    }

    [Fact]
    public async Task One_person_is_brought_once()
    {
        var grace = await _shop.Shop.MemberAsync();
        var (first, second) = (await _shop.JoinAsync(_ada), await _shop.JoinAsync(grace));
        await _shop.BuyAsync(first);
        await _shop.BuyAsync(second);
        await MergeAsync(first, second);
        await _shop.WaitAsync();
        Assert.Equal((200L, 0L), (await _shop.ActiveAsync(_ada), await _shop.ActiveAsync(grace)));
        Assert.Equal(ReferralState.Void, (await _shop.OfAsync(second)).State);
    }

    private async Task UnmergeAsync(long merge) =>
        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Shop.Id, MergeId = merge, By = Actor.System(_shop.Shop.Id) }));

    private async Task<long> MergeAsync(long survivor, long merged) =>
        TestMerchant.Ok(await _shop.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Shop.Id, SurvivorId = survivor, MergedId = merged, By = Actor.System(_shop.Shop.Id) })).MergeId;
}
