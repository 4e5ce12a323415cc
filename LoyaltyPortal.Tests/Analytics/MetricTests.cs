using LoyaltyPortal.Analytics;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>Every metric over a handful of purchases, with what it must be worked out by hand beside it.</summary>
public sealed class MetricTests : IAsyncLifetime
{
    private ReportBench _bench = null!;
    private long _ann;
    private long _ben;
    private long _cat;
    private long _dan;
    private long _test;

    public async Task InitializeAsync()
    {
        _bench = await ReportBench.StartAsync();
        (_ann, _ben, _cat, _dan, _test) = (await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(isTest: true));
        await _bench.BuyAsync("2026-01-10", _ann, 10);
        await _bench.BuyAsync("2026-03-05", _ann, 20, "Music");
        await _bench.BuyAsync("2026-03-20", _ben, 30, store: _bench.Shop.WebShop);
        await _bench.BuyAsync("2026-04-02", _ben, 40, store: _bench.Shop.WebShop);
        await _bench.BuyAsync("2026-04-15", _cat, _bench.Shop.OtherStore, TestMerchant.Line(30), TestMerchant.Line(15, "Mugs"), new LineInput("Wrap", "Wrap", null, 1, 5));
        await _bench.BuyAsync("2026-04-20", null, 60);
        var back = await _bench.BuyAsync("2026-04-25", _dan, 70);
        TestMerchant.Ok(await _bench.Shop.ReturnAsync(back.PurchaseId, new ReturnedLine(1, 1)));
        await _bench.BuyAsync("2026-04-28", _test, 80);
        await _bench.BuyAsync("2026-05-03", _ann, 90, "Games", _bench.Shop.OtherStore);
        await _bench.BuyAsync("2026-06-01", _ben, 100);
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    private static IEnumerable<decimal?> Numbers(IReadOnlyList<ReportCell> row) => row.Skip(1).Select(cell => cell.Number);

    [Fact]
    public async Task Repeat_and_returning_customers()
    {
        var spring = await _bench.AskAsync("repeat", "2026-03-01", "2026-05-31");
        var late = await _bench.AskAsync("repeat", "2026-04-01", "2026-05-31");

        // March to May: Ann (2) and Ben (2) of Ann, Ben and Cat; Ann had been there in January, Ben came twice, Cat once for the first time.
        Assert.Equal([3m, 2m, 2m / 3, 2m, 2m / 3], Numbers(spring.Table.Foot!));

        // April and May: each once; Ann and Ben had been there before.
        Assert.Equal([3m, 0m, 0m, 2m, 2m / 3], Numbers(late.Table.Foot!));
        Assert.Equal([_ben, _ann, _cat], await _bench.BehindAsync(BehindFigure.Buyers, "2026-03-01", "2026-05-31"));
        Assert.Equal([_ben, _ann], await _bench.BehindAsync(BehindFigure.Repeat, "2026-03-01", "2026-05-31"));
        Assert.Equal([_ben, _ann], await _bench.BehindAsync(BehindFigure.Returning, "2026-04-01", "2026-05-31"));
        Assert.Equal([_cat], await _bench.BehindAsync(BehindFigure.FirstTime, "2026-04-01", "2026-05-31"));
    }

    [Fact]
    public async Task Orders_of_first_time_and_of_returning_members()
    {
        var answer = await _bench.AskAsync("first-time", "2026-04-01", "2026-05-31");

        // Orders in shops, online; net in shops, online, together. April: Cat first with 50 in York, Ben again with 40 online; May: Ann again with 90 in York.
        Assert.Equal([1m, 0m, 50m, 0m, 50m], Numbers(answer.Table.Rows[0]).Skip(1));
        Assert.Equal([0m, 1m, 0m, 40m, 40m], Numbers(answer.Table.Rows[1]).Skip(1));
        Assert.Equal([0m, 0m, 0m, 0m, 0m], Numbers(answer.Table.Rows[2]).Skip(1));
        Assert.Equal([1m, 0m, 90m, 0m, 90m], Numbers(answer.Table.Rows[3]).Skip(1));
    }

    [Fact]
    public async Task Stores_and_the_average_order()
    {
        var answer = await _bench.AskAsync("stores", "2026-04-01", "2026-05-31");

        // Net, share, orders, average, members' part. York 50 + 90, Bath 60 of a stranger, web 40: 240 in 4 orders, 3 of them members'.
        Assert.Equal(["Market Square", "High Street", "Web shop"], answer.Table.Rows.Select(row => row[0].Text));
        Assert.Equal([140m, 140m / 240, 2m, 70m, 1m], Numbers(answer.Table.Rows[0]));
        Assert.Equal([60m, 60m / 240, 1m, 60m, 0m], Numbers(answer.Table.Rows[1]));
        Assert.Equal([40m, 40m / 240, 1m, 40m, 1m], Numbers(answer.Table.Rows[2]));
        Assert.Equal([240m, 1m, 4m, 60m, 0.75m], Numbers(answer.Table.Foot!));
    }

    [Fact]
    public async Task Purchase_frequency_and_the_average_purchase_of_members()
    {
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);

        var spring = await CustomerValue.HabitsAsync(_bench.Question(context, "2026-03-01", "2026-05-31"), ReportBench.Window("2026-03-01", "2026-05-31"), default);

        // 20 + 30 + 40 + 50 + 90 = 230 in five purchases of three members.
        Assert.Equal((5L, 3L, 230m), (spring.Purchases, spring.Members, spring.Net));
        Assert.Equal((5m / 3, 46m), (spring.Frequency, spring.Average));
    }

