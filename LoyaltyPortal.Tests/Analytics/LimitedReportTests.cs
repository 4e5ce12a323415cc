using LoyaltyPortal.Analytics;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Segments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>Reports of some members only.</summary>
[Collection(WebTests.Name)]
public sealed class LimitedReportTests(WebPortal portal)
{
    private async Task<(MerchantView Shop, long Segment)> SavedAsync(string name, params SegmentCondition[] conditions)
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        var segments = portal.Get<SegmentService>();
        return (shop, TestMerchant.Ok(await segments.SaveAsync(Actor.System(shop.Id), segments.NewId(), null, 0, name, new SegmentDefinition(conditions))).Id);
    }

    private async Task<ReportAnswer> AskAsync(MerchantView shop, string key, long? segment = null, string? tier = null)
    {
        using var scope = portal.Services.CreateScope();
        var reports = portal.Get<ReportService>();
        var address = ReportAddress.Of(shop.Slug, key, "all", null, null, null, null, null, null, tier, segment);
        return TestMerchant.Ok(await reports.AskAsync(Actor.System(shop.Id), reports.Find(key)!, address, scope.ServiceProvider.GetRequiredService<ReportWords>()));
    }

    /// <summary>What is counted from the rows of some members is what the aggregates hold, where the members are all.</summary>
    [Theory]
    [InlineData("repeat")]
    [InlineData("first-time")]
    [InlineData("cohorts")]
    [InlineData("rfm")]
    [InlineData("at-risk")]
    [InlineData("points")]
    [InlineData("tiers")]
    public async Task A_segment_of_everybody_answers_as_nobody_left_out(string key)
    {
        var (shop, segment) = await SavedAsync("Everybody " + key, new SegmentCondition("joined") { Least = 0 });

        var (all, limited) = (await AskAsync(shop, key), await AskAsync(shop, key, segment));

        Assert.NotEmpty(all.Table.Rows);
        Assert.Equal(all.Table.Rows.Select(Line), limited.Table.Rows.Select(Line));
        Assert.Equal(all.Tiles.Take(2).Select(tile => tile.Value), limited.Tiles.Take(2).Select(tile => tile.Value));
        _ = await portal.Get<SegmentService>().RemoveAsync(Actor.System(shop.Id), segment);

        static string Line(IReadOnlyList<ReportCell> row) => string.Join('|', row.Select(cell => cell.Text));
    }

    [Fact]
    public async Task Members_of_a_tier_and_of_a_segment_are_those_who_are_in_both()
    {
        var (shop, segment) = await SavedAsync("Four times", new SegmentCondition("purchases") { Least = 4 });
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);
        var reports = await portal.Get<ReportService>().FiltersAsync(Actor.System(shop.Id));
        var tier = reports.Tiers[^1].Key;
        var scope = await SegmentMembers.ScopeAsync(context, shop, portal.Get<TimeProvider>().GetUtcNow().UtcDateTime, null, default);
        var both = await SegmentMembers.Of(new([new SegmentCondition("purchases") { Least = 4 }, new SegmentCondition("tier") { Words = [tier] }]), scope).CountAsync();

        var answer = await AskAsync(shop, "repeat", segment, tier);

        Assert.NotEqual(0, both);
        Assert.Equal(both, answer.Table.Foot![1].Number);
        Assert.Equal(both, answer.Table.Foot![2].Number);
        using var owner = await portal.SignedInAsync("owner@pagewell.example");
        Assert.Contains($"\"{both}\"", await owner.GetStringAsync($"/m/{shop.Slug}/reports/repeat/figures.csv?period=all&tier={tier}&segment={segment}"), StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/repeat/figures.csv?segment=1")).StatusCode);
        _ = await portal.Get<SegmentService>().RemoveAsync(Actor.System(shop.Id), segment);
    }

    /// <summary>Points of everybody are what the days hold, also of who was merged, of what came back and of what was sold again.</summary>
    [Fact]
    public async Task Points_of_all_members_by_their_entries_are_those_of_the_days()
    {
        await using var bench = await ReportBench.StartAsync();
        var random = new Random(20_261_128);
        var members = new List<long>();
        for (var index = 0; index < 8; index++)
            members.Add(await bench.MemberAsync(isTest: index == 7));
        for (var index = 0; index < 60; index++)
        {
            var day = new DateOnly(2026, 4, 1).AddDays(random.Next(70)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var bought = await bench.BuyAsync(day, members[random.Next(members.Count)], random.Next(100, 9_000) / 100m, store: random.Next(2) == 0 ? bench.Shop.OtherStore : null);
            if (random.Next(4) == 0)
            {
                var back = TestMerchant.Ok(await bench.Shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
                if (random.Next(2) == 0)
                    TestMerchant.Ok(await bench.Portal.Purchases.TakeReturnBackAsync(bench.Shop.Actor, bench.Portal.NewKey(), back.ReturnId));
            }
        }

        TestMerchant.Ok(await bench.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = bench.Shop.Id, SurvivorId = members[1], MergedId = members[0], By = bench.Shop.Actor }));
        TestMerchant.Ok(await bench.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = bench.Shop.Id, SurvivorId = members[2], MergedId = members[1], By = bench.Shop.Actor }));
        await using var context = bench.Portal.Database.ForMerchant(bench.Shop.Id);
        var everybody = context.Set<Member>().Where(member => member.Status == MemberStatus.Active && !member.IsTest).Select(member => member.Id);
        foreach (var store in (int?[])[null, bench.Shop.Store, bench.Shop.OtherStore])
        {
            var question = bench.Question(context, "2026-04-01", "2026-06-30", store);
            var all = await bench.Reports["points"].AskAsync(question, bench.Words, default);
            var limited = await bench.Reports["points"].AskAsync(question with { Members = everybody }, bench.Words, default);

            Assert.NotEqual(0, all.Table.Foot![1].Number);
            Assert.NotEqual(0, all.Table.Foot![5].Number);
            Assert.Equal(all.Table.Rows.Select(row => string.Join('|', row.Select(cell => cell.Text))), limited.Table.Rows.Select(row => string.Join('|', row.Select(cell => cell.Text))));
            var one = await bench.Reports["points"].AskAsync(question with { Members = everybody.Where(id => id == members[2]) }, bench.Words, default);
            Assert.InRange(one.Table.Foot![1].Number!.Value, 1, all.Table.Foot![1].Number!.Value - 1);
        }
    }

    [Fact]
    public async Task Entries_of_some_members_and_what_they_come_from_are_found_by_their_keys()
    {
        await using var bench = await ReportBench.StartAsync();
        await using var context = bench.Portal.Database.ForMerchant(bench.Shop.Id);
        var some = context.Set<Member>().Where(member => member.Status == MemberStatus.Active).Select(member => member.Id);

        var plan = await PurchasesBehindTests.PlanAsync(context, LoyaltyPortal.Analytics.Reports.PointsReport.SourcesOf(context, context.Set<LoyaltyPortal.Ledger.LedgerEntry>().Where(entry => some.Contains(entry.AccountId))).ToQueryString());

        Assert.Equal(3, plan.Split("USING INTEGER PRIMARY KEY (rowid=?)").Length - 1);
        Assert.Contains("(AccountId=?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
    }
}
