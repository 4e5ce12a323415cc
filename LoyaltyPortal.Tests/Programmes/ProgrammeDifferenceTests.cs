using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class ProgrammeDifferenceTests
{
    private static readonly ProgrammeContent Start = Stored(ProgrammeContent.Of(
    [
        TestPortal.PerUnit(),
        CategoryMultiplier.With<CategoryMultiplier>("Fiction", new CategoryMultiplierSettings("Fiction", 2)),
        StoreMultiplier.With<StoreMultiplier>("Online", new StoreMultiplierSettings(null, Channel.Online, 2)),
    ]) with
    {
        Ladder = new Ladder { Tiers = [Rung("a", "Bronze", 0), Rung("b", "Silver", 500)] },
    });

    [Fact]
    public void Equal_programmes_differ_in_nothing_whatever_the_order_of_their_rules()
    {
        Assert.Empty(ProgrammeDifference.Between(Start, Stored(Start)));
        Assert.Empty(ProgrammeDifference.Between(Start, Start with { Rules = [.. Start.Rules.Reverse()] }));
    }

    [Fact]
    public void Lists_in_settings_are_compared_by_what_is_in_them()
    {
        var weekend = Stored(ProgrammeContent.Of(
        [
            TestPortal.PerUnit(),
            CategoryMultiplier.With<CategoryMultiplier>("Café", new CategoryMultiplierSettings("Café", 2) { Window = new RuleWindow(Weekdays: [DayOfWeek.Saturday, DayOfWeek.Sunday]), Scope = new RuleScope([1, 2]) }),
        ]));
        Assert.Empty(ProgrammeDifference.Between(weekend, Stored(weekend)));

        var saturday = weekend with { Rules = [weekend.Rules[0], With(weekend.Rules[1], "Café", new CategoryMultiplierSettings("Café", 2) { Window = new RuleWindow(Weekdays: [DayOfWeek.Saturday]), Scope = new RuleScope([1, 2]) })] };
        Assert.Equal("Window", Assert.Single(Assert.Single(ProgrammeDifference.Between(weekend, saturday)).Fields).Field);
    }

    [Fact]
    public void Rules_from_before_there_were_ids_are_matched_by_their_place()
    {
        const string Old = """{"rules":[{"kind":"points_per_amount","name":"Base","settings":{"pointsPerUnit":1}}]}""";
        var changed = Old.Replace("\"pointsPerUnit\":1", "\"pointsPerUnit\":3", StringComparison.Ordinal);

        var change = Assert.Single(ProgrammeDifference.Between(ProgrammeContent.FromJson(Old), ProgrammeContent.FromJson(changed)));

        Assert.Equal((ChangeKind.Changed, new FieldChange("PointsPerUnit", 1m, 3m)), (change.Kind, Assert.Single(change.Fields)));
    }

    [Fact]
    public void An_added_a_removed_and_a_changed_rule_are_told_apart()
    {
        var after = Start with
        {
            Rules = [With(Start.Rules[1], "Novels", new CategoryMultiplierSettings("Fiction", 3)), Start.Rules[0], ActionBonus.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50))],
        };

        var changes = ProgrammeDifference.Between(Start, after);

        Assert.Equal([(ChangeKind.Added, "Welcome"), (ChangeKind.Changed, "Novels"), (ChangeKind.Removed, "Online")], changes.Select(change => (change.Kind, (change.RuleAfter ?? change.RuleBefore)!.Name)));
        Assert.Equal([new FieldChange("Name", "Fiction", "Novels"), new FieldChange("Factor", 2m, 3m)], changes[1].Fields);
    }

    [Fact]
    public void Points_stacking_and_basis_are_told_field_by_field()
    {
        var after = Start with { Stacking = Stacking.BestOf, Basis = Start.Basis with { Shipping = true }, Points = Start.Points with { ReturnWindowDays = 14, Transfers = true } };

        var changes = ProgrammeDifference.Between(Start, after);

        Assert.Equal([ProgrammePart.AddingUp, ProgrammePart.Points], changes.Select(change => change.Part));
        Assert.Equal([new FieldChange("Stacking", Stacking.Add, Stacking.BestOf), new FieldChange("Shipping", false, true)], changes[0].Fields);
        Assert.Equal([new FieldChange("ReturnWindowDays", 0, 14), new FieldChange("Transfers", false, true)], changes[1].Fields);
    }

    [Fact]
    public void When_points_lapse_is_one_difference_and_what_the_kind_does_not_use_is_none()
    {
        Assert.Empty(ProgrammeDifference.Between(Start, Start with { Points = Start.Points with { ExpiryMonths = 6, ExpiryDay = 1 } }));

        var rolling = Start with { Points = Start.Points with { Expiry = ExpiryKind.Rolling, ExpiryMonths = 12 } };
        Assert.Equal("Expiry", Assert.Single(Assert.Single(ProgrammeDifference.Between(Start, rolling)).Fields).Field);
        Assert.Empty(ProgrammeDifference.Between(rolling, rolling with { Points = rolling.Points with { ExpiryMonth = 3 } }));
    }

    [Fact]
    public void Tiers_added_removed_renamed_and_moved_are_told_by_their_keys()
    {
        var after = Start with { Ladder = Start.Ladder with { Measure = TierMeasure.Visits, Tiers = [Rung("b", "Steel", 300), Rung("c", "Gold", 900)] } };

        var changes = ProgrammeDifference.Between(Start, after);

        Assert.Equal([(ChangeKind.Changed, ""), (ChangeKind.Changed, "Steel"), (ChangeKind.Added, "Gold"), (ChangeKind.Removed, "Bronze")], changes.Select(change => (change.Kind, (change.TierAfter ?? change.TierBefore)?.Name ?? "")));
        Assert.Equal([new FieldChange("Measure", TierMeasure.EarnedPoints, TierMeasure.Visits)], changes[0].Fields);
        Assert.Equal([new FieldChange("Name", "Silver", "Steel"), new FieldChange("Threshold", 500m, 300m)], changes[1].Fields);
    }

    [Fact]
    public void Two_editors_changes_to_one_rule_are_put_together_field_by_field()
    {
        var mine = Change(1, rule => With(rule, "Novels", new CategoryMultiplierSettings("Fiction", 2)));
        var theirs = Change(1, rule => With(rule, rule.Name, new CategoryMultiplierSettings("Fiction", 4)));

        var merged = (CategoryMultiplier)mine.Over(Start, theirs).Rules[1];

        Assert.Equal(("Novels", 4m), (merged.Name, merged.Settings.Factor));
    }

    [Fact]
    public void What_both_typed_stays_as_the_one_who_saves_typed_it()
    {
        var mine = Change(1, rule => With(rule, rule.Name, new CategoryMultiplierSettings("Fiction", 5)));
        var theirs = Change(1, rule => With(rule, rule.Name, new CategoryMultiplierSettings("Fiction", 4)));

        Assert.Equal(5, ((CategoryMultiplier)mine.Over(Start, theirs).Rules[1]).Settings.Factor);
    }

    [Fact]
    public void Rules_that_either_added_or_removed_are_added_and_removed_and_a_change_beats_a_removal()
    {
        var mine = Start with { Rules = [Start.Rules[0], Start.Rules[1], Bonus("mine")] };
        var theirs = Start with { Rules = [Start.Rules[0], With(Start.Rules[2], "Web shop", new StoreMultiplierSettings(null, Channel.Online, 3)), Bonus("theirs")] };

        var merged = mine.Over(Start, theirs);

        Assert.Equal(["mine", "Points for what you spend", "theirs", "Web shop"], merged.Rules.Select(rule => rule.Name).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Whoever_moved_the_rules_decides_their_order()
    {
        var moved = Start with { Rules = [.. Start.Rules.Reverse()] };
        var changed = Start with { Points = Start.Points with { GraceDays = 7 } };

        Assert.Equal(moved.Rules.Select(rule => rule.Id), moved.Over(Start, changed).Rules.Select(rule => rule.Id));
        Assert.Equal(moved.Rules.Select(rule => rule.Id), changed.Over(Start, moved).Rules.Select(rule => rule.Id));
        Assert.Equal(7, moved.Over(Start, changed).Points.GraceDays);
    }

    [Fact]
    public void Tiers_of_two_editors_are_put_together_by_their_keys()
    {
        var mine = Start with { Ladder = Start.Ladder with { Tiers = [Rung("a", "Bronze", 0), Rung("b", "Silver", 700)] } };
        var theirs = Start with { Ladder = Start.Ladder with { GraceDays = 60, Tiers = [Rung("a", "Copper", 0), Rung("b", "Silver", 500), Rung("c", "Gold", 900)] } };

        var merged = mine.Over(Start, theirs).Ladder;

        Assert.Equal([("Copper", 0m), ("Silver", 700m), ("Gold", 900m)], merged.Tiers.Select(tier => (tier.Name, tier.Threshold)));
        Assert.Equal(60, merged.GraceDays);
    }

    private static ProgrammeContent Stored(ProgrammeContent content) => ProgrammeContent.FromJson(content.ToJson());

    private static Tier Rung(string key, string name, decimal threshold) => new() { Key = key, Name = name, Threshold = threshold };

    private static EarningRule Bonus(string name)
    {
        var rule = ActionBonus.With<ActionBonus>(name, new ActionBonusSettings(MemberActions.SignUp, 50));
        rule.Id = RuleIds.New();
        return rule;
    }

    private static ProgrammeContent Change(int index, Func<EarningRule, EarningRule> change) => Start with { Rules = [.. Start.Rules.Select((rule, at) => at == index ? change(rule) : rule)] };

    private static EarningRule With<TSettings>(EarningRule old, string name, TSettings settings) where TSettings : class
    {
        var rule = EarningKinds.Create(old.Kind);
        (rule.Id, rule.Name) = (old.Id, name);
        rule.Bind(System.Text.Json.JsonSerializer.SerializeToElement(settings, RuleJson.Options));
        return rule;
    }
}
