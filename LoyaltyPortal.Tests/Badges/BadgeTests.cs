using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Tiers;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>What members earn by what they do, and what becomes of it when something is taken back.</summary>
public sealed class BadgeTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private BadgeDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals });
        _desk = new BadgeDesk(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private async Task AssertProvenAsync() => Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Sentence);

    [Fact]
    public async Task A_badge_is_awarded_once_per_level_and_stays_when_what_earned_it_comes_back()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2));
        var member = await _shop.MemberAsync();
        var purchases = new List<long>();
        for (var number = 0; number < 3; number++)
            purchases.Add((await _shop.BoughtAsync(member, TestMerchant.Line(10))).PurchaseId);

        Assert.Equal([1, 2], (await _desk.AwardsAsync(member)).Select(award => award.Level));
        foreach (var purchase in purchases)
            TestMerchant.Ok(await _shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));

        Assert.Equal(0, (await _desk.ProgressAsync(member, badge))!.Marks.GetValueOrDefault(""));
        Assert.Equal([(1, AwardState.Held), (2, AwardState.Held)], (await _desk.AwardsAsync(member)).Select(award => (award.Level, award.State)));
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        Assert.Equal(2, (await _desk.AwardsAsync(member)).Count);
        Assert.Equal([1, 2], (await _shop.RowsAsync<Celebration>()).Where(row => row.Kind == CelebrationKind.Badge).Select(row => row.Level).Order());
        await AssertProvenAsync();
    }

    [Fact]
    public async Task The_prize_of_a_challenge_goes_with_a_return_and_comes_again_when_the_return_is_taken_back()
    {
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Spend(), 50, prize: 100));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(30));
        Assert.Equal(0, await _desk.PrizesAsync(member));
        var purchase = await _shop.BoughtAsync(member, TestMerchant.Line(20));

        Assert.Equal((100, AwardState.Held), (await _desk.PrizesAsync(member), Assert.Single(await _desk.AwardsAsync(member)).State));
        Assert.Equal(150, (await _shop.AccountAsync(member)).Active);
        var returned = TestMerchant.Ok(await _shop.ReturnAsync(purchase.PurchaseId, new ReturnedLine(1, 1)));
        Assert.Equal((0, AwardState.TakenBack, 100), (await _desk.PrizesAsync(member), Assert.Single(await _desk.AwardsAsync(member)).State, Assert.Single(await _desk.AwardsAsync(member)).PointsTaken));
        Assert.Equal(30, (await _shop.AccountAsync(member)).Active);

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = returned.ReturnId }));

        Assert.Equal((100, AwardState.Held), (await _desk.PrizesAsync(member), Assert.Single(await _desk.AwardsAsync(member)).State));
        Assert.Equal(150, (await _shop.AccountAsync(member)).Active);
        Assert.Equal(["step_challenge", "step_challenge_lost", "step_challenge_again"], (await _shop.EntriesAsync(member)).Where(entry => entry.Source == EntrySource.Challenge).Select(entry => Explanation.FromJson(entry.Explanation).Steps[0].Code));
        await AssertProvenAsync();
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task A_prize_that_was_spent_meanwhile_is_not_given_twice()
    {
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 1, prize: 100));
        var member = await _shop.MemberAsync();
        var purchase = await _shop.BoughtAsync(member, TestMerchant.Line(10));
        TestMerchant.Ok(await _shop.DebitAsync(member, 80));

        var returned = TestMerchant.Ok(await _shop.ReturnAsync(purchase.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = returned.ReturnId }));

        Assert.Equal(30, (await _shop.AccountAsync(member)).Active);
        Assert.Equal(100, await _desk.PrizesAsync(member));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task A_prize_is_pending_as_long_as_what_a_purchase_earns()
    {
        var shop = await _portal.MerchantAsync(PointsPolicy.Of(14, null));
        var desk = new BadgeDesk(_portal, shop);
        await desk.PublishAsync(desk.Challenge(BadgeDesk.Purchases(), 1, prize: 100));
        var member = await shop.MemberAsync();

        await shop.BoughtAsync(member, TestMerchant.Line(10));

        Assert.Equal((0, 110), ((await shop.AccountAsync(member)).Active, (await shop.AccountAsync(member)).Pending));
    }

    [Fact]
    public async Task History_counts_once_a_badge_is_published_and_counting_twice_awards_nothing_more()
    {
        var member = await _shop.MemberAsync();
        for (var number = 0; number < 5; number++)
            await _shop.BoughtAsync(member, TestMerchant.Line(10));
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 5, 20));

        await _desk.CountAsync();
        await _desk.CountAsync();

        Assert.Equal((1, badge), Assert.Single(await _desk.AwardsAsync(member)) is var award ? (award.Level, award.GoalId) : default);
        var line = Assert.Single(TestMerchant.Ok(await _desk.Service.ListAsync(_shop.Actor, GoalType.Badge)));
        Assert.Equal((1, 0, false), (line.HeldBy[0], line.HeldBy[1], line.IsCounting));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task Who_buys_before_being_counted_is_counted_then_with_all_that_came_before()
    {
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(10, "Pens"));
        await _shop.BoughtAsync(member, TestMerchant.Line(10, "Ink"));
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(new CategoryCount(), 3));

        await _shop.BoughtAsync(member, TestMerchant.Line(10, "Books"), TestMerchant.Line(5, "pens", sku: "P2"));

        Assert.Equal(3, (await _desk.ProgressAsync(member, badge))!.Marks.Count);
        Assert.Single(await _desk.AwardsAsync(member));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task A_badge_that_asks_for_less_is_counted_anew_and_one_that_asks_for_more_is_not_taken_away()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 3));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        await _shop.BoughtAsync(member, TestMerchant.Line(10));

        await ChangeAsync(2);
        await _desk.CountAsync();
        Assert.Single(await _desk.AwardsAsync(member));
        await ChangeAsync(10);
        await _desk.CountAsync();

        Assert.Equal(AwardState.Held, Assert.Single(await _desk.AwardsAsync(member)).State);
        await AssertProvenAsync();

        async Task ChangeAsync(decimal target)
        {
            var view = TestMerchant.Ok(await _desk.Service.FindAsync(_shop.Actor, badge));
            TestMerchant.Ok(await _desk.Service.ChangeAsync(_shop.Actor, badge, view.Version, view.Input with { Targets = [target] }));
        }
    }

    [Fact]
    public async Task Who_does_not_take_part_wins_nothing_and_who_joins_late_wins_with_what_was_done_in_the_window()
    {
        var challenge = await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 2, isOptIn: true));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        Assert.Empty(await _desk.AwardsAsync(member));

        var join = new JoinChallenge { MerchantId = _shop.Id, MemberId = member, GoalId = challenge, IdempotencyKey = "join" };
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(join));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new JoinChallenge { MerchantId = _shop.Id, MemberId = member, GoalId = challenge }));

        Assert.Equal(100, await _desk.PrizesAsync(member));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task Only_days_of_the_window_count_and_nobody_wins_once_the_challenge_is_closed()
    {
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 2));
        var (early, late) = (await _shop.MemberAsync(at: _portal.Clock.Now.AddDays(-30)), await _shop.MemberAsync());
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(early, -20)));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(early, -1)));
        Assert.Empty(await _desk.AwardsAsync(early));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(late, 0)));

        _portal.Clock.Advance(TimeSpan.FromDays(7 + GoalInForce.LateDays));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(early, -8))); // still in time: it happened in the window
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(late, -9)));

        Assert.Single(await _desk.AwardsAsync(early));
        Assert.Empty(await _desk.AwardsAsync(late));
        await AssertProvenAsync();

        RecordPurchase Sale(long member, int days) => new()
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            OccurredAt = _portal.Clock.Now.AddDays(days),
            Source = PurchaseSource.Till,
            Lines = [TestMerchant.Line(10)],
        };
    }

    [Fact]
    public async Task Reaching_a_tier_is_celebrated_and_earns_its_badge()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(Criterion<TierReachedSettings>.With<TierReached>(new TierReachedSettings(["gold"])), 1));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(120));
        Assert.Empty(await _desk.AwardsAsync(member));

        await _shop.BoughtAsync(member, TestMerchant.Line(400));

        Assert.Equal(badge, Assert.Single(await _desk.AwardsAsync(member)).GoalId);
        Assert.Equal(["Silver", "Gold"], (await _shop.RowsAsync<Celebration>()).Where(row => row.Kind == CelebrationKind.Tier).OrderBy(row => row.Id).Select(row => row.TierName));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task An_anniversary_is_awarded_on_its_day_even_for_who_joined_on_29_February()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(new Anniversary(), 1, 2));
        _portal.Clock.Set(new DateTime(2028, 2, 29, 12, 0, 0, DateTimeKind.Utc));
        var member = await _shop.MemberAsync();
        await _desk.CountAsync();
        _portal.Clock.Set(new DateTime(2029, 2, 27, 12, 0, 0, DateTimeKind.Utc));
        await _desk.CountAsync();
        Assert.Empty(await _desk.AwardsAsync(member));

        _portal.Clock.Set(new DateTime(2029, 2, 28, 12, 0, 0, DateTimeKind.Utc));
        await _desk.CountAsync();
        await _desk.CountAsync();

        Assert.Equal(1, Assert.Single(await _desk.AwardsAsync(member)).Level);
    }

    [Fact]
    public async Task Two_portals_that_record_at_once_award_a_level_once()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 10));
        var challenge = await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 10));
        var member = await _shop.MemberAsync();
        await using var other = _portal.NewQueue(2);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(async () =>
            TestMerchant.Ok(await (number % 2 == 0 ? _portal.Queue : other).ExecuteAsync(_shop.Purchase(member, TestMerchant.Line(1)))))));

        Assert.Equal(2, (await _desk.AwardsAsync(member)).Count);
        Assert.Equal((100, 20), (await _desk.PrizesAsync(member), (await _desk.ProgressAsync(member, challenge))!.Marks[""]));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task Merging_brings_progress_and_badges_together_and_a_prize_that_both_won_stays_once()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 3));
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 1, prize: 40));
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(ann, TestMerchant.Line(10));
        await _shop.BoughtAsync(anne, TestMerchant.Line(10));
        await _shop.BoughtAsync(anne, TestMerchant.Line(10));
        var staff = new Actor(1, "Staff", _shop.Id, _shop.Actor.Permissions);

        var merge = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = ann, MergedId = anne, By = staff }));
        Assert.Equal((70, 40), ((await _shop.AccountAsync(ann)).Active, merge.Deduplicated));
        Assert.Equal(3, (await _desk.ProgressAsync(ann, badge))!.Marks[""]);
        Assert.Contains(await _desk.AwardsAsync(ann), award => award.GoalId == badge);
        await AssertProvenAsync();

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = merge.MergeId, By = staff }));
        Assert.Equal((50, 60), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(anne)).Active));
        Assert.Equal((1, 2), ((await _desk.ProgressAsync(ann, badge))!.Marks[""], (await _desk.ProgressAsync(anne, badge))!.Marks[""]));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task A_level_that_came_with_a_merge_stays_where_the_survivor_has_won_the_next_one_on_it()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2));
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(anne, TestMerchant.Line(10));
        var staff = new Actor(1, "Staff", _shop.Id, _shop.Actor.Permissions);
        var merge = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = ann, MergedId = anne, By = staff }));
        await _shop.BoughtAsync(ann, TestMerchant.Line(10));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = merge.MergeId, By = staff }));

        Assert.Equal([(1, AwardState.Held), (2, AwardState.Held)], (await _desk.AwardsAsync(ann)).OrderBy(award => award.Level).Select(award => (award.Level, award.State)));
        Assert.Equal([(1, AwardState.Held)], (await _desk.AwardsAsync(anne)).Select(award => (award.Level, award.State)));
        await AssertProvenAsync();
    }

    [Fact]
    public async Task A_prize_that_only_the_merged_member_had_won_comes_and_goes_with_the_merge()
    {
        await _desk.PublishAsync(_desk.Challenge(BadgeDesk.Purchases(), 1, prize: 40));
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(anne, TestMerchant.Line(10));
        var staff = new Actor(1, "Staff", _shop.Id, _shop.Actor.Permissions);

        var merge = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = ann, MergedId = anne, By = staff }));
        Assert.Equal(50, (await _shop.AccountAsync(ann)).Active);
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = merge.MergeId, By = staff }));

        Assert.Equal((0, 50), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(anne)).Active));
        await _shop.BoughtAsync(ann, TestMerchant.Line(5));
        Assert.Equal(45, (await _shop.AccountAsync(ann)).Active);
        await AssertProvenAsync();
    }

    [Fact]
    public async Task A_wrong_mark_and_a_wrong_tally_are_noticed_and_put_right()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 3));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        await _desk.CountAsync();
        await AssertProvenAsync();
        Assert.Equal(1, await _portal.Storage.ExecuteAsync("""UPDATE "MemberProgress" SET "Sheet" = replace("Sheet", '=1', '=2')"""));
        Assert.Equal("MemberProgress", (await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Table);

        Assert.Equal(1, (await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id)).Mended);
        await AssertProvenAsync();
        await _portal.Storage.ExecuteAsync("""UPDATE "GoalTallies" SET "Started" = 7""");
        Assert.Equal("GoalTallies", (await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Table);
        await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id);
        await AssertProvenAsync();
    }

    [Fact]
    public async Task Staff_who_may_not_change_the_programme_change_no_badge_and_an_older_version_overwrites_nothing()
    {
        var goal = TestMerchant.Ok(await _desk.Service.AddAsync(_shop.Actor, BadgeDesk.Badge(BadgeDesk.Purchases(), 3)));
        var marketer = new Actor(3, "Mia", _shop.Id, LoyaltyPortal.Merchants.RolePermissions.Of(LoyaltyPortal.Merchants.StaffRole.Cashier));

        TestMerchant.Refused("not_allowed", await _desk.Service.AddAsync(marketer, BadgeDesk.Badge(BadgeDesk.Purchases(), 3)));
        TestMerchant.Refused("not_allowed", await _desk.Service.PublishAsync(marketer, goal.Id));
        TestMerchant.Refused("not_allowed", await _desk.Service.ListAsync(marketer, GoalType.Badge));
        TestMerchant.Ok(await _desk.Service.ChangeAsync(_shop.Actor, goal.Id, goal.Version, goal.Input with { Name = "Regular" }));
        TestMerchant.Refused("goal_changed", await _desk.Service.ChangeAsync(_shop.Actor, goal.Id, goal.Version, goal.Input with { Name = "Other" }));
        Assert.Equal(["badge_added", "badge_changed"], (await new AuditLog(_portal.Database, _portal.Clock).ListAsync(_shop.Actor)).Select(line => line.What).Where(what => what.StartsWith("badge", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Another_merchants_badge_is_nobodys()
    {
        var goal = TestMerchant.Ok(await _desk.Service.AddAsync(_shop.Actor, BadgeDesk.Badge(BadgeDesk.Purchases(), 3)));
        var other = await _portal.MerchantAsync();

        TestMerchant.Refused("goal_unknown", await _desk.Service.FindAsync(other.Actor, goal.Id));
        TestMerchant.Refused("goal_unknown", await _desk.Service.PublishAsync(other.Actor, goal.Id));
    }
}
