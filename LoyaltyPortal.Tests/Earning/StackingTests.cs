using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Earning;

/// <summary>How multipliers, bonuses and caps go together.</summary>
public sealed class StackingTests
{
    private static readonly EarningRule Fiction = EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double on Fiction", new CategoryMultiplierSettings("Fiction", 2));
    private static readonly EarningRule InStore = EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("Triple in the shop", new StoreMultiplierSettings([1], Factor: 3));
    private static readonly EarningRule Threshold = EarningRule<BasketThresholdSettings>.With<BasketThreshold>("From 30", new BasketThresholdSettings(30, 10));

    private static Basket Sale(params BasketLine[] lines) => EarningTests.BasketOf(Channel.InStore, lines);

    private static BasketLine Line(decimal net, string category = "Fiction") => new("S", category, 1, net, true);

    private static EarningRule CapOf(long points, CapPeriod per = CapPeriod.Purchase) => EarningRule<CapSettings>.With<Cap>($"At most {points} per {per}", new CapSettings(points, per));

    [Theory]
    [InlineData(Stacking.Add, 1, 40)] // 1 + 1 + 2 times the base
    [InlineData(Stacking.BestOf, 1, 30)]
    [InlineData(Stacking.Multiply, 1, 60)]
    [InlineData(Stacking.Add, 1.5, 45)] // the tier is one multiplier among the others
    [InlineData(Stacking.BestOf, 1.5, 30)]
    [InlineData(Stacking.BestOf, 4, 40)]
    [InlineData(Stacking.Multiply, 1.5, 90)]
    public void Multipliers_on_one_line_go_together_as_the_programme_says(Stacking stacking, double tier, long points)
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), Fiction, InStore], stacking).OnPurchase(Sale(Line(10)) with { Member = new BasketMember { TierKey = "gold", TierName = "Gold", TierMultiplier = (decimal)tier } });

        Assert.Equal(points, earned.Points);
        Assert.Equal(earned.Explanation.Exact, earned.Explanation.Steps.Sum(step => step.Points));
        Assert.Equal(tier != 1 && stacking != Stacking.BestOf || tier == 4, earned.Explanation.Steps.Any(step => step is { Code: "step_tier", Name: "Gold" }));
    }

    [Fact]
    public void Of_the_best_multipliers_those_that_did_not_count_say_which_one_did()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), Fiction, InStore], Stacking.BestOf).OnPurchase(Sale(Line(10)));

        var beaten = Assert.Single(earned.Explanation.NotFired);
        Assert.Equal(("silent_better", "Double on Fiction", "Triple in the shop"), (beaten.Code, beaten.Name, beaten.Arguments![0]));
    }

    [Fact]
    public void The_best_one_is_found_line_by_line()
    {
        var fivefold = EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Five on History", new CategoryMultiplierSettings("History", 5));
        var earned = new RuleSet(1, [TestPortal.PerUnit(), InStore, fivefold], Stacking.BestOf).OnPurchase(Sale(Line(10), Line(10, "History")));

        Assert.Equal([30L, 50L], earned.LinePoints);
        Assert.Empty(earned.Explanation.NotFired);
    }

    [Fact]
    public async Task Where_the_best_multiplier_counts_there_may_be_fewer_of_them_than_of_other_rules()
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), TestPortal.PerUnit(2), Threshold, Threshold, Threshold], Stacking.BestOf);

        // A thread of its own, which has not worked for a larger programme before.
        var earned = await Task.Factory.StartNew(() => rules.OnPurchase(Sale(Line(40))), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Equal(150, earned.Points);
    }

    [Fact]
    public void However_many_rules_multiply_the_till_goes_on()
    {
        var many = Enumerable.Range(0, 100).Select(number => EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>($"× {number}", new StoreMultiplierSettings([1], Factor: 100))).ToList();

        Assert.Equal(10 * 10_000, new RuleSet(1, [TestPortal.PerUnit(), .. many], Stacking.Multiply).OnPurchase(Sale(Line(10))).Points);
    }

    [Fact]
    public void A_bonus_is_not_multiplied_and_is_shared_by_what_the_lines_cost()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), InStore, Threshold]).OnPurchase(Sale(Line(10), Line(20), Line(0)));

        Assert.Equal(100, earned.Points);
        Assert.Equal([33L, 67L, 0L], earned.LinePoints);
    }

    [Theory]
    [InlineData(29.99, false, 29)]
    [InlineData(30, false, 40)]
    [InlineData(95, false, 105)]
    [InlineData(95, true, 125)] // three full times
    [InlineData(89.99, true, 109)]
    public void A_threshold_counts_once_or_for_every_full_amount(double net, bool everyTime, long points) =>
        Assert.Equal(points, new RuleSet(1, [TestPortal.PerUnit(), EarningRule<BasketThresholdSettings>.With<BasketThreshold>("From 30", new BasketThresholdSettings(30, 10, everyTime))]).OnPurchase(Sale(Line((decimal)net))).Points);

    [Fact]
    public void A_first_purchase_is_greeted_and_the_second_is_not()
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), EarningRule<FirstPurchaseSettings>.With<FirstPurchase>("Welcome", new FirstPurchaseSettings(100))]);

        Assert.Equal(110, rules.OnPurchase(Sale(Line(10))).Points);
        Assert.Equal("silent_not_first", rules.OnPurchase(Sale(Line(10)) with { Member = new BasketMember { Purchases = 1 } }).Explanation.NotFired.Single().Code);
        Assert.Equal(0, rules.OnPurchase(Sale(Line(10) with { Kind = LineKind.GiftCard })).Points);
    }

    [Fact]
    public void Different_categories_are_counted_in_any_case_and_only_where_they_count()
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), EarningRule<CategoryBreadthSettings>.With<CategoryBreadth>("Three", new CategoryBreadthSettings(3, 20))]);

        Assert.Equal(23, rules.OnPurchase(Sale(Line(1), Line(1, "History"), Line(1, "Gifts"))).Points);
        Assert.Equal(3, rules.OnPurchase(Sale(Line(1), Line(1, "FICTION"), Line(1, "Gifts"))).Points);
        Assert.Equal(2, rules.OnPurchase(Sale(Line(1), Line(1, "History"), Line(1, "Gifts") with { EarnsPoints = false })).Points);
    }

    [Theory]
    [InlineData(CapPeriod.Purchase, 0, 50)]
    [InlineData(CapPeriod.Day, 20, 30)]
    [InlineData(CapPeriod.Month, 40, 10)]
    [InlineData(CapPeriod.Year, 50, 0)]
    [InlineData(CapPeriod.Ever, 70, 0)] // over it already: nothing is taken away
    public void A_cap_leaves_what_is_left_of_its_period(CapPeriod per, long before, long points)
    {
        var member = new BasketMember { Earned = new EarnedSoFar(per == CapPeriod.Day ? before : 0, per == CapPeriod.Month ? before : 0, per == CapPeriod.Year ? before : 0, per == CapPeriod.Ever ? before : 0) };
        var rules = new RuleSet(1, [TestPortal.PerUnit(), CapOf(50, per)]);
        var earned = rules.OnPurchase(Sale(Line(60), Line(40.5m)) with { Member = member });

        Assert.Equal(points, earned.Points);
        Assert.Equal(points, earned.LinePoints.Sum());
        Assert.Equal(points - 100.5m, earned.Explanation.Steps[^1].Points);
        Assert.Equal(per == CapPeriod.Purchase ? EarningNeeds.None : EarningNeeds.EarnedSoFar, rules.Needs);
    }

    [Fact]
    public void Under_a_cap_lines_keep_their_proportions_and_the_largest_remainders_take_what_is_left()
    {
        var earned = new RuleSet(1, [TestPortal.PerUnit(), CapOf(10)]).OnPurchase(Sale(Line(10), Line(10), Line(10)));

        Assert.Equal([4L, 3L, 3L], earned.LinePoints);
        Assert.Equal([7L, 3L], new RuleSet(1, [TestPortal.PerUnit(), CapOf(10)]).OnPurchase(Sale(Line(70), Line(30))).LinePoints);
    }

    [Fact]
    public void Of_several_caps_the_lowest_counts_and_one_that_was_not_reached_says_so()
    {
        var earned = new RuleSet(1, [CapOf(40), CapOf(25), TestPortal.PerUnit(), CapOf(500)]).OnPurchase(Sale(Line(60)));

        Assert.Equal(25, earned.Points);
        Assert.Equal(["silent_cap_lower", "silent_cap_purchase"], earned.Explanation.NotFired.OrderBy(step => step.Name == "At most 500 per Purchase").Select(step => step.Code));
        Assert.Equal(("At most 25 per Purchase", -35m), (earned.Explanation.Steps[^1].Name, earned.Explanation.Steps[^1].Points));
    }

    [Theory]
    [InlineData("gold", 30)]
    [InlineData("silver", 10)]
    [InlineData(null, 10)]
    public void A_rule_for_tiers_is_for_those_tiers(string? tier, long points) =>
        Assert.Equal(points, new RuleSet(1, [TestPortal.PerUnit(), EarningRule<TierMultiplierSettings>.With<TierMultiplier>("Gold", new TierMultiplierSettings(["gold", "platinum"], 3))])
            .OnPurchase(Sale(Line(10)) with { Member = new BasketMember { TierKey = tier, TierName = tier } }).Points);

    [Theory]
    [InlineData(5, 200, 100, 400, null, 20)]
    [InlineData(4, 200, 100, 400, "silent_too_few_purchases", 10)]
    [InlineData(21, 200, 100, 400, "silent_too_many_purchases", 10)]
    [InlineData(5, 199, 100, 400, "silent_too_little_spent", 10)]
    [InlineData(5, 200, 89, 400, "silent_bought_lately", 10)]
    [InlineData(5, 200, 100, 364, "silent_new_member", 10)]
    public void A_segment_needs_all_its_conditions_and_names_the_first_that_fails(int purchases, int spent, int quiet, int member, string? why, long points)
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), EarningRule<SegmentSettings>.With<Segment>("Back again", new SegmentSettings(5, 20, 200, 90, 365, 2))]);
        var sale = Sale(Line(10));
        var earned = rules.OnPurchase(sale with { Member = new BasketMember { Purchases = purchases, NetSales = spent, LastPurchaseAt = sale.OccurredAt.AddDays(-quiet), EnrolledAt = sale.OccurredAt.AddDays(-member) } });

        Assert.Equal(points, earned.Points);
        Assert.Equal(why, earned.Explanation.NotFired.SingleOrDefault()?.Code);
    }

    [Fact]
    public void Products_and_brands_are_known_in_any_case()
    {
        var rules = new RuleSet(1, [TestPortal.PerUnit(), EarningRule<ProductMultiplierSettings>.With<ProductMultiplier>("Some", new ProductMultiplierSettings(["abc-1"], 2)), EarningRule<BrandMultiplierSettings>.With<BrandMultiplier>("Penguin", new BrandMultiplierSettings(["Penguin "], 3))]);

        Assert.Equal([20L, 30L, 10L], rules.OnPurchase(Sale(Line(10) with { Sku = "ABC-1" }, Line(10) with { Brand = "penguin" }, Line(10))).LinePoints);
    }

    [Fact]
    public void A_rate_for_a_category_on_Fridays_until_a_day_is_one_rule()
    {
        var rule = EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("Friday fiction", new PointsPerAmountSettings(2, ["Fiction"]) { Window = new RuleWindow(Until: new DateOnly(2026, 12, 24), Weekdays: [DayOfWeek.Friday]) });
        var friday = Sale(Line(10), Line(10, "History")) with { LocalTime = new DateTime(2026, 12, 18, 12, 0, 0) };

        Assert.Equal([20L, 0L], new RuleSet(1, [rule]).OnPurchase(friday).LinePoints);
        Assert.Equal("silent_weekday", new RuleSet(1, [rule]).OnPurchase(friday with { LocalTime = friday.LocalTime.AddDays(1) }).Explanation.NotFired.Single().Code);
        Assert.Equal("silent_over", new RuleSet(1, [rule]).OnPurchase(friday with { LocalTime = friday.LocalTime.AddDays(7) }).Explanation.NotFired.Single().Code);
    }

    [Fact]
    public void A_rule_for_one_shop_says_elsewhere_that_it_is_not_for_there()
    {
        var rule = EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Here", new CategoryMultiplierSettings("Fiction", 2) { Scope = new RuleScope([7]) });
        var explanation = new RuleSet(1, [TestPortal.PerUnit(), rule]).OnPurchase(Sale(Line(10))).Explanation;

        Assert.Equal(("silent_store", "High Street"), (explanation.NotFired.Single().Code, explanation.NotFired.Single().Arguments![0]));
    }
}
