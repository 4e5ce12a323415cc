using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Trials;

namespace LoyaltyPortal.Tests.Trials;

public sealed class RetroTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TrialBench _bench = null!;
    private long _ada;
    private long _bob;
    private PurchaseReceipt _big = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _bench = new TrialBench(_portal, await _portal.MerchantAsync());
        _ada = await Shop.MemberAsync();
        _bob = await Shop.MemberAsync();
        _big = await Shop.BoughtAsync(_ada, TestMerchant.Line(900, quantity: 2));
        await Shop.BoughtAsync(_bob, TestMerchant.Line(40));
        await Shop.BoughtAsync(null, TestMerchant.Line(70));
        TestMerchant.Ok(await Shop.ReturnAsync(_big.PurchaseId, new ReturnedLine(1, 1)));
        _portal.Clock.Advance(TimeSpan.FromDays(3));
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private TestMerchant Shop => _bench.Merchant;

    private static ProgrammeContent Rate(decimal points, PointsPolicy? policy = null) => ProgrammeContent.Of([TestPortal.PerUnit(points)], policy);

    private async Task<long> ActiveAsync(long member) => (await Shop.AccountAsync(member)).Active;

    private async Task PostAsync(long run)
    {
        TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(_bench.Manager, run));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
    }

    [Fact]
    public async Task Corrections_are_the_difference_to_the_published_programme_and_name_the_purchases()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        var proposals = await _bench.ProposalsAsync(run);
        Assert.Equal([(_ada, 900L), (_bob, 80L)], proposals.Select(proposal => (proposal.MemberId, proposal.Points)));
        var totals = TestMerchant.Ok(await _bench.Retro.TotalsAsync(_bench.Owner, run));
        Assert.Equal((2, 980L, 0L, 2), (totals.Members, totals.CreditPoints, totals.DebitPoints, totals.Waiting));
        Assert.Equal((450L, 40L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        Assert.Equal([(_big.PurchaseId, 450L, 900L)], TestMerchant.Ok(await _bench.Retro.PartsAsync(_bench.Owner, run, _ada)).Select(part => (part.PurchaseId, part.Then, part.Points)));

        await PostAsync(run);
        Assert.Equal((1_350L, 120L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        var entry = (await Shop.EntriesAsync(_ada))[^1];
        Assert.Equal((EntryKind.AdjustmentCredit, EntrySource.Adjustment, run), (entry.Kind, entry.Source, entry.SourceId));
        Assert.Equal("step_retro_reference", Assert.Single(Explanation.FromJson(entry.Explanation).Steps).Code);
        await _portal.AssertProvenAsync(Shop.Id, _ada);
        Assert.Equal(TrialState.Completed, (await _bench.ViewAsync(run)).State);
    }

    [Fact]
    public async Task Looking_at_the_same_days_again_proposes_nothing_twice()
    {
        await _bench.PublishAsync(Rate(3));
        await PostAsync(await _bench.ProposeAsync());
        Assert.Empty(await _bench.ProposalsAsync(await _bench.ProposeAsync()));

        // The big purchase comes back wholly, and what was corrected for it with it.
        Assert.Equal(1_350, TestMerchant.Ok(await Shop.ReturnAsync(_big.PurchaseId, new ReturnedLine(1, 1))).PointsReversed);
        Assert.Empty(await _bench.ProposalsAsync(await _bench.ProposeAsync()));
    }

    [Fact]
    public async Task Approving_twice_and_a_crash_half_way_pay_once()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(_bench.Manager, run));
        TestMerchant.Refused("trial_wrong_state", await _bench.Retro.ApproveAllAsync(_bench.Manager, run));
        TestMerchant.Refused("trial_wrong_state", await _bench.Retro.ApproveAsync(_bench.Manager, run, _ada));

        // One was posted before the portal died; the next one goes on, and a late copy of the command changes nothing.
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(PostProposal.Of(Shop.Id, run, _ada)));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(PostProposal.Of(Shop.Id, run, _ada)));
        TestMerchant.Refused("trial_wrong_state", await _portal.Queue.ExecuteAsync(new PostProposal { MerchantId = Shop.Id, RunId = run, MemberId = _ada }));
        Assert.Equal((1_350L, 120L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        Assert.Single(await Shop.EntriesAsync(_ada), entry => entry.Kind == EntryKind.AdjustmentCredit);
    }

    [Fact]
    public async Task Posting_that_meets_a_closed_road_is_gone_on_with_later()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(_bench.Manager, run));
        var closed = _portal.NewQueue();
        await closed.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => _bench.RunnerOver(closed).RunAsync(Shop.Id, run));
        Assert.Equal(TrialState.Posting, (await _bench.ViewAsync(run)).State);

        _portal.Clock.Advance(ILeased.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
        Assert.Equal((1_350L, 120L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
    }

    [Fact]
    public async Task Above_the_limit_whoever_asked_cannot_approve()
    {
        await _bench.PublishAsync(Rate(3, new PointsPolicy { AdjustmentLimit = 100 }));
        var run = await _bench.ProposeAsync();
        TestMerchant.Refused("retro_second_person", await _bench.Retro.ApproveAsync(_bench.Owner, run, _ada));
        Assert.Equal(1, TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(_bench.Owner, run)));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
        Assert.Equal((450L, 120L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        TestMerchant.Ok(await _bench.Retro.ApproveAsync(_bench.Manager, run, _ada));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
        Assert.Equal(1_350L, await ActiveAsync(_ada));
    }

    [Fact]
    public async Task Points_that_are_taken_back_are_no_more_than_there_are_and_declining_takes_none()
    {
        await _bench.PublishAsync(Rate(0.5m));
        TestMerchant.Ok(await Shop.DebitAsync(_ada, 400));
        var run = await _bench.ProposeAsync();
        Assert.Equal([-225L, -20L], (await _bench.ProposalsAsync(run)).Select(proposal => proposal.Points));
        TestMerchant.Ok(await _bench.Retro.DeclineAsync(_bench.Manager, run, _bob));
        await PostAsync(run);
        Assert.Equal((0L, 40L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        Assert.Equal(-50, (await _bench.ProposalsAsync(run))[0].PostedPoints);
        await _portal.AssertProvenAsync(Shop.Id, _ada);
    }

    [Fact]
    public async Task Days_that_wait_for_decisions_are_not_looked_at_again()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        var today = Shop.View.Zone.DayOf(_portal.Clock.Now);
        TestMerchant.Refused("retro_overlaps", await _bench.Retro.StartAsync(_bench.Manager, today.AddDays(-3), today));
        TestMerchant.Refused("retro_period", await _bench.Retro.StartAsync(_bench.Manager, today, today.AddDays(1)));
        TestMerchant.Ok(await _bench.Retro.DeclineAllAsync(_bench.Manager, run));
        TestMerchant.Ok(await _bench.Retro.StartAsync(_bench.Manager, today.AddDays(-3), today));
    }

    [Fact]
    public async Task Of_several_who_ask_for_the_same_days_at_once_one_is_heard()
    {
        await _bench.PublishAsync(Rate(3));
        var today = Shop.View.Zone.DayOf(_portal.Clock.Now);
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _bench.Retro.StartAsync(_bench.Owner, today.AddDays(-3), today))));
        Assert.Single(asked, answer => answer.Succeeded);
        Assert.All(asked.Where(answer => !answer.Succeeded), answer => TestMerchant.Refused("retro_overlaps", answer));
    }

    [Fact]
    public async Task What_was_paid_with_points_earns_none_when_it_is_looked_at_again()
    {
        var order = Shop.Purchase(_ada, TestMerchant.Line(20));
        var paid = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = order.MerchantId,
            StoreId = order.StoreId,
            MemberId = _ada,
            Source = order.Source,
            Lines = order.Lines,
            IdempotencyKey = order.IdempotencyKey,
            PointsToSpend = 400,
        }));
        Assert.Equal(16, paid.Points);
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));

        await _bench.PublishAsync(Rate(1, new PointsPolicy()));
        Assert.Empty(await _bench.ProposalsAsync(await _bench.ProposeAsync()));
    }

    [Fact]
    public async Task Goods_that_came_back_after_the_days_that_are_looked_at_are_not_paid_for()
    {
        TestMerchant.Ok(await Shop.ReturnAsync(_big.PurchaseId, new ReturnedLine(1, 1)));
        await _bench.PublishAsync(Rate(3));
        var sold = Shop.View.Zone.DayOf(_portal.Clock.Now).AddDays(-3);
        var run = TestMerchant.Ok(await _bench.Retro.StartAsync(_bench.Owner, sold.AddDays(-7), sold));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, run));
        Assert.Equal([(_bob, 80L)], (await _bench.ProposalsAsync(run)).Select(proposal => (proposal.MemberId, proposal.Points)));
    }

    [Fact]
    public async Task What_is_posted_for_a_member_who_was_merged_since_goes_to_the_survivor()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = Shop.Id, IdempotencyKey = "merge", SurvivorId = _bob, MergedId = _ada, By = _bench.Manager }));
        await PostAsync(run);
        Assert.Equal((0L, 1_470L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        await _portal.AssertProvenAsync(Shop.Id, _bob);
        Assert.Empty(await _bench.ProposalsAsync(await _bench.ProposeAsync()));
    }

    [Fact]
    public async Task What_came_back_between_the_look_and_the_approval_is_not_paid_for()
    {
        var small = await Shop.BoughtAsync(_ada, TestMerchant.Line(100));
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        Assert.Equal([(_ada, 1_100L), (_bob, 80L)], (await _bench.ProposalsAsync(run)).Select(proposal => (proposal.MemberId, proposal.Points)));
        TestMerchant.Ok(await Shop.ReturnAsync(_big.PurchaseId, new ReturnedLine(1, 1)));

        await PostAsync(run);

        Assert.Equal((300L, 120L), (await ActiveAsync(_ada), await ActiveAsync(_bob)));
        Assert.Equal(200, (await _bench.ProposalsAsync(run))[0].PostedPoints);
        Assert.Equal([(_big.PurchaseId, true), (small.PurchaseId, false)], TestMerchant.Ok(await _bench.Retro.PartsAsync(_bench.Owner, run, _ada)).Select(part => (part.PurchaseId, part.LeftOut)));
        Assert.Single(Explanation.FromJson((await Shop.EntriesAsync(_ada))[^1].Explanation).Steps);
        Assert.Equal((1, 280L), (TestMerchant.Ok(await _bench.Retro.TotalsAsync(_bench.Owner, run)).LeftOut, TestMerchant.Ok(await _bench.Retro.TotalsAsync(_bench.Owner, run)).PostedPoints));
        await _portal.AssertProvenAsync(Shop.Id, _ada);

        // What was left out was not corrected: taken back, the return leaves a purchase that another look proposes.
        Assert.Empty(await _bench.ProposalsAsync(await _bench.ProposeAsync()));
        var back = (await Shop.RowsAsync<PurchaseReturn>()).MaxBy(row => row.Id)!;
        TestMerchant.Ok(await _portal.Purchases.TakeReturnBackAsync(Shop.Actor, "1", back.Id));
        Assert.Equal((_ada, 900L), Assert.Single((await _bench.ProposalsAsync(await _bench.ProposeAsync())).Select(proposal => (proposal.MemberId, proposal.Points))));
    }

    [Theory]
    [InlineData("Music")] // what is left would take points away
    [InlineData("Books")] // what is left would be more than was approved
    public async Task What_would_be_something_else_than_was_approved_is_not_posted_at_all(string category)
    {
        var cleo = await Shop.MemberAsync();
        var bought = new Dictionary<string, long>
        {
            ["Music"] = (await Shop.BoughtAsync(cleo, TestMerchant.Line(200, "Music"))).PurchaseId,
            ["Books"] = (await Shop.BoughtAsync(cleo, TestMerchant.Line(100))).PurchaseId,
        };
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bench.PublishAsync(ProgrammeContent.Of([TestPortal.PerUnit(0.5m), EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Music", new CategoryMultiplierSettings("Music", 3))]));
        var run = await _bench.ProposeAsync();
        Assert.Equal(50, (await _bench.ProposalsAsync(run)).Single(proposal => proposal.MemberId == cleo).Points);
        TestMerchant.Ok(await Shop.ReturnAsync(bought[category], new ReturnedLine(1, 1)));
        var before = await ActiveAsync(cleo);

        await PostAsync(run);

        var proposal = (await _bench.ProposalsAsync(run)).Single(proposal => proposal.MemberId == cleo);
        Assert.Equal((ProposalState.Outdated, 0L, before), (proposal.State, proposal.PostedPoints!.Value, await ActiveAsync(cleo)));
        Assert.Equal(1, TestMerchant.Ok(await _bench.Retro.TotalsAsync(_bench.Owner, run)).LeftOut);
        Assert.Equal(TrialState.Completed, (await _bench.ViewAsync(run)).State);
        var again = (await _bench.ProposalsAsync(await _bench.ProposeAsync())).Single(proposal => proposal.MemberId == cleo);
        Assert.Equal(category == "Music" ? -50 : 100, again.Points);
    }

    [Theory]
    [InlineData("linked")]
    [InlineData("address")]
    [InlineData("merged into")]
    [InlineData("merged")]
    public async Task Nobody_approves_what_is_given_to_themselves_under_whichever_member(string own)
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        var self = _bench.Manager with { UserId = 9, Email = "Clerk@Example.com" };
        if (own == "merged")
            await SetAsync("UserId", "8"); // so that the clerk's own stays with the clerk's
        if (own.StartsWith("merged", StringComparison.Ordinal))
        {
            var clerk = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = Shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Clerk", Email = "desk@example.org", UserId = 9 } })).MemberId;
            var (survivor, merged) = own == "merged" ? (_bob, clerk) : (clerk, _bob);
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = Shop.Id, SurvivorId = survivor, MergedId = merged, By = _bench.Owner }));
        }
        else if (own == "linked")
        {
            await SetAsync("UserId", "9");
        }
        else
        {
            await SetAsync("NormalizedEmail", $"'{Member.NormalizeEmail(self.Email)}'");
        }

        TestMerchant.Refused("retro_oneself", await _bench.Retro.ApproveAsync(self, run, _bob));
        Assert.Equal(1, TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(self, run))); // Ada's
        TestMerchant.Ok(await _bench.Retro.ApproveAsync(_bench.Owner, run, _bob));

        async Task SetAsync(string column, string value) => Assert.Equal(1, await _portal.Storage.ExecuteAsync($"UPDATE \"Members\" SET \"{column}\" = {value} WHERE \"Id\" = {_bob}"));
    }

    [Fact]
    public async Task Another_merchant_can_neither_see_nor_post_it()
    {
        await _bench.PublishAsync(Rate(3));
        var run = await _bench.ProposeAsync();
        var other = new TrialBench(_portal, await _portal.MerchantAsync());
        Assert.Empty(TestMerchant.Ok(await other.Retro.ProposalsAsync(other.Owner, run, null, 0)));
        TestMerchant.Refused("trial_unknown", await other.Retro.ApproveAllAsync(other.Owner, run));
        TestMerchant.Refused("trial_unknown", await other.Retro.PartsAsync(other.Owner, run, _ada));
        TestMerchant.Ok(await _bench.Retro.ApproveAllAsync(_bench.Manager, run));
        TestMerchant.Refused("trial_unknown", await _portal.Queue.ExecuteAsync(PostProposal.Of(other.Merchant.Id, run, _ada)));
    }
}
