using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Vouchers on a purchase: what they take off, what a return then gives back, and whose they are after a merge.</summary>
public sealed class PurchaseVoucherTests : IAsyncLifetime
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
    public async Task A_voucher_takes_its_amount_off_the_lines_in_proportion_and_points_are_earned_for_what_is_paid()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five);

        var receipt = TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30), TestMerchant.Line(10, "Pens")));

        Assert.Equal((35m, 35L), (receipt.Net, receipt.Points));
        Assert.Equal([26.25m, 8.75m], (await _shop.RowsAsync<PurchaseLine>()).OrderBy(line => line.Number).Select(line => line.Net));
        var row = await _rewards.RowAsync(voucher);
        Assert.Equal((RedemptionState.Fulfilled, receipt.PurchaseId, 5m, (int?)_shop.Store), (row.State, row.PurchaseId, row.Discount, row.BurntStoreId));
        TestMerchant.Refused("voucher_used", await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_is_kept_for_the_member_is_spent_and_used_with_the_purchase_or_not_at_all()
    {
        var reward = await _rewards.PublishAsync();
        var member = await _shop.MemberWithAsync(500);
        var other = await _shop.MemberAsync();
        var kept = (await _rewards.RedeemedAsync(member, reward, hold: true)).RedemptionId;

        TestMerchant.Refused("voucher_not_yours", await _rewards.BuyAsync(other, [kept], TestMerchant.Line(30)));
        var receipt = TestMerchant.Ok(await _rewards.BuyAsync(member, [kept], TestMerchant.Line(30)));

        Assert.Equal((25m, 25L), (receipt.Net, receipt.ActivePoints));
        Assert.Equal(RedemptionState.Fulfilled, (await _rewards.RowAsync(kept)).State);
        var late = (await _rewards.RedeemedAsync(await _shop.MemberWithAsync(500), reward, hold: true)).RedemptionId;
        _portal.Clock.Advance(TimeSpan.FromMinutes(HoldPoints.Minutes));
        TestMerchant.Refused("voucher_not_yours", await _rewards.BuyAsync(member, [late], TestMerchant.Line(30)));
        TestMerchant.Refused("voucher_expired", await _rewards.BuyAsync((await _rewards.RowAsync(late)).MemberId, [late], TestMerchant.Line(30)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Several_vouchers_come_off_one_after_the_other_and_never_more_than_it_costs()
    {
        var tenth = await _rewards.PublishAsync(TestRewards.Five with { Points = 10, What = RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(10)) });
        var fifty = await _rewards.PublishAsync(TestRewards.Five with { Points = 10, What = RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(50)) });
        var member = await _shop.MemberWithAsync(1_000);
        var (first, second) = ((await _rewards.RedeemedAsync(member, tenth)).RedemptionId, (await _rewards.RedeemedAsync(member, fifty)).RedemptionId);

        TestMerchant.Refused("vouchers_not_together", await _rewards.BuyAsync(member, [first, first], TestMerchant.Line(40)));
        var receipt = TestMerchant.Ok(await _rewards.BuyAsync(member, [first, second], TestMerchant.Line(40)));

        Assert.Equal(0, receipt.Net);
        Assert.Equal((4m, 36m), ((await _rewards.RowAsync(first)).Discount, (await _rewards.RowAsync(second)).Discount));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_voucher_counts_where_and_from_the_amount_that_its_reward_says()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five with { MinBasket = 20, StoreIds = [_shop.Store] });

        TestMerchant.Refused("voucher_basket", await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(19.99m)));
        TestMerchant.Refused("voucher_needs_purchase", await _rewards.BurnAsync(voucher));
        TestMerchant.Refused("voucher_store", await _rewards.BurnAsync(voucher, _shop.OtherStore));
        var check = TestMerchant.Ok(await _rewards.Redemptions.CheckAsync(_shop.Actor, _shop.OtherStore, (await _rewards.RowAsync(voucher)).Code!, 50));
        Assert.Equal("voucher_store", check.WhyNot?.Code);
        TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(20)));
        Assert.Single(await _shop.RowsAsync<Purchase>());
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "2")]
    public async Task A_part_that_comes_back_is_worth_what_was_paid_for_it_and_the_voucher_stays_used()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five);
        var purchase = TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30), TestMerchant.Line(10, "Pens"))).PurchaseId;

        var part = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(2, 1)));

        Assert.Equal(8.75m, part.Net); // 10 less its part of the 5
        Assert.Equal(RedemptionState.Fulfilled, (await _rewards.RowAsync(voucher)).State);
        var rest = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        Assert.Equal(35, part.Net + rest.Net); // all that was paid, and not a penny of the discount
        Assert.Equal(0, await _rewards.ActiveAsync(member));
        Assert.Equal(RedemptionState.Issued, (await _rewards.RowAsync(voucher)).State);
        await _rewards.AssertProvenAsync();
    }

    [Theory]
    [InlineData(true, RedemptionState.Issued)]
    [InlineData(false, RedemptionState.Fulfilled)]
    public async Task The_whole_purchase_coming_back_makes_the_voucher_good_again_where_the_reward_says_so(bool back, RedemptionState after)
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five with { BackOnReturn = back, ValidDays = 10 });
        var purchase = TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30))).PurchaseId;
        _portal.Clock.Advance(TimeSpan.FromDays(20)); // the voucher would have ended

        TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));

        var row = await _rewards.RowAsync(voucher);
        Assert.Equal(after, row.State);
        if (back)
        {
            Assert.True(row.ValidUntil > _portal.Clock.Now, "it would be of no use");
            TestMerchant.Ok(await _rewards.BurnAsync(voucher));
        }

        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "8")]
    public async Task A_return_that_is_taken_back_uses_the_voucher_again_unless_it_was_used_meanwhile()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five);
        var purchase = TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30))).PurchaseId;
        var first = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1))).ReturnId;

        TestMerchant.Ok(await UnreturnAsync(first));
        var row = await _rewards.RowAsync(voucher);
        Assert.Equal((RedemptionState.Fulfilled, purchase, 5m), (row.State, row.PurchaseId, row.Discount));

        var second = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1))).ReturnId;
        TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(12)));
        TestMerchant.Refused("voucher_used_since", await UnreturnAsync(second));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Whichever_return_is_taken_back_the_voucher_is_good_only_while_all_of_the_purchase_is_back()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five);
        var purchase = TestMerchant.Ok(await _rewards.BuyAsync(member, [voucher], TestMerchant.Line(30), TestMerchant.Line(10, "Pens"))).PurchaseId;
        var first = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1))).ReturnId;
        var last = TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(2, 1))).ReturnId;
        Assert.Equal(RedemptionState.Issued, (await _rewards.RowAsync(voucher)).State);

        TestMerchant.Ok(await UnreturnAsync(first)); // not the one that made it whole
        Assert.Equal(RedemptionState.Fulfilled, (await _rewards.RowAsync(voucher)).State);
        TestMerchant.Ok(await UnreturnAsync(last));
        Assert.Equal(RedemptionState.Fulfilled, (await _rewards.RowAsync(voucher)).State);
        TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1), new ReturnedLine(2, 1)));
        Assert.Equal(RedemptionState.Issued, (await _rewards.RowAsync(voucher)).State);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "9")]
    public async Task The_same_reference_with_the_same_voucher_is_the_same_purchase()
    {
        var (member, voucher) = await WithVoucherAsync(TestRewards.Five);
        RecordPurchase Sale(params long[] vouchers) => new() { MerchantId = _shop.Id, StoreId = _shop.Store, MemberId = member, Source = PurchaseSource.Till, Reference = "R1", Lines = [TestMerchant.Line(30)], Vouchers = vouchers };
        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(voucher)));

        var again = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(voucher)));

        Assert.Equal((first.PurchaseId, true), (again.PurchaseId, again.WasKnown));
        TestMerchant.Refused("purchase_reference_taken", await _portal.Queue.ExecuteAsync(Sale()));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task Vouchers_follow_the_person_through_a_merge_and_back()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { PerMember = 1 });
        var (merged, survivor) = (await _shop.MemberWithAsync(500), await _shop.MemberWithAsync(600));
        var voucher = (await _rewards.RedeemedAsync(merged, reward)).RedemptionId;
        var merge = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = survivor, MergedId = merged, By = _shop.Actor })).MergeId;

        Assert.Equal(survivor, (await _rewards.RowAsync(voucher)).MemberId);
        TestMerchant.Refused("reward_limit", await _rewards.RedeemAsync(survivor, reward)); // one person, one of them
        await _rewards.AssertProvenAsync();
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = merge, By = _shop.Actor }));
        Assert.Equal(merged, (await _rewards.RowAsync(voucher)).MemberId);
        TestMerchant.Ok(await _rewards.RedeemAsync(survivor, reward));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task A_voucher_that_came_with_a_merge_gives_its_points_to_the_survivor()
    {
        var reward = await _rewards.PublishAsync();
        var (merged, survivor) = (await _shop.MemberWithAsync(500), await _shop.MemberWithAsync(100));
        var voucher = (await _rewards.RedeemedAsync(merged, reward)).RedemptionId;
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = survivor, MergedId = merged, By = _shop.Actor }));

        TestMerchant.Ok(await _rewards.CancelAsync(voucher));

        Assert.Equal((600, 0), (await _rewards.ActiveAsync(survivor), await _rewards.ActiveAsync(merged)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task The_catalogue_has_what_can_be_had_now_first_and_then_what_is_nearest()
    {
        var member = await _shop.MemberWithAsync(500);
        async Task<long> AddAsync(long points, Func<RewardContent, RewardContent>? change = null) => await _rewards.PublishAsync((change ?? (content => content))(TestRewards.Five with { Points = points }));
        var (far, near, dear, cheap) = (await AddAsync(2_000), await AddAsync(600), await AddAsync(500), await AddAsync(100));
        var closed = await AddAsync(50, content => content with { TierKeys = ["gold"] });
        await AddAsync(50, content => content with { Until = new DateOnly(2026, 1, 1) }); // over: not shown

        var catalogue = await _rewards.Redemptions.CatalogueAsync(_shop.View, member);

        Assert.Equal([dear, cheap, near, far, closed], catalogue.Offers.Select(offer => offer.RewardId));
        Assert.Equal([true, true, false, false, false], catalogue.Offers.Select(offer => offer.CanHave));
        Assert.Equal((near, 100L), (catalogue.Next!.RewardId, catalogue.Next.Missing));
        Assert.Equal("reward_tier", catalogue.Offers[^1].WhyNot?.Code);
    }

    private async Task<(long Member, long Voucher)> WithVoucherAsync(RewardContent content)
    {
        var reward = await _rewards.PublishAsync(content);
        var member = await _shop.MemberWithAsync(content.Points);
        return (member, (await _rewards.RedeemedAsync(member, reward)).RedemptionId);
    }

    private Task<LoyaltyPortal.Platform.Results.Result<LoyaltyPortal.Platform.Results.Done>> UnreturnAsync(long returnId) =>
        _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = returnId, By = Actor.System(_shop.Id) });
}