    [Fact]
    public async Task Retention_and_churn_by_month()
    {
        var answer = await _bench.AskAsync("retention", "2026-04-01", "2026-06-30");

        // At start, still active, retention, lost, churn, at end; active is 30 days. April: Ann (5 March) and Ben (20 March), of whom Ben bought; Cat is new.
        Assert.Equal([2m, 1m, 0.5m, 1m, 0.5m, 2m], Numbers(answer.Table.Rows[0]));

        // May: Ben (2 April) and Cat; neither bought from 2 to 31 May, but Ann did.
        Assert.Equal([2m, 0m, 0m, 2m, 1m, 1m], Numbers(answer.Table.Rows[1]));

        // June until the 17th: Ann (3 May), who has not bought since; Ben on the 1st.
        Assert.Equal([1m, 0m, 0m, 1m, 1m, 1m], Numbers(answer.Table.Rows[2]));

        // The whole: Ann and Ben at the start, Ben at the end.
        Assert.Equal([2m, 1m, 0.5m, 1m, 0.5m, 1m], Numbers(answer.Table.Foot!));
        Assert.Equal([_ben], await _bench.BehindAsync(BehindFigure.Retained, "2026-04-01", "2026-06-30"));
        Assert.Equal([_ann], await _bench.BehindAsync(BehindFigure.Lost, "2026-04-01", "2026-06-30"));
        Assert.Equal([_ben], await _bench.BehindAsync(BehindFigure.Active, "2026-04-01", "2026-06-30"));
    }

    [Fact]
    public async Task The_days_of_activity_are_counted_to_the_day()
    {
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);
        var active = new ActiveMembers(context, 30, null);

        // Ann's purchase of 3 May is 30 days before 2 June and 31 before 3 June.
        var counts = await active.OfAsync([ReportBench.Window("2026-06-02", "2026-06-17"), ReportBench.Window("2026-06-03", "2026-06-17")], default);

