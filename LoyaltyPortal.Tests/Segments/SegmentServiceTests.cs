using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Segments;

namespace LoyaltyPortal.Tests.Segments;

/// <summary>Segments are drawn up, kept and asked for by rules.</summary>
public sealed class SegmentServiceTests
{
    private static readonly SegmentDefinition Twice = new([new SegmentCondition("purchases") { Least = 2 }]);

    private static async Task<SegmentView> SavedAsync(SegmentBench bench, string name = "Twice", SegmentDefinition? definition = null) =>
        TestMerchant.Ok(await bench.Segments.SaveAsync(bench.Shop.Actor, bench.Segments.NewId(), null, 0, name, definition ?? Twice));

    [Fact]
    public async Task Saving_keeps_who_belongs_and_each_day_it_is_looked_at_again()
    {
        await using var bench = await SegmentBench.StartAsync();
        var (ada, bob, cleo) = (await bench.MemberAsync("ada"), await bench.MemberAsync("bob"), await bench.MemberAsync("cleo"));
        await bench.BoughtAsync(ada, 2, 10);
        await bench.BoughtAsync(ada, 1, 10);
        var gone = await bench.BoughtAsync(bob, 2, 10);
        await bench.BoughtAsync(bob, 1, 10);
        var first = bench.Portal.Clock.Now;
        var job = new KeepSegments(bench.Portal.Database, bench.Segments, bench.Portal.Directory, bench.Portal.Clock);

        var segment = await SavedAsync(bench);
        Assert.Equal(2, segment.Members);
        TestMerchant.Ok(await bench.Shop.ReturnAsync(gone, new ReturnedLine(1, 1)));
        await bench.BoughtAsync(cleo, 2, 10);
        await bench.BoughtAsync(cleo, 1, 10);
        await job.RunAsync(default);
        Assert.Equal([(ada, first, null), (bob, first, null)], await bench.KeptAsync(segment.Id)); // looked at today already

        bench.Portal.Clock.Advance(TimeSpan.FromDays(1));
        var second = bench.Portal.Clock.Now;
        await job.RunAsync(default);
        Assert.Equal([(ada, first, null), (bob, first, second), (cleo, second, null)], await bench.KeptAsync(segment.Id));
        await bench.Segments.KeepAsync(bench.Shop.Id, segment.Id, default);
        Assert.Equal(3, (await bench.KeptAsync(segment.Id)).Count);

        // Another condition an hour later: what was stays written down.
        bench.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var third = bench.Portal.Clock.Now;
        var changed = TestMerchant.Ok(await bench.Segments.SaveAsync(bench.Shop.Actor, 0, segment.Id, segment.Version, "Not twice", new([new SegmentCondition("purchases") { Most = 1 }])));
        Assert.Equal([(ada, first, third), (bob, first, second), (bob, third, null), (cleo, second, third)], await bench.KeptAsync(segment.Id));
        Assert.Equal(("Not twice", 1), (changed.Name, changed.Members));
        TestMerchant.Refused("segment_changed_meanwhile", await bench.Segments.SaveAsync(bench.Shop.Actor, 0, segment.Id, segment.Version, "Stale", Twice));
    }

