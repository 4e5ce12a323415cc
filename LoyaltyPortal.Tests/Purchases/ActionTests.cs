using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>What members do besides buying: what it earns, how often, and what is kept of it.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private ActionService _actions = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _actions = new ActionService(_portal.Database, _portal.Queue, _portal.Directory, _portal.Clock);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private static EarningRule Bonus(string action, long points = 10, int most = 0, LimitPeriod per = LimitPeriod.Year) =>
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Bonus for " + action, new ActionBonusSettings(action, points, most, per));

    private Task<TestMerchant> ShopAsync(params EarningRule[] rules) => _portal.MerchantAsync(PointsPolicy.Of(14, 12), null, [TestPortal.PerUnit(), .. rules]);

    private static ActionReport Report(string action, decimal amount = 0) => new() { Action = action, SourceEvent = "", Source = ActionSource.Till, Amount = amount };

    private Task<Result<ActionReceipt>> ReportAsync(TestMerchant shop, long member, string action, string key, decimal amount = 0, Actor? actor = null) =>
        _actions.ReportAsync(actor ?? shop.Actor, key, member, Report(action, amount) with { StoreId = shop.Store });

    [Theory]
    [InlineData(MemberActions.ProductReview)]
    [InlineData(MemberActions.SocialShare)]
    [InlineData(MemberActions.EmailClick)]
    [InlineData(MemberActions.SurveyAnswered)]
    [InlineData(MemberActions.EventCheckIn)]
    [InlineData(MemberActions.AppInstall)]
    public async Task An_action_earns_what_its_rule_says_at_once_and_counts_everywhere(string action)
    {
        var shop = await ShopAsync(Bonus(action, 25), Bonus(MemberActions.SignUp, 5));
        var member = await shop.MemberAsync();

        var receipt = TestMerchant.Ok(await ReportAsync(shop, member, action, "event 1"));

        Assert.Equal((25, 30, 0), (receipt.Points, receipt.ActivePoints, receipt.PendingPoints));
        var entry = (await shop.EntriesAsync(member))[^1];
        Assert.Equal((EntryKind.EarnAction, EntrySource.Action, receipt.ActionId), (entry.Kind, entry.Source, entry.SourceId));
        Assert.Equal("step_action_" + action, Explanation.FromJson(entry.Explanation).Steps.Single().Code);
        Assert.Equal(_portal.Clock.Now.AddYears(1).Date, (await shop.LotsAsync(member))[^1].ExpiresAt!.Value.AddHours(-1).Date); // the end of that day in London
        var row = (await shop.RowsAsync<MemberAction>()).Single(row => row.Action == action);
        Assert.Equal((25L, (long?)entry.Sequence, "event 1"), (row.Points, row.EntrySequence, row.SourceEvent));
        Assert.Equal(30, (await shop.RowsAsync<MemberDay>()).Single().OtherPoints);
        Assert.Equal(30, (await shop.RowsAsync<StoreDay>()).Where(day => day.StoreId == shop.Store).Sum(day => day.PointsIssued));
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task An_action_that_no_rule_rewards_is_recorded_with_no_points_and_the_reason()
    {
        var shop = await ShopAsync();
        var member = await shop.MemberAsync();

        var receipt = TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, "s1"));

        Assert.Equal(0, receipt.Points);
        Assert.Equal("step_action_no_rule", receipt.Explanation.NotFired.Single().Code);
        Assert.Empty(await shop.EntriesAsync(member));
        var row = (await shop.RowsAsync<MemberAction>()).Single(row => row.Action == MemberActions.SurveyAnswered);
        Assert.Equal("step_action_no_rule", Explanation.FromJson(row.Explanation!).NotFired.Single().Code);
    }

    public static TheoryData<LimitPeriod, int, int> Periods => new()
    {
        // On Wednesday 17 June 2026 it is rewarded; how many days later it is again, and the last day on which it is not.
        { LimitPeriod.Day, 0, 1 },
        { LimitPeriod.Week, 4, 5 },
        { LimitPeriod.Month, 13, 14 },
        { LimitPeriod.Year, 197, 198 },
    };

    [Theory]
    [MemberData(nameof(Periods))]
    public async Task Beyond_its_limit_an_action_is_recorded_without_points_until_the_period_is_over(LimitPeriod per, int lastDay, int freshDay)
    {
        var shop = await ShopAsync(Bonus(MemberActions.SurveyAnswered, 10, 1, per));
        var member = await shop.MemberAsync();
        var start = _portal.Clock.Now;

        Assert.Equal(10, TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, "first")).Points);
        _portal.Clock.Set(start.AddDays(lastDay).AddHours(11));
        var beyond = TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, "second"));
        _portal.Clock.Set(start.AddDays(freshDay).AddHours(-10));
        var fresh = TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, "third"));

        Assert.Equal((0L, "step_action_limit_" + per), (beyond.Points, beyond.Explanation.NotFired.Single().Code));
        Assert.Equal(10, fresh.Points);
        Assert.Equal(3, (await shop.RowsAsync<MemberAction>()).Count(row => row.Action == MemberActions.SurveyAnswered));
    }

    [Fact]
    public async Task An_app_is_installed_once_ever()
    {
        var shop = await ShopAsync(Bonus(MemberActions.AppInstall));
        var member = await shop.MemberAsync();

        Assert.Equal(10, TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.AppInstall, "phone")).Points);
        _portal.Clock.Advance(TimeSpan.FromDays(800));
        var again = TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.AppInstall, "tablet"));

        Assert.Equal((0L, "step_action_once"), (again.Points, again.Explanation.NotFired.Single().Code));
    }

    [Fact]
    [Trait("HardCase", "9")]
    public async Task The_same_event_again_gives_the_first_answer_and_another_story_under_it_is_refused()
    {
        var shop = await ShopAsync(Bonus(MemberActions.ProductReview));
        var (member, other) = (await shop.MemberAsync(), await shop.MemberAsync());
        var report = Report(MemberActions.ProductReview) with { Subject = "A kettle", Evidence = new ActionEvidence(EvidenceKind.Text, "Boils water.") };

        var first = TestMerchant.Ok(await _actions.ReportAsync(shop.Actor, "r1", member, report));
        var again = TestMerchant.Ok(await _actions.ReportAsync(shop.Actor, "r1", member, report));
        var story = await _actions.ReportAsync(shop.Actor, "r1", member, report with { Evidence = new ActionEvidence(EvidenceKind.Text, "Does not.") });
        var others = TestMerchant.Ok(await _actions.ReportAsync(shop.Actor, "r1", other, report));

        Assert.Equal((first.ActionId, 10L, true), (again.ActionId, again.Points, again.WasKnown));
        Assert.Equal(first.Explanation.ToJson(), again.Explanation.ToJson());
        TestMerchant.Refused("action_reported_otherwise", story);
        Assert.False(others.WasKnown);
        Assert.Single(await shop.EntriesAsync(member));
    }

    [Fact]
    [Trait("HardCase", "9")]
    public async Task One_event_reported_by_many_at_once_from_two_portals_is_rewarded_once()
    {
        var shop = await ShopAsync(Bonus(MemberActions.EventCheckIn, 10, 1, LimitPeriod.Day));
        var member = await shop.MemberAsync();
        await using var second = _portal.NewQueue(2);
        var elsewhere = new ActionService(_portal.Database, second, _portal.Directory, _portal.Clock);

        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(turn => (turn % 2 == 0 ? _actions : elsewhere).ReportAsync(shop.Actor, "door", member, Report(MemberActions.EventCheckIn))));
        var more = await Task.WhenAll(Enumerable.Range(0, 20).Select(turn => (turn % 2 == 0 ? _actions : elsewhere).ReportAsync(shop.Actor, "door " + turn, member, Report(MemberActions.EventCheckIn))));

        Assert.Single(same.Select(one => TestMerchant.Ok(one).ActionId).Distinct());
        Assert.Equal(0, more.Sum(one => TestMerchant.Ok(one).Points));
        Assert.Equal(10, (await shop.AccountAsync(member)).Active);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "24")]
    public async Task Evidence_lies_in_the_actions_row_and_in_nothing_that_is_hashed_or_kept_for_ever()
    {
        var shop = await ShopAsync(Bonus(MemberActions.ProductReview));
        var member = await shop.MemberAsync();
        const string Secret = "My neighbour Zebedee liked it";

        TestMerchant.Ok(await _actions.ReportAsync(shop.Actor, "r1", member, Report(MemberActions.ProductReview) with { Subject = "Zebedee's kettle", Evidence = new ActionEvidence(EvidenceKind.Text, Secret) }));

        Assert.Equal(Secret, (await shop.RowsAsync<MemberAction>()).Single(row => row.Action == MemberActions.ProductReview).Evidence);
        Assert.All(await shop.EntriesAsync(member), entry => Assert.DoesNotContain("Zebedee", entry.Explanation, StringComparison.Ordinal));
        Assert.Empty(await shop.RowsAsync<LoyaltyPortal.Platform.Commands.CommandRecord>());
        await using var platform = _portal.Database.ForMerchant(shop.Id);
        Assert.DoesNotContain(platform.Set<LoyaltyPortal.Platform.Outbox.OutboxMessage>().AsEnumerable(), message => message.Payload.Contains("Zebedee", StringComparison.Ordinal));
    }

    public static TheoryData<string, ActionReport> Wrongs => new()
    {
        { "action_unknown", Report("dance") },
        { "action_amount", Report(MemberActions.TradeIn) },
        { "action_amount", Report(MemberActions.TradeIn, -1) },
        { "action_amount", Report(MemberActions.ProductReview, 5) },
        { "action_evidence", Report(MemberActions.ProductReview) with { Evidence = new ActionEvidence(EvidenceKind.Text, new string('x', ActionEvidence.TextLength + 1)) } },
        { "action_evidence_url", Report(MemberActions.SocialShare) with { Evidence = new ActionEvidence(EvidenceKind.Url, "javascript:alert(1)") } },
        { "action_evidence_url", Report(MemberActions.SocialShare) with { Evidence = new ActionEvidence(EvidenceKind.Url, "/somewhere") } },
        { "action_subject", Report(MemberActions.ProductReview) with { Subject = new string('x', MemberAction.SubjectLength + 1) } },
        { "action_date", Report(MemberActions.ProductReview) with { OccurredAt = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc) } },
        { "action_automatic", Report(MemberActions.Birthday) },
        { "action_automatic", Report(MemberActions.SignUp) },
        { "merchant_store_unknown", Report(MemberActions.ProductReview) with { StoreId = 999 } },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_is_wrong_with_a_report_is_said_and_nothing_is_recorded(string code, ActionReport report)
    {
        var shop = await ShopAsync(Bonus(MemberActions.ProductReview));
        var member = await shop.MemberAsync();

        var refused = await _actions.ReportAsync(shop.Actor, "k", member, report);

        Assert.False(refused.Succeeded);
        Assert.Equal(code == "merchant_store_unknown" ? MerchantErrors.StoreUnknown().Code : code, refused.Failure.Code);
        Assert.Equal(MemberActions.SignUp, Assert.Single(await shop.RowsAsync<MemberAction>()).Action);
    }

    [Fact]
    public async Task Cashiers_and_support_report_marketers_and_members_of_other_shops_do_not()
    {
        var shop = await ShopAsync(Bonus(MemberActions.SurveyAnswered));
        var other = await ShopAsync();
        var member = await shop.MemberAsync();
        Actor As(StaffRole role) => new(4711, role.ToString(), shop.Id, RolePermissions.Of(role));

        foreach (var role in new[] { StaffRole.Cashier, StaffRole.Support, StaffRole.Manager, StaffRole.Owner })
            TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, role.ToString(), actor: As(role)));
        TestMerchant.Refused("not_allowed", await ReportAsync(shop, member, MemberActions.SurveyAnswered, "m", actor: As(StaffRole.Marketer)));
        TestMerchant.Refused("not_allowed", await _actions.QuoteAsync(As(StaffRole.Marketer), member, MemberActions.SurveyAnswered, 0));
        TestMerchant.Refused("member_unknown", await ReportAsync(other, member, MemberActions.SurveyAnswered, "o", actor: other.Actor));
        Assert.Empty(await _actions.ListAsync(As(StaffRole.Cashier), member, null, 10));
        Assert.Equal(5, (await _actions.ListAsync(As(StaffRole.Marketer), member, null, 10)).Count);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Staff_cannot_report_an_action_for_their_own_membership_linked_or_by_the_same_address()
    {
        var shop = await ShopAsync(Bonus(MemberActions.SurveyAnswered));
        long userId;
        await using (var platform = _portal.Database.ForPlatform())
        {
            var user = new LoyaltyPortal.Platform.Data.LoyaltyUser { Id = _portal.Ids.Next(), UserName = "callum@shop.example", Email = "Callum@shop.example", DisplayName = "Callum" };
            platform.Add(user);
            await platform.SaveChangesAsync();
            userId = user.Id;
        }

        var callum = new Actor(userId, "Callum", shop.Id, RolePermissions.Of(StaffRole.Owner)) { Email = "Callum@shop.example" };
        var linked = await EnrolAsync(shop, new Enrolment { Name = "Callum", Phone = "+44 1225 000001", UserId = userId });
        var unlinked = await EnrolAsync(shop, new Enrolment { Name = "Callum again", Email = "callum@SHOP.example" });
        var customer = await shop.MemberAsync();

        TestMerchant.Refused("action_own", await ReportAsync(shop, linked, MemberActions.SurveyAnswered, "1", actor: callum));
        TestMerchant.Refused("action_own", await ReportAsync(shop, unlinked, MemberActions.SurveyAnswered, "2", actor: callum));
        Assert.Equal(10, TestMerchant.Ok(await ReportAsync(shop, customer, MemberActions.SurveyAnswered, "3", actor: callum)).Points);
        Assert.Equal("Callum", (await _actions.ListAsync(callum, customer, null, 1)).Single().ReportedBy);
    }

    [Fact]
    public async Task A_quote_says_what_the_report_then_gives()
    {
        var shop = await ShopAsync(Bonus(MemberActions.SurveyAnswered, 10, 1, LimitPeriod.Day));
        var member = await shop.MemberAsync();

        var before = TestMerchant.Ok(await _actions.QuoteAsync(shop.Actor, member, MemberActions.SurveyAnswered, 0));
        TestMerchant.Ok(await ReportAsync(shop, member, MemberActions.SurveyAnswered, "1"));
        var after = TestMerchant.Ok(await _actions.QuoteAsync(shop.Actor, member, MemberActions.SurveyAnswered, 0));

        Assert.Equal((10, 0), (before.Points, after.Points));
        Assert.Equal("step_action_limit_Day", after.Explanation.NotFired.Single().Code);
    }

    [Fact]
    public async Task Who_joins_with_everything_is_rewarded_for_joining_and_for_the_complete_profile()
    {
        var shop = await ShopAsync(Bonus(MemberActions.SignUp, 50), Bonus(MemberActions.ProfileCompleted, 20));

        var half = await EnrolAsync(shop, new Enrolment { Name = "Half", Email = "half@x.example", Phone = "+44 1225 000002" });
        var whole = await EnrolAsync(shop, new Enrolment { Name = "Whole", Email = "whole@x.example", Phone = "+44 1225 000003", BirthDate = new DateOnly(1990, 1, 1) });

        Assert.Equal((50, 70), ((await shop.AccountAsync(half)).Active, (await shop.AccountAsync(whole)).Active));
    }

    private async Task<long> EnrolAsync(TestMerchant shop, Enrolment enrolment) =>
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "till", Enrolment = enrolment })).MemberId;
}
