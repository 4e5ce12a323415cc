using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Tests.Earning;

/// <summary>What holds for every basket under every programme.</summary>
public sealed class EarningPropertyTests
{
    private const int Rounds = 3_000;

    [Fact]
    [Trait("HardCase", "16")]
    public void Line_shares_sum_to_the_total_and_the_steps_to_the_exact_points_whatever_the_rules()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var some = new RandomEarning(seed);
            var rules = some.RuleSet(some.Rules());
            var basket = some.Basket();
            var earned = rules.OnPurchase(basket);

            Assert.True(earned.Points == earned.LinePoints.Sum(), $"seed {seed}: {earned.Points} points, {earned.LinePoints.Sum()} on lines");
            Assert.True(earned.Points >= 0 && earned.LinePoints.All(points => points >= 0), $"seed {seed}: something is negative");
            Assert.True(earned.Points == (long)decimal.Truncate(earned.Explanation.Exact!.Value), $"seed {seed}: not rounded toward zero");
            Assert.True(Math.Abs(earned.Explanation.Exact.Value - earned.Explanation.Steps.Sum(step => step.Points ?? 0)) < 0.000_000_000_001m, $"seed {seed}: the steps do not add up");
        }
    }

    [Fact]
    public void Points_without_words_are_the_same_points_by_the_same_lines()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var some = new RandomEarning(seed);
            var rules = some.RuleSet(some.Rules());
            var basket = some.Basket();
            var lines = new long[basket.Lines.Count];
            var earned = rules.OnPurchase(basket);

            Assert.Equal(earned.Points, rules.Points(basket, lines));
            Assert.Equal(earned.LinePoints, lines);
            Assert.Equal(earned.Points, rules.Points(basket));
        }
    }

    [Fact]
    public void The_order_of_rules_decides_nothing_not_even_a_word()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var some = new RandomEarning(seed);
            var rules = some.Rules();
            var basket = some.Basket();
            var one = some.RuleSet(rules);
            var earned = one.OnPurchase(basket);
            var shuffled = new RuleSet(1, some.Shuffled(rules), one.Stacking, one.Basis).OnPurchase(basket);

            Assert.Equal(earned.LinePoints, shuffled.LinePoints);
            Assert.Equal(earned.Explanation.ToJson(), shuffled.Explanation.ToJson());
        }
    }

    [Fact]
    public void The_same_basket_earns_the_same_twice()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var some = new RandomEarning(seed);
            var rules = some.RuleSet(some.Rules());
            var basket = some.Basket();
            var first = rules.OnPurchase(basket);
            rules.OnPurchase(some.Basket());

            Assert.Equal(first.Explanation.ToJson(), rules.OnPurchase(basket).Explanation.ToJson());
        }
    }

    [Fact]
    public void Every_rule_either_fired_or_says_why_not()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var some = new RandomEarning(seed);
            var rules = some.Rules();
            var explanation = some.RuleSet(rules).OnPurchase(some.Basket()).Explanation;
            var said = explanation.Steps.Concat(explanation.NotFired).Select(step => step.Name).ToList();

            Assert.All(rules.Where(rule => rule.Phase != RulePhase.Action), rule => Assert.Contains(rule.Name, said));
        }
    }

    [Fact]
    public void Without_words_nothing_is_allocated()
    {
        var some = new RandomEarning(7);
        var rules = some.RuleSet([.. EarningKinds.Keys.Select(some.Rule)]);
        var basket = some.Basket();
        var lines = new long[basket.Lines.Count];
        var least = long.MaxValue;
        for (var time = 0; time < 10; time++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 1_000; round++)
                rules.Points(basket, lines);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The least of ten: the runtime compiles anew what runs often, on whichever thread it likes.
        Assert.InRange(least, 0, 1_000);
    }
}