    [Fact]
    public async Task Of_two_who_keep_a_segment_at_once_one_stops_and_who_goes_by_old_conditions_writes_nothing()
    {
        await using var bench = await SegmentBench.StartAsync();
        var (ada, bob) = (await bench.MemberAsync("ada"), await bench.MemberAsync("bob"));
        var segment = await SavedAsync(bench);
        var read = (await bench.Shop.RowsAsync<LoyaltyPortal.Facts.Segment>()).Single();
        var now = bench.Portal.Clock.Now;

        Assert.True(await SegmentRoll.KeepAsync(bench.Portal.Database, read, new HashSet<long> { ada }, now, default));
        Assert.False(await SegmentRoll.KeepAsync(bench.Portal.Database, read, new HashSet<long> { ada, bob }, now, default));
        Assert.Equal([(ada, now, null)], await bench.KeptAsync(segment.Id));
        read = (await bench.Shop.RowsAsync<LoyaltyPortal.Facts.Segment>()).Single();
        TestMerchant.Ok(await bench.Segments.SaveAsync(bench.Shop.Actor, 0, segment.Id, segment.Version, "Once", new([new SegmentCondition("purchases") { Most = 1 }])));
        Assert.False(await SegmentRoll.KeepAsync(bench.Portal.Database, read, new HashSet<long>(), now, default));
        Assert.Equal([(ada, now, null), (bob, now, null)], await bench.KeptAsync(segment.Id));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_nothing_is_saved()
    {
        await using var bench = await SegmentBench.StartAsync();
        var segment = await SavedAsync(bench);
        async Task RefusedAsync(string code, string name, params SegmentCondition[] conditions) =>
            TestMerchant.Refused(code, await bench.Segments.SaveAsync(bench.Shop.Actor, bench.Segments.NewId(), null, 0, name, new SegmentDefinition(conditions)));

        await RefusedAsync("segment_name", " a ", new SegmentCondition("at-risk"));
        await RefusedAsync("segment_name_taken", "Twice", new SegmentCondition("at-risk"));
        await RefusedAsync("segment_empty", "Empty");
        await RefusedAsync("segment_condition_unknown", "Odd", new SegmentCondition("odd"));
        await RefusedAsync("segment_no_bound", "Open", new SegmentCondition("purchases"));
        await RefusedAsync("segment_bounds", "Turned", new SegmentCondition("purchases") { Least = 3, Most = 2 });
        await RefusedAsync("segment_whole", "Half", new SegmentCondition("purchases") { Least = 1.5m });
        await RefusedAsync("segment_range", "Eleven", new SegmentCondition("nps") { Most = 11 });
        await RefusedAsync("segment_days", "No days", new SegmentCondition("birthday"));
        await RefusedAsync("segment_nothing_chosen", "Nowhere", new SegmentCondition("store"));
        await RefusedAsync("segment_too_many_conditions", "Many", [.. Enumerable.Repeat(new SegmentCondition("at-risk"), 13)]);
        Assert.Equal([segment.Id], TestMerchant.Ok(await bench.Segments.ListAsync(bench.Shop.Actor)).Select(one => one.Id));

        var marketer = bench.Shop.Actor with { Permissions = RolePermissions.Of(StaffRole.Marketer) };
        TestMerchant.Ok(await bench.Segments.SaveAsync(marketer, bench.Segments.NewId(), null, 0, "By a marketer", Twice));
        var support = bench.Shop.Actor with { Permissions = RolePermissions.Of(StaffRole.Support) };
        TestMerchant.Refused("not_allowed", await bench.Segments.SaveAsync(support, bench.Segments.NewId(), null, 0, "By support", Twice));
        TestMerchant.Refused("not_allowed", await bench.Segments.MembersAsync(support, Twice, null, 0));
        TestMerchant.Refused("not_allowed", await bench.Segments.ListAsync(support));
        TestMerchant.Refused("not_allowed", await bench.Segments.RemoveAsync(support, segment.Id));
        var stranger = Actor.System((await bench.Portal.MerchantAsync()).Id);
        TestMerchant.Refused("segment_unknown", await bench.Segments.FindAsync(stranger, segment.Id));
        TestMerchant.Refused("segment_unknown", await bench.Segments.RemoveAsync(stranger, segment.Id));
        TestMerchant.Refused("segment_unknown", await bench.Segments.SaveAsync(stranger, 0, segment.Id, segment.Version, "Theirs", Twice));
    }

    [Fact]
    public async Task A_rule_for_a_segment_goes_by_who_belonged_on_the_day_of_the_purchase()
    {
        await using var bench = await SegmentBench.StartAsync();
        var (ada, bob) = (await bench.MemberAsync("ada"), await bench.MemberAsync("bob"));
        await bench.BoughtAsync(ada, 20, 10);
        await bench.BoughtAsync(ada, 19, 10);
        bench.Portal.Clock.Advance(TimeSpan.FromDays(5));
        var segment = await SavedAsync(bench);
        var rule = EarningRule<SegmentSettings>.With<LoyaltyPortal.Earning.Rules.Segment>("Regulars", new SegmentSettings(Factor: 3, Segments: [new SegmentReference(segment.Id, segment.Name)]));
        Assert.Null(rule.Check());
        await bench.PublishAsync(TestPortal.PerUnit(), rule);

        var now = await bench.BoughtAsync(ada, 0, 10);
        var before = await bench.BoughtAsync(ada, 1, 10); // she belonged to it, and nobody had looked
        var other = await bench.BoughtAsync(bob, 0, 10);
        var points = (await bench.Shop.RowsAsync<Purchase>()).ToDictionary(purchase => purchase.Id, purchase => purchase.PointsEarned);
        Assert.Equal((30, 10, 10), (points[now], points[before], points[other]));
        Assert.Contains(Explanation.FromJson((await bench.Shop.EntriesAsync(bob))[^1].Explanation).NotFired, step => step.Code == "silent_not_in_segment");
        Assert.Equal(60, TestMerchant.Ok(await bench.Portal.Purchases.QuoteAsync(bench.Shop.Actor, bench.Shop.Store, [TestMerchant.Line(20)], ada)).Points);

        TestMerchant.Refused("segment_in_use", await bench.Segments.RemoveAsync(bench.Shop.Actor, segment.Id));
        await bench.PublishAsync(TestPortal.PerUnit());
        await bench.DraftAsync(TestPortal.PerUnit(), rule);
        TestMerchant.Refused("segment_in_use", await bench.Segments.RemoveAsync(bench.Shop.Actor, segment.Id));
        await bench.DraftAsync(TestPortal.PerUnit());
        TestMerchant.Ok(await bench.Segments.RemoveAsync(bench.Shop.Actor, segment.Id));
        Assert.Empty(await bench.KeptAsync(segment.Id));

        // An old version that is for its members cannot come back into force.
        var drafts = new DraftService(bench.Portal.Database, new AuditLog(bench.Portal.Database, bench.Portal.Clock), bench.Portal.Clock);
        TestMerchant.Refused("programme_segment_gone", await drafts.RollBackAsync(bench.Shop.Actor, 2, "", 3));
    }
}
