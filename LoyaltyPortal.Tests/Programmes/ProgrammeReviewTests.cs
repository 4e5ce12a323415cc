using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class ProgrammeReviewTests
{
    private static readonly DateOnly Today = new(2026, 3, 14);

    private static readonly MerchantView Shop = new(1, "shop", false, new MerchantSettings { Name = "Shop", PointValue = 0.01m }, [new StoreView(1, "1", "High Street", "Bath", Channel.InStore, true), new StoreView(2, "2", "Station", "Bath", Channel.InStore, false)]);

    private static readonly SampleBasket Basket = new([new SampleLine("Fiction", "", "", 10), new SampleLine("", "", "", 5)], 1, new DateTime(2026, 3, 14, 10, 30, 0), SampleMember.Returning);

    [Fact]
    public void A_sound_programme_has_neither_problems_nor_warnings()
    {
        var content = ProgrammeContent.Of([TestPortal.PerUnit(), Category()]);
        Assert.Empty(ProgrammeReview.ProblemsOf(content));
        Assert.Empty(ProgrammeReview.WarningsOf(content, Shop, Today));
    }

    [Fact]
    public void Everything_that_is_wrong_is_listed_with_where_to_mend_it()
    {
        var content = ProgrammeContent.Of([TestPortal.PerUnit(), CategoryMultiplier.With<CategoryMultiplier>("", new CategoryMultiplierSettings("", 2))], new PointsPolicy { GraceDays = -1 }) with
        {
            Ladder = new Ladder { Tiers = [new Tier { Key = "a", Name = "" }] },
        };

        Assert.Equal(
            [(ProgrammePart.Rules, "rule_name", "r2"), (ProgrammePart.Rules, "rule_category", "r2"), (ProgrammePart.Points, "points_grace_days", null), (ProgrammePart.Tiers, "ladder_name", null)],
            ProgrammeReview.ProblemsOf(content).Select(problem => (problem.Part, problem.Failure.Code, problem.RuleId)));
    }

    [Fact]
    public void A_programme_without_points_for_spending_says_so()
    {
        var problem = Assert.Single(ProgrammeReview.ProblemsOf(ProgrammeContent.Of([Category()])));
        Assert.Equal(("rule_no_base", null), (problem.Failure.Code, problem.RuleId));
    }

    public static TheoryData<string, EarningRule> Odd() => new()
    {
        { "over", DateWindow.With<DateWindow>("Odd", new DateWindowSettings(null, Today.AddDays(-1))) },
        { "over", CategoryMultiplier.With<CategoryMultiplier>("Odd", new CategoryMultiplierSettings("Fiction", 2) { Window = new RuleWindow(Until: Today.AddDays(-1)) }) },
        { "closed", CategoryMultiplier.With<CategoryMultiplier>("Odd", new CategoryMultiplierSettings("Fiction", 2) { Scope = new RuleScope([2]) }) },
        { "nothing_online", StoreMultiplier.With<StoreMultiplier>("Odd", new StoreMultiplierSettings(Channel: Channel.Online)) },
        { "no_such_tier", TierMultiplier.With<TierMultiplier>("Odd", new TierMultiplierSettings(["gold"])) },
        { "cap_below_base", Cap.With<Cap>("Odd", new CapSettings(50)) },
        { "generous", TestPortal.PerUnit(40) },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void What_is_hardly_meant_is_asked_about(string code, EarningRule rule) =>
        Assert.Equal(code, Assert.Single(ProgrammeReview.WarningsOf(ProgrammeContent.Of([TestPortal.PerUnit(), rule]), Shop, Today)).Code);

    [Fact]
    public void The_last_day_of_a_rule_is_still_a_day_and_two_equal_rules_are_asked_about()
    {
        var last = DateWindow.With<DateWindow>("Last day", new DateWindowSettings(null, Today));
        Assert.Empty(ProgrammeReview.WarningsOf(ProgrammeContent.Of([TestPortal.PerUnit(), last]), Shop, Today));
        Assert.Equal("twice", Assert.Single(ProgrammeReview.WarningsOf(ProgrammeContent.Of([TestPortal.PerUnit(), Category(), Category()]), Shop, Today)).Code);
    }

    [Fact]
    public void Points_that_lapse_without_a_warning_are_asked_about()
    {
        var content = ProgrammeContent.Of([TestPortal.PerUnit()], new PointsPolicy { Expiry = ExpiryKind.Rolling, ExpiryMonths = 12, WarningDays = 0 });
        Assert.Equal("never_warned", Assert.Single(ProgrammeReview.WarningsOf(content, Shop, Today)).Code);
    }

    [Fact]
    public void A_sample_basket_earns_what_a_sale_would_and_leaves_unfinished_rules_out()
    {
        var content = ProgrammeContent.Of([TestPortal.PerUnit(), Category(), CategoryMultiplier.With<CategoryMultiplier>("Unfinished", new CategoryMultiplierSettings("", 2))]);

        var earned = Basket.Under(content, 1, Shop);

        Assert.Equal(25, earned.Points);
        Assert.Equal([20L, 5L], earned.LinePoints);
    }

    [Fact]
    public void A_sample_member_in_a_tier_earns_as_the_tier_says_and_in_a_birthday_month_as_the_rule_says()
    {
        var birthday = BirthdayMonth.With<BirthdayMonth>("Birthday", new BirthdayMonthSettings());
        var content = ProgrammeContent.Of([TestPortal.PerUnit(), birthday]) with { Ladder = new Ladder { Tiers = [new Tier { Key = "gold", Name = "Gold", Multiplier = 2 }] } };

        Assert.Equal(15, Basket.Under(content, 1, Shop).Points);
        Assert.Equal(30, (Basket with { Member = SampleMember.InTier, TierKey = "gold" }).Under(content, 1, Shop).Points);
        Assert.Equal(15, (Basket with { Member = SampleMember.InTier, TierKey = "silver" }).Under(content, 1, Shop).Points);
        Assert.True((Basket with { Member = SampleMember.BirthdayMonth }).Under(content, 1, Shop).Points > 15);
    }

    private static EarningRule Category() => CategoryMultiplier.With<CategoryMultiplier>("Fiction", new CategoryMultiplierSettings("Fiction", 2));
}
