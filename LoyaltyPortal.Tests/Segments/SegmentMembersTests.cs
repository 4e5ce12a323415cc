using LoyaltyPortal.Feedback;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Segments;
using LoyaltyPortal.Tests.Feedback;

namespace LoyaltyPortal.Tests.Segments;

/// <summary>Who belongs to a segment, today and on days before.</summary>
public sealed class SegmentMembersTests
{
    [Fact]
    public async Task Each_condition_finds_whom_it_says()
    {
        await using var bench = await SegmentBench.StartAsync();
        var today = bench.Today;
        var ada = await bench.MemberAsync("ada", birth: new DateOnly(1990, today.AddDays(5).Month, today.AddDays(5).Day));
        var bob = await bench.MemberAsync("bob", allowsEmail: false, birth: new DateOnly(1990, today.AddDays(-1).Month, 1));
        var cleo = await bench.MemberAsync("cleo", daysAgo: 10);
        var dora = await bench.MemberAsync("dora");
        var test = await bench.MemberAsync("test", isTest: true);
        await bench.BoughtAsync(ada, 100, 40, "Pens");
        await bench.BoughtAsync(ada, 95, 40);
        await bench.BoughtAsync(bob, 200, 60);
        await bench.BoughtAsync(bob, 20, 90, store: bench.Shop.OtherStore);
        await bench.BoughtAsync(bob, 0, 5);
        await bench.BoughtAsync(cleo, 5, 10);
        await bench.BoughtAsync(test, 100, 500, "Pens");
        await bench.BoughtAsync(test, 99, 500, "Pens");

        async Task FindsAsync(SegmentCondition condition, params long[] members)
        {
            Assert.Equal((condition, string.Join(',', members)), (condition, string.Join(',', await bench.OfAsync(condition))));
            Assert.Equal((condition, string.Join(',', members)), (condition, string.Join(',', await bench.OfAsync(condition, fromBooks: true))));
            Assert.Equal((condition, string.Join(',', ((long[])[ada, bob, cleo, dora]).Except(members).Order())), (condition, string.Join(',', await bench.OfAsync(condition with { IsNot = true }))));
        }

        await FindsAsync(new("recency") { Least = 95 }, ada);
        await FindsAsync(new("recency") { Least = 96 });
        await FindsAsync(new("recency") { Most = 0 }, bob);
        await FindsAsync(new("recency") { Least = 5, Most = 95 }, ada, cleo);
        await FindsAsync(new("purchases") { Least = 2 }, ada, bob);
        await FindsAsync(new("purchases") { Least = 2, Most = 2 }, ada);
        await FindsAsync(new("purchases") { Most = 0 }, dora);
        await FindsAsync(new("purchases") { Least = 2, Days = 21 }, bob);
        await FindsAsync(new("purchases") { Least = 2, Days = 20 });
        await FindsAsync(new("purchases") { Most = 0, Days = 30 }, ada, dora);
        await FindsAsync(new("spend") { Least = 80 }, ada, bob);
        await FindsAsync(new("spend") { Least = 80.01m }, bob);
        await FindsAsync(new("spend") { Most = 9.99m }, dora);
        await FindsAsync(new("spend") { Least = 90, Most = 95, Days = 30 }, bob);
        await FindsAsync(new("at-risk"), ada);
        await FindsAsync(new("category") { Words = ["Pens"] }, ada);
        await FindsAsync(new("category") { Words = ["Pens", "Books"], Days = 30 }, bob, cleo);
        await FindsAsync(new("store") { StoreIds = [bench.Shop.OtherStore] }, bob);
        await FindsAsync(new("store") { StoreIds = [bench.Shop.OtherStore], Days = 10 });
        await FindsAsync(new("points") { Least = 80 }, ada, bob);
        await FindsAsync(new("points") { Most = 0 }, dora);
        await FindsAsync(new("joined") { Most = 10 }, cleo);
        await FindsAsync(new("joined") { Least = 11 }, ada, bob, dora);
        await FindsAsync(new("birthday") { Days = 6 }, ada);
        await FindsAsync(new("birthday") { Days = 5 });
        await FindsAsync(new("consent"), ada, cleo, dora);
    }

    [Fact]
    public async Task A_birthday_on_29_February_comes_on_the_28th_in_other_years()
    {
        await using var bench = await SegmentBench.StartAsync();
        var leap = await bench.MemberAsync("leap", birth: new DateOnly(2000, 2, 29));

        Assert.Equal([leap], await bench.OfAsync(new SegmentCondition("birthday") { Days = 1 }, new DateOnly(2026, 2, 28), fromBooks: true));
        Assert.Empty(await bench.OfAsync(new SegmentCondition("birthday") { Days = 1 }, new DateOnly(2026, 3, 1), fromBooks: true));
    }

