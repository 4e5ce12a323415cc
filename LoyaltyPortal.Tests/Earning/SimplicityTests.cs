using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;

namespace LoyaltyPortal.Tests.Earning;

public sealed class SimplicityTests
{
    private static readonly EarningRule Limit = EarningRule<CapSettings>.With<Cap>("At most 500", new CapSettings(500));
    private static readonly EarningRule Weekend = EarningRule<WeekdayHoursSettings>.With<WeekdayHours>("Weekend", new WeekdayHoursSettings([DayOfWeek.Saturday]) { Window = new RuleWindow(From: new DateOnly(2026, 1, 1)), Scope = new RuleScope([1]) });

    [Fact]
    public void One_rule_for_everybody_is_as_simple_as_can_be() =>
        Assert.Equal((100, SimplicityWord.Simple), (Simplicity.Of([TestPortal.PerUnit()], Stacking.Add, new EarningBasis()).Score, Simplicity.Of([TestPortal.PerUnit()], Stacking.Add, new EarningBasis()).Word));

    [Theory]
    [InlineData(Stacking.Add, false, 100 - 8 - 3 - 5)] // two more rules, a cap, a window and a scope
    [InlineData(Stacking.Multiply, false, 100 - 8 - 3 - 5)] // one multiplier goes together with nothing
    [InlineData(Stacking.Add, true, 100 - 8 - 3 - 5 - 1)]
    public void Rules_windows_scopes_and_caps_cost(Stacking stacking, bool tax, int score) =>
        Assert.Equal(score, Simplicity.Of([TestPortal.PerUnit(), Weekend, Limit], stacking, new EarningBasis(Tax: tax)).Score);

    [Fact]
    public void It_never_falls_below_one_and_has_a_word_for_every_score()
    {
        var many = new Simplicity(Simplicity.Of([TestPortal.PerUnit(), .. Enumerable.Repeat(Weekend, 80)], Stacking.Multiply, new EarningBasis()).Score);

        Assert.Equal((1, SimplicityWord.Complicated), (many.Score, many.Word));
        Assert.Equal([SimplicityWord.Simple, SimplicityWord.Clear, SimplicityWord.Clear, SimplicityWord.Demanding, SimplicityWord.Complicated], new[] { 80, 79, 60, 40, 39 }.Select(score => new Simplicity(score).Word));
    }
}
