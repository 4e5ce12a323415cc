using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Tests.Earning;

public sealed class EarningTests
{
    private static readonly EarningRule DoubleFiction = EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double on Fiction", new CategoryMultiplierSettings("Fiction", 2));
    private static readonly EarningRule Online = EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("More online", new StoreMultiplierSettings(Channel: Channel.Online, Factor: 1.5m));
    private static readonly EarningRule InStoreOne = EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("Triple in store 1", new StoreMultiplierSettings([1], Factor: 3));
    private static readonly EarningRule SignUp = EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50));

    internal static Basket BasketOf(Channel channel, params BasketLine[] lines) => new()
    {
        OccurredAt = new DateTime(2026, 6, 17, 11, 0, 0, DateTimeKind.Utc),
        LocalTime = new DateTime(2026, 6, 17, 12, 0, 0),
        StoreId = channel == Channel.Online ? 2 : 1,
        StoreName = channel == Channel.Online ? "Web shop" : "High Street",
        Channel = channel,
        Currency = "GBP",
        Lines = lines,
    };

    private static BasketLine Line(decimal net, string category = "History", bool earns = true) => new("SKU", category, 1, net, earns);

    [Theory]
    [InlineData(1, 9.99, 9)]
    [InlineData(1, 0.99, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0.5, 19.99, 9)]
    [InlineData(2.5, 10.10, 25)]
    [InlineData(10, 0.09, 0)]
    [InlineData(10, 0.1, 1)]
    [InlineData(3, 33.333333, 99)]
    public void Points_are_the_amount_times_the_rate_rounded_down_once(double rate, double net, long points) =>
        Assert.Equal(points, new RuleSet(1, [TestPortal.PerUnit((decimal)rate)]).OnPurchase(BasketOf(Channel.InStore, Line((decimal)net))).Points);

    [Fact]
    public void Rounding_happens_once_for_the_purchase_and_not_once_a_line()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit()]).OnPurchase(BasketOf(Channel.InStore, Line(0.5m), Line(0.5m), Line(0.5m), Line(0.4m)));

        Assert.Equal((1, 1.9m, 0.9m), (earned.Points, earned.Explanation.Exact, earned.Explanation.Remainder));
        Assert.Equal([1L, 0L, 0L, 0L], earned.LinePoints);
    }

    [Theory]
    [InlineData(Channel.InStore, "History", 10, 30)] // 10 base, ×3 in store 1
    [InlineData(Channel.InStore, "fiction", 10, 40)] // ×2 and ×3 add up: four times the base
    [InlineData(Channel.Online, "Fiction", 10, 25)]
    [InlineData(Channel.Online, "History", 10, 15)]
    public void Multipliers_add_up_on_the_base(Channel channel, string category, double net, long points) =>
        Assert.Equal(points, new RuleSet(1, [DoubleFiction, Online, TestPortal.PerUnit(), InStoreOne]).OnPurchase(BasketOf(channel, Line((decimal)net, category))).Points);

    [Fact]
    public void Postage_and_gift_cards_earn_nothing_whatever_multiplies()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), InStoreOne, DoubleFiction]).OnPurchase(BasketOf(Channel.InStore, Line(100, "Fiction", earns: false), Line(10)));

        Assert.Equal(30, earned.Points);
        Assert.Equal([0L, 30L], earned.LinePoints);
        Assert.Equal(10, earned.Explanation.Basis);
    }

    [Fact]
    public void A_rule_that_gave_nothing_says_why()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), DoubleFiction, Online]).OnPurchase(BasketOf(Channel.InStore, Line(10)));

        Assert.Equal([("silent_category", "Double on Fiction"), ("silent_not_online", "More online")], earned.Explanation.NotFired.Select(step => (step.Code, step.Name)));
        Assert.Equal(["step_points_per_amount"], earned.Explanation.Steps.Select(step => step.Code));
    }

    [Fact]
    public void Whatever_is_bought_shares_sum_to_the_total_and_the_explanation_adds_up()
    {
        var random = new Random(5);
        var programme = new RuleSet(1, [TestPortal.PerUnit(0.7m), DoubleFiction, Online, InStoreOne, SignUp]);
        for (var round = 0; round < 2_000; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Line(random.Next(0, 5_000) / 100m, random.Next(2) == 0 ? "Fiction" : "History", random.Next(5) != 0)).ToArray();
            var earned = programme.OnPurchase(BasketOf(random.Next(2) == 0 ? Channel.Online : Channel.InStore, lines));

            Assert.Equal(earned.Points, earned.LinePoints.Sum());
            Assert.All(earned.LinePoints, points => Assert.True(points >= 0));
            Assert.Equal(earned.Explanation.Exact, earned.Explanation.Steps.Sum(step => step.Points ?? 0));
            Assert.Equal(earned.Points, (long)decimal.Truncate(earned.Explanation.Exact!.Value));
            Assert.InRange(earned.Explanation.Remainder, 0, 0.9999999m);
            Assert.Equal(4, earned.Explanation.Steps.Count + earned.Explanation.NotFired.Count(step => step.Name is not null)); // the others say what did not count
        }
    }

    [Fact]
    public void Signing_up_gives_the_bonus_and_says_which_rule_gave_it()
    {
        var (points, explanation) = new RuleSet(1, [TestPortal.PerUnit(), SignUp]).OnAction(new ActionFact { Action = MemberActions.SignUp });

        Assert.Equal(50, points);
        Assert.Equal(("step_action_sign_up", "Welcome", 50m), (explanation.Steps[0].Code, explanation.Steps[0].Name, explanation.Steps[0].Points));
        Assert.Equal(0, new RuleSet(1, [TestPortal.PerUnit()]).OnAction(new ActionFact { Action = MemberActions.SignUp }).Points);
    }

    [Fact]
    public void A_stored_version_compiles_to_the_rules_that_were_published()
    {
        EarningRule[] rules = [TestPortal.PerUnit(2.5m), DoubleFiction, InStoreOne, SignUp];
        var programme = ProgrammeVersion.Publish(1, 4, ProgrammeContent.Of(rules), "", null, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Compile();

        Assert.Equal(4, programme.Version);
        Assert.Equal(rules.Select(rule => (rule.Kind, rule.Name)), programme.Content.Rules.Select(rule => (rule.Kind, rule.Name)));
        var basket = BasketOf(Channel.InStore, Line(12.34m, "Fiction"), Line(5));
        Assert.Equal(new RuleSet(4, rules).OnPurchase(basket).Points, programme.Rules.OnPurchase(basket).Points);
    }

    [Fact]
    public void A_programme_needs_a_base_rule_and_names()
    {
        Assert.Equal("rule_no_base", RuleSet.Check([SignUp])!.Code);
        Assert.Equal("rule_name", RuleSet.Check([EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>(" ", new PointsPerAmountSettings())])!.Code);
        Assert.Null(RuleSet.Check([TestPortal.PerUnit(), DoubleFiction, Online, InStoreOne, SignUp]));
    }
}