    [Fact]
    public async Task Tiers_and_scores_are_those_of_the_day_that_is_asked_for()
    {
        await using var surveys = await SurveyBench.StartAsync();
        var (portal, shop) = (surveys.Portal, surveys.Shop);
        var (survey, member, code) = await surveys.AskedAsync(SurveyBench.Input() with { QuietDays = 0, PaysAction = false });
        TestMerchant.Ok(await surveys.AnswerAsync(code, 3));
        portal.Clock.Advance(TimeSpan.FromDays(10));
        await shop.BoughtAsync(member, TestMerchant.Line(1_000));
        await surveys.SentAsync(survey);
        TestMerchant.Ok(await surveys.AnswerAsync((await surveys.InvitationsAsync()).MaxBy(invitation => invitation.Id)!.Code, 9));
        portal.Clock.Advance(TimeSpan.FromDays(10));

        async Task<bool> IsAsync(SegmentCondition condition, int daysAgo, bool fromBooks = false)
        {
            await using var context = portal.Database.ForMerchant(shop.Id);
            var scope = await SegmentMembers.ScopeAsync(context, shop.View, portal.Clock.Now, shop.View.Zone.DayOf(portal.Clock.Now).AddDays(-daysAgo), default);
            return SegmentMembers.Of(new SegmentDefinition([condition]), fromBooks ? scope with { Today = scope.Today.AddDays(1) } : scope).Any(found => found.Id == member);
        }

        var tiers = (await shop.RowsAsync<LoyaltyPortal.Tiers.TierChange>()).Where(change => change.MemberId == member).OrderBy(change => change.Number).ToList();
        Assert.NotEmpty(tiers);
        var reached = new SegmentCondition("tier") { Words = [tiers[^1].ToKey!] };
        Assert.True(await IsAsync(reached, 0));
        Assert.True(await IsAsync(reached, 0, fromBooks: true));
        Assert.False(await IsAsync(reached, 11));
        Assert.True(await IsAsync(reached with { IsNot = true }, 11));
        Assert.True(await IsAsync(new("nps") { Least = 9 }, 0));
        Assert.False(await IsAsync(new("nps") { Most = 6 }, 0));
        Assert.True(await IsAsync(new("nps") { Most = 6 }, 11));
        Assert.False(await IsAsync(new("nps-purchase") { Least = 0 }, 0));
        Assert.True(await IsAsync(new("points") { Least = 1_000 }, 0));
        Assert.True(await IsAsync(new("points") { Most = 0 }, 11));
    }

    /// <summary>What is kept for now, and what was recorded, come to the same; and the past is what a plain count over the purchases says.</summary>
    [Fact]
    public async Task Any_history_gives_the_same_members_from_the_facts_and_from_the_books()
    {
        await using var bench = await SegmentBench.StartAsync();
        var random = new Random(20_261_128);
        var members = new List<long>();
        for (var index = 0; index < 12; index++)
            members.Add(await bench.MemberAsync($"m{index}", isTest: index == 11));
        var categories = new Dictionary<long, string>();
        for (var index = 0; index < 90; index++)
        {
            var category = random.Next(2) == 0 ? "Books" : "Pens";
            categories.Add(await bench.BoughtAsync(members[random.Next(members.Count)], random.Next(200), random.Next(1, 9_000) / 100m, category, random.Next(2) == 0 ? bench.Shop.OtherStore : null), category);
        }

        foreach (var purchase in categories.Keys.Where(_ => random.Next(4) == 0))
            TestMerchant.Ok(await bench.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await bench.Portal.Purchases.CountAsTestAsync(bench.Shop.Actor, members[0], true));
        var kept = (await bench.Shop.RowsAsync<Purchase>()).Where(purchase => purchase.State != PurchaseState.Returned && purchase.MemberId is { } id && id != members[0] && id != members[11]).ToLookup(purchase => purchase.MemberId!.Value);
        var real = members.Where(id => id != members[0] && id != members[11]).Order().ToList();

        for (var round = 0; round < 120; round++)
        {
            decimal? least = random.Next(3) == 0 ? null : random.Next(1, 8), most = least is null || random.Next(3) == 0 ? (least ?? 0) + random.Next(0, 6) : null;
            int? days = random.Next(2) == 0 ? null : random.Next(1, 200);
            SegmentCondition asked = random.Next(6) switch
            {
                0 => new("recency") { Least = least * 12, Most = most * 20 },
                1 => new("purchases") { Least = least, Most = most, Days = days },
                2 => new("spend") { Least = least * 30, Most = most * 50, Days = days },
                3 => new("store") { StoreIds = [bench.Shop.OtherStore], Days = days },
                4 => new("category") { Words = ["Pens"], Days = days },
                _ => new("at-risk"),
            };
            var condition = asked with { IsNot = random.Next(4) == 0 };
            var day = bench.Today.AddDays(random.Next(3) == 0 ? 0 : -random.Next(1, 150));

            var found = await bench.OfAsync(condition, day);

            Assert.Equal((condition, day, string.Join(',', real.Where(id => Holds(condition, [.. kept[id]], day, categories)))), (condition, day, string.Join(',', found)));
            if (day == bench.Today)
                Assert.Equal(found, await bench.OfAsync(condition, day, fromBooks: true));
        }
    }

    private static bool Holds(SegmentCondition condition, List<Purchase> all, DateOnly day, Dictionary<long, string> categories)
    {
        var until = all.Where(purchase => purchase.Day <= day).ToList();
        var within = until.Where(purchase => condition.Days is not { } days || purchase.Day > day.AddDays(-days)).ToList();
        bool In(decimal number) => (condition.Least is null || number >= condition.Least) && (condition.Most is null || number <= condition.Most);
        var holds = condition.Kind switch
        {
            "recency" => until.Count > 0 && In(day.DayNumber - until.Max(purchase => purchase.Day).DayNumber),
            "purchases" => In(within.Count),
            "spend" => In(within.Sum(purchase => purchase.Net)),
            "store" => within.Any(purchase => condition.StoreIds.Contains(purchase.StoreId)),
            "category" => within.Any(purchase => condition.Words.Contains(categories[purchase.Id])),
            _ => until.Count >= 2 && day.DayNumber - until.Max(purchase => purchase.Day).DayNumber > 90,
        };
        return holds != condition.IsNot;
    }
}