        Assert.Equal((2L, 1L), (counts[0].AtStart, counts[1].AtStart));
    }

    [Fact]
    public async Task Lifetime_value_to_date_by_first_purchase()
    {
        var answer = await _bench.AskAsync("value", "2026-06-17", "2026-06-17");

        // Members, net, each, purchases, purchases each. Ann 10 + 20 + 90 since January, Ben 30 + 40 + 100 since March, Cat 50 since April.
        Assert.Equal([1m, 120m, 120m, 3m, 3m], Numbers(answer.Table.Rows[0]));
        Assert.Equal([1m, 170m, 170m, 3m, 3m], Numbers(answer.Table.Rows[1]));
        Assert.Equal([1m, 50m, 50m, 1m, 1m], Numbers(answer.Table.Rows[2]));
        Assert.Equal([3m, 340m, 340m / 3, 7m, 7m / 3], Numbers(answer.Table.Foot!));

        // Nobody was active before June 2025: the estimate is undefined and says so.
        var estimate = answer.More[0].Table!.Rows[^1];
        Assert.Null(estimate[1].Number);
        Assert.Equal((_bench.Words["value.Why.Start"], "–"), (estimate[2].Text, answer.Tiles[1].Value));
    }

    [Fact]
    public async Task Simple_lifetime_value_is_what_one_spends_in_the_years_one_stays()
    {
        await using var bench = await ReportBench.StartAsync();
        var (stays, leaves) = (await bench.MemberAsync(), await bench.MemberAsync());
        await bench.BuyAsync("2025-05-20", stays, 500);
        await bench.BuyAsync("2025-05-20", leaves, 500);
        await bench.BuyAsync("2025-09-01", stays, 20);
        await bench.BuyAsync("2026-05-10", stays, 40);

        var parts = (await bench.AskAsync("value", "2026-06-17", "2026-06-17")).More[0].Table!.Rows.Select(row => row[1].Number);

        // June 2025 to May 2026: 60 / 2 = 30 a purchase; 2 purchases / 1 member; one of two lost: churn a half, so two years: 30 × 2 × 2 = 120.
        Assert.Equal([30m, 2m, 0.5m, 2m, 120m], parts);

        await bench.BuyAsync("2026-05-11", leaves, 40);
        var nobodyLost = (await bench.AskAsync("value", "2026-06-17", "2026-06-17")).More[0].Table!.Rows;
        Assert.Equal(0, nobodyLost[2][1].Number);
        Assert.Equal((null, bench.Words["value.Why.Churn"]), (nobodyLost[4][1].Number, nobodyLost[4][2].Text));
    }

    [Fact]
    public async Task Category_breadth_and_categories()
    {
        var answer = await _bench.AskAsync("categories", "2026-03-01", "2026-05-31");

        // Ann in music and games, Ben in books twice, Cat in books and mugs (and something without a category): 1, 2 and 2 make 5 / 3.
        Assert.Equal([1m, 2m, 0m, 0m, 0m], answer.Chart!.Series[0].Values);
        Assert.Equal([1m, 2m, 0m, 0m, 0m, 3m], answer.More[0].Table!.Rows.Select(row => row[1].Number!.Value).Append(answer.More[0].Table!.Foot![1].Number!.Value));
        Assert.Equal(_bench.Words.Formats.Number(5m / 3, 2), answer.Tiles[0].Value);

        // Members, share of the three, net, share of 230: books 30 + 40 + 30, games 90, music 20, mugs 15, the rest 5.
        Assert.Equal(["Books", "Games", "Music", "Mugs", _bench.Words["categories.Nameless"]], answer.Table.Rows.Select(row => row[0].Text));
        Assert.Equal([2m, 2m / 3, 100m, 100m / 230], Numbers(answer.Table.Rows[0]));
        Assert.Equal([1m, null, 5m, 5m / 230], Numbers(answer.Table.Rows[4]));

        var york = await _bench.AskAsync("categories", "2026-03-01", "2026-05-31", _bench.Shop.OtherStore);
        Assert.Equal([1m, 1m, 0m, 0m, 0m], york.Chart!.Series[0].Values); // Ann's games, Cat's books and mugs
    }

    [Fact]
    public async Task Redemption_engagement_and_participation()
    {
        var reward = await _bench.Rewards.PublishAsync(Costing(50));
        await _bench.Rewards.RedeemedAsync(_ann, reward);
        var regretted = await _bench.Rewards.RedeemedAsync(_cat, reward);
        TestMerchant.Ok(await _bench.Rewards.CancelAsync(regretted.RedemptionId));

        var points = await _bench.AskAsync("points", "2026-06-01", "2026-06-30");
        var answer = await _bench.AskAsync("engagement", "2026-04-01", "2026-06-30");

        // June: Ben earned 100, Ann redeemed 50; what Cat redeemed went back.
        Assert.Equal([100m, 50m, 0.5m], Numbers(points.Table.Foot!).Take(3));

        // Members, engaged, rate, redeemed, rate, members' purchases, all, rate. April: Ben and Cat earned; Dan's came back, the test never counts; one purchase of three was a stranger's.
        Assert.Equal([4m, 2m, 0.5m, 0m, 0m, 2m, 3m, 2m / 3], Numbers(answer.Table.Rows[0]));
        Assert.Equal([4m, 1m, 0.25m, 0m, 0m, 1m, 1m, 1m], Numbers(answer.Table.Rows[1]));

        // June: Ben earned, Ann only redeemed.
        Assert.Equal([4m, 2m, 0.5m, 1m, 0.25m, 1m, 1m, 1m], Numbers(answer.Table.Rows[2]));
        Assert.Equal([4m, 3m, 0.75m, 1m, 0.25m, 4m, 5m, 0.8m], Numbers(answer.Table.Foot!));
    }

    [Fact]
    public async Task Members_at_risk()
    {
        var answer = await _bench.AskAsync("at-risk", "2026-06-17", "2026-06-17");

        // Two have bought more than once: Ben on 1 June, Ann last on 3 May, 45 days ago.
        Assert.Equal([45m, 3m, 120m], Numbers(Assert.Single(answer.Table.Rows)).Skip(1));
        Assert.Equal([_ann], await _bench.BehindAsync(BehindFigure.AtRisk, "2026-06-17", "2026-06-17"));
    }

    [Fact]
    public async Task Highly_convertible_members()
    {
        var (near, far, once, old) = (await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync());
        foreach (var (who, first, second, net) in new[] { (near, "2026-06-05", "2026-05-18", 20m), (far, "2026-06-05", "2026-06-06", 19.5m), (old, "2026-05-17", "2026-05-16", 100m) })
        {
            await _bench.BuyAsync(first, who, net);
            await _bench.BuyAsync(second, who, net);
        }

        await _bench.BuyAsync("2026-06-06", once, 200);
        await _bench.Rewards.PublishAsync(Costing(50) with { Name = "Small" });
        await _bench.Rewards.PublishAsync(Costing(150) with { Name = "Large" });
        await _bench.Rewards.PublishAsync(Costing(160) with { Name = "Over", Until = new DateOnly(2026, 6, 16) });
        await _bench.Rewards.PublishAsync(Costing(165) with { Name = "Gold only", TierKeys = ["gold"] });
        await _bench.Rewards.PublishAsync(Costing(168) with { Name = "Gone", Stock = 0 });

        var answer = await _bench.AskAsync("convertible", "2026-06-17", "2026-06-17");

        // Ben has 170 points: enough for the large one. The near one has 40 of 50, which is 20 % short; the far one 38. The old one bought last 31 days ago, once only one time.
        Assert.Equal([170m, 150m, 0m], [answer.Table.Rows[0][1].Number, answer.Table.Rows[0][3].Number, answer.Table.Rows[0][4].Number]);
        Assert.Equal([40m, 50m, 10m], [answer.Table.Rows[1][1].Number, answer.Table.Rows[1][3].Number, answer.Table.Rows[1][4].Number]);
        Assert.Equal([_ben, near], await _bench.BehindAsync(BehindFigure.Convertible, "2026-06-17", "2026-06-17"));
        Assert.Contains(_bench.Words["convertible.Recent", 3], answer.Tiles[0].Bottom, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 20, 1)]
    [InlineData(30, 19, 0)] // 40 of 50 points are 20 % short
    [InlineData(11, 20, 0)] // the last purchase was twelve days ago
    [InlineData(12, 20, 1)]
    public async Task How_lately_and_how_near_are_settings(int days, int percent, int members)
    {
        await using var bench = await ReportBench.StartAsync(new MerchantSettings { ConvertibleDays = days, ConvertiblePercent = percent });
        var member = await bench.MemberAsync();
        await bench.BuyAsync("2026-06-04", member, 20);
        await bench.BuyAsync("2026-06-05", member, 20);
        await bench.Rewards.PublishAsync(Costing(50));

        Assert.Equal(members, (await bench.AskAsync("convertible", "2026-06-17", "2026-06-17")).Table.Rows.Count);
    }

    [Fact]
    public async Task A_reward_that_somebody_had_as_often_as_may_be_is_not_in_reach()
    {
        var reward = await _bench.Rewards.PublishAsync(Costing(50) with { PerMember = 1 });
        await _bench.Rewards.RedeemedAsync(_ben, reward);

        Assert.Empty((await _bench.AskAsync("convertible", "2026-06-17", "2026-06-17")).Table.Rows);
    }

    private static LoyaltyPortal.Rewards.RewardContent Costing(long points) => Rewards.TestRewards.Five with { Points = points };
}
