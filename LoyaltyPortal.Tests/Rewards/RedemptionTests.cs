using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Rewards from the points that pay for them to what is handed over.</summary>
public sealed class RedemptionTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(PointsPolicy.Of(0, 12)); // a point per pound, for a year
        _rewards = new TestRewards(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_reward_is_redeemed_and_its_voucher_burnt_at_the_till_and_the_books_agree()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Stock = 3 });
        var member = await _shop.MemberWithAsync(700);

        var receipt = await _rewards.RedeemedAsync(member, reward);

        Assert.Equal((RedemptionState.Issued, 500L, 200L), (receipt.State, receipt.Points, receipt.ActivePoints));
        var entry = (await _shop.EntriesAsync(member)).Single(entry => entry.Kind == EntryKind.Redeem);
        Assert.Equal((EntrySource.Redemption, receipt.RedemptionId, -500L), (entry.Source, entry.SourceId, entry.Points));
        Assert.Equal(("Rewards", "step_redeemed", "5 off"), Explanation.FromJson(entry.Explanation).Steps.Select(step => (step.Room, step.Code, step.Name)).Single());
        Assert.Equal(1, await _rewards.TakenAsync(reward));

        var check = TestMerchant.Ok(await _rewards.Redemptions.CheckAsync(_shop.Actor, _shop.Store, VoucherCode.Grouped(receipt.Code!).ToLowerInvariant()));
        Assert.Equal((receipt.RedemptionId, "5 off", null), (check.Voucher.Id, check.Voucher.Content.Name, check.WhyNot));
        Assert.Equal(RedemptionState.Fulfilled, TestMerchant.Ok(await _rewards.BurnAsync(receipt.RedemptionId)).State);
        TestMerchant.Refused("voucher_used", await _rewards.BurnAsync(receipt.RedemptionId));
        TestMerchant.Refused("voucher_used", await _rewards.CancelAsync(receipt.RedemptionId));

        Assert.Equal(500, (await _shop.RowsAsync<LoyaltyPortal.Facts.StoreDay>()).Sum(day => day.PointsRedeemed));
        var figures = TestMerchant.Ok(await _rewards.Rewards.FiguresAsync(_shop.Actor, reward));
        Assert.Equal(new RewardFigures(1, 1, 0, 0, 500, 5), figures);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task The_same_key_redeems_once()
    {
        var reward = await _rewards.PublishAsync();
        var member = await _shop.MemberWithAsync(1_500);

        var first = TestMerchant.Ok(await _rewards.RedeemAsync(member, reward, key: "sheet"));
        var again = TestMerchant.Ok(await _rewards.RedeemAsync(member, reward, key: "sheet"));

        Assert.Equal(first, again);
        Assert.Equal(1_000, await _rewards.ActiveAsync(member));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_is_in_the_way_is_said_and_nothing_happens()
    {
        var member = await _shop.MemberWithAsync(1_000);
        TestMerchant.Refused("reward_unknown", await _rewards.RedeemAsync(member, 4711));
        var dear = await _rewards.PublishAsync(TestRewards.Five with { Points = 1_001 });
        TestMerchant.Refused("points_not_enough", await _rewards.RedeemAsync(member, dear));
        var today = _shop.View.Zone.DayOf(_portal.Clock.Now);
        TestMerchant.Refused("reward_not_yet", await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { From = today.AddDays(1) })));
        TestMerchant.Refused("reward_over", await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { Until = today.AddDays(-1) })));
        TestMerchant.Ok(await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { Points = 1, From = today, Until = today })));
        TestMerchant.Refused("reward_tier", await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { TierKeys = ["gold"] })));
        TestMerchant.Refused("reward_gone", await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { Stock = 0 })));
        TestMerchant.Refused("reward_store", await _rewards.RedeemAsync(member, await _rewards.PublishAsync(TestRewards.Five with { StoreIds = [_shop.OtherStore] }), store: _shop.Store));
        var retired = await _rewards.PublishAsync();
        var edit = TestMerchant.Ok(await _rewards.Rewards.OpenAsync(_shop.Actor, retired));
        TestMerchant.Ok(await _rewards.Rewards.RetireAsync(_shop.Actor, retired, edit.Version));
        TestMerchant.Refused("reward_unknown", await _rewards.RedeemAsync(member, retired));

        Assert.Equal(999, await _rewards.ActiveAsync(member));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_limit_counts_what_is_live_in_the_merchants_own_month()
    {
        _portal.Clock.Set(new DateTime(2026, 6, 30, 22, 30, 0, DateTimeKind.Utc)); // half past eleven at night in London
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 10, PerMember = 2, Period = RewardPeriod.Month });
        var member = await _shop.MemberWithAsync(1_000);
        var first = await _rewards.RedeemedAsync(member, reward);
        await _rewards.RedeemedAsync(member, reward);
        TestMerchant.Refused("reward_limit_month", await _rewards.RedeemAsync(member, reward));

        TestMerchant.Ok(await _rewards.CancelAsync(first.RedemptionId));
        await _rewards.RedeemedAsync(member, reward);
        TestMerchant.Refused("reward_limit_month", await _rewards.RedeemAsync(member, reward));

        _portal.Clock.Advance(TimeSpan.FromMinutes(31)); // in London it is July
        await _rewards.RedeemedAsync(member, reward);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "6")]
    public async Task A_cancelled_redemption_gives_points_back_to_their_lots_with_their_dates()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Stock = 1 });
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 300, expiresAt: _portal.Clock.Now.AddDays(40));
        await _shop.CreditAsync(member, 300, expiresAt: _portal.Clock.Now.AddDays(80));
        var before = (await _shop.LotsAsync(member)).Select(lot => (lot.Remaining, lot.ExpiresAt)).ToList();
        var receipt = await _rewards.RedeemedAsync(member, reward);
        Assert.Equal([0, 100], (await _shop.LotsAsync(member)).Select(lot => lot.Remaining));

        TestMerchant.Ok(await _rewards.CancelAsync(receipt.RedemptionId));

        Assert.Equal(before, (await _shop.LotsAsync(member)).Select(lot => (lot.Remaining, lot.ExpiresAt)));
        Assert.Equal(0, await _rewards.TakenAsync(reward));
        TestMerchant.Refused("voucher_cancelled", await _rewards.CancelAsync(receipt.RedemptionId));
        TestMerchant.Refused("voucher_cancelled", await _rewards.BurnAsync(receipt.RedemptionId));
        Assert.Equal(0, (await _shop.RowsAsync<LoyaltyPortal.Facts.StoreDay>()).Sum(day => day.PointsRedeemed));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "7")]
    public async Task A_hold_ends_exactly_once_by_commit_by_release_or_by_time()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Stock = 2 });
        var member = await _shop.MemberWithAsync(1_000);
        var (taken, freed) = (await _rewards.RedeemedAsync(member, reward, hold: true), await _rewards.RedeemedAsync(member, reward, hold: true));
        Assert.Equal((RedemptionState.Held, (string?)null, 0L), (freed.State, freed.Code, freed.ActivePoints));
        TestMerchant.Refused("reward_gone", await _rewards.RedeemAsync(await _shop.MemberWithAsync(500), reward));

        Assert.Equal(RedemptionState.Issued, TestMerchant.Ok(await _rewards.EndHoldAsync(taken.RedemptionId, commit: true)).State);
        TestMerchant.Ok(await _rewards.EndHoldAsync(freed.RedemptionId, commit: false));
        TestMerchant.Ok(await _rewards.EndHoldAsync(freed.RedemptionId, commit: false)); // let go twice: nothing more happens
        TestMerchant.Refused("hold_ended", await _rewards.EndHoldAsync(freed.RedemptionId, commit: true));
        TestMerchant.Refused("hold_ended", await _rewards.EndHoldAsync(taken.RedemptionId, commit: true));
        Assert.Equal((500, 1), (await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));

        var late = await _rewards.RedeemedAsync(member, reward, hold: true);
        _portal.Clock.Advance(TimeSpan.FromMinutes(HoldPoints.Minutes));
        TestMerchant.Refused("hold_ended", await _rewards.EndHoldAsync(late.RedemptionId, commit: true));
        TestMerchant.Ok(await _rewards.EndHoldAsync(late.RedemptionId, commit: false));
        await _rewards.SettleAsync();
        await _rewards.SettleAsync();
        Assert.Equal(RedemptionState.Expired, (await _rewards.RowAsync(late.RedemptionId)).State);
        Assert.Equal((500, 1), (await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_hold_that_lapsed_is_free_for_others_before_any_job_ran()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Stock = 1 });
        var (one, other) = (await _shop.MemberWithAsync(500), await _shop.MemberWithAsync(500));
        await _rewards.RedeemedAsync(one, reward, hold: true);
        TestMerchant.Refused("reward_gone", await _rewards.RedeemAsync(other, reward));

        _portal.Clock.Advance(TimeSpan.FromMinutes(HoldPoints.Minutes));

        await _rewards.RedeemedAsync(other, reward);
        Assert.Equal((500, 1), (await _rewards.ActiveAsync(one), await _rewards.TakenAsync(reward)));
        await _rewards.AssertProvenAsync();
    }

    [Theory]
    [InlineData(UnusedPoints.Back, 500)]
    [InlineData(UnusedPoints.Lost, 0)]
    public async Task A_voucher_that_nobody_used_ends_with_its_last_local_day_and_its_points_go_where_the_reward_says(UnusedPoints unused, long left)
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { ValidDays = 3, Unused = unused, Stock = 1 });
        var member = await _shop.MemberWithAsync(500);
        var receipt = await _rewards.RedeemedAsync(member, reward);
        Assert.Equal(new DateTime(2026, 6, 20, 23, 0, 0, DateTimeKind.Utc), receipt.Until); // the end of the 20th in London

        _portal.Clock.Set(receipt.Until!.Value.AddSeconds(-1));
        Assert.Equal(RedemptionState.Issued, (await _rewards.Redemptions.OfMemberAsync(_shop.Id, member)).Single().State);
        _portal.Clock.Set(receipt.Until.Value);
        Assert.Equal(RedemptionState.Expired, (await _rewards.Redemptions.OfMemberAsync(_shop.Id, member)).Single().State); // before any job
        TestMerchant.Refused("voucher_expired", await _rewards.BurnAsync(receipt.RedemptionId));
        TestMerchant.Refused("voucher_expired", await _rewards.CancelAsync(receipt.RedemptionId));
        await _rewards.SettleAsync();
        await _rewards.SettleAsync();

        Assert.Equal((left, 0), (await _rewards.ActiveAsync(member), await _rewards.TakenAsync(reward)));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task What_has_nothing_to_hand_over_is_done_with_the_redemption()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { What = RewardKind<DonationSettings>.With<Donation>(new DonationSettings("the lifeboats", 4)) });
        var member = await _shop.MemberWithAsync(500);

        var receipt = await _rewards.RedeemedAsync(member, reward);

        Assert.Equal((RedemptionState.Fulfilled, (string?)null), (receipt.State, receipt.Code));
        TestMerchant.Refused("voucher_used", await _rewards.CancelAsync(receipt.RedemptionId));
        Assert.Equal(4, TestMerchant.Ok(await _rewards.Rewards.FiguresAsync(_shop.Actor, reward)).Cost);
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Whoever_redeemed_keeps_what_the_reward_said_then()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { MinBasket = null });
        var member = await _shop.MemberWithAsync(1_000);
        var old = await _rewards.RedeemedAsync(member, reward);
        var edit = TestMerchant.Ok(await _rewards.Rewards.OpenAsync(_shop.Actor, reward));
        var saved = TestMerchant.Ok(await _rewards.Rewards.SaveAsync(_shop.Actor, reward, edit.Content with { MinBasket = 50, Name = "5 off from 50" }, edit.Version));

        Assert.Equal(("5 off", "5 off from 50"), (saved.Published!.Name, saved.Content.Name));
        TestMerchant.Refused("reward_changed", await _rewards.Rewards.PublishAsync(_shop.Actor, reward, edit.Version));
        TestMerchant.Ok(await _rewards.BurnAsync((await _rewards.RedeemedAsync(member, reward)).RedemptionId)); // the draft holds for nobody
        TestMerchant.Ok(await _rewards.Rewards.PublishAsync(_shop.Actor, reward, saved.Version));
        TestMerchant.Ok(await _shop.CreditAsync(member, 500));
        TestMerchant.Refused("voucher_needs_purchase", await _rewards.BurnAsync((await _rewards.RedeemedAsync(member, reward)).RedemptionId));
        TestMerchant.Ok(await _rewards.BurnAsync(old.RedemptionId));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Staff_redeem_and_burn_nothing_of_their_own()
    {
        var reward = await _rewards.PublishAsync();
        var enrolled = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = _shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Cashier", Email = "cashier@example.com", UserId = 77 } }));
        TestMerchant.Ok(await _shop.CreditAsync(enrolled.MemberId, 1_000));
        var cashier = _shop.Actor with { UserId = 77 };

        TestMerchant.Refused("own_member", await _rewards.Redemptions.RedeemAsync(cashier, "k1", enrolled.MemberId, reward, _shop.Store, isHold: false));
        var own = await _rewards.RedeemedAsync(enrolled.MemberId, reward);
        TestMerchant.Refused("own_member", await _rewards.Redemptions.BurnAsync(cashier, "k2", own.RedemptionId, _shop.Store));
        TestMerchant.Refused("own_member", await _rewards.Redemptions.CancelAsync(cashier, own.RedemptionId));
        TestMerchant.Ok(await _rewards.Redemptions.CancelAsync(_shop.Id, enrolled.MemberId, own.RedemptionId)); // as a member, from the wallet
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_done_or_told()
    {
        var reward = await _rewards.PublishAsync();
        var member = await _shop.MemberWithAsync(500);
        var nobody = new Actor(5, "Nobody", _shop.Id, System.Collections.Frozen.FrozenSet<Permission>.Empty);

        TestMerchant.Refused("not_allowed", await _rewards.Redemptions.RedeemAsync(nobody, "k", member, reward, _shop.Store, isHold: false));
        TestMerchant.Refused("not_allowed", await _rewards.Redemptions.BurnAsync(nobody, "k", 1, _shop.Store));
        TestMerchant.Refused("not_allowed", await _rewards.Redemptions.CancelAsync(nobody, 1));
        TestMerchant.Refused("not_allowed", await _rewards.Redemptions.CheckAsync(nobody, _shop.Store, "x"));
        TestMerchant.Refused("not_allowed", await _rewards.Redemptions.CatalogueAsync(nobody, member, _shop.Store));
        Assert.Empty(await _rewards.Redemptions.OfMemberAsync(nobody, member));
        TestMerchant.Refused("not_allowed", await _rewards.Rewards.ListAsync(nobody));
        TestMerchant.Refused("not_allowed", await _rewards.Rewards.OpenAsync(nobody, reward));
        TestMerchant.Refused("not_allowed", await _rewards.Rewards.AddAsync(nobody, TestRewards.Five));
        TestMerchant.Refused("not_allowed", await _rewards.Rewards.RetireAsync(nobody, reward, 0));
        TestMerchant.Refused("not_allowed", await _rewards.Rewards.DeleteAsync(nobody, reward));
    }
}
