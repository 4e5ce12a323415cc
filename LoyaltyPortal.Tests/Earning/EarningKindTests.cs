using System.Text.Json;
using System.Xml.Linq;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Earning;

/// <summary>Every kind of rule that exists, or will exist, keeps the same promises.</summary>
public sealed class EarningKindTests
{
    public static TheoryData<string> Kinds() => [.. EarningKinds.Keys];

    [Fact]
    public void Every_kind_has_a_key_of_its_own()
    {
        var keys = typeof(EarningRule).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(EarningRule))).Select(EarningKinds.KeyOf).ToList();

        Assert.NotEmpty(keys);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[a-z][a-z_]*$", key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_settings_survive_being_stored(string kind)
    {
        var rule = EarningKinds.Create(kind);
        rule.Name = "Any name";
        var stored = JsonSerializer.Serialize(rule.SettingsValue, rule.SettingsValue.GetType());

        var compiled = ProgrammeVersion.Publish(1, 1, ProgrammeContent.Of([rule]), "", null, DateTime.UnixEpoch).Compile().Content.Rules.Single();

        Assert.Equal((kind, "Any name"), (compiled.Kind, compiled.Name));
        Assert.Equal(stored, JsonSerializer.Serialize(compiled.SettingsValue, compiled.SettingsValue.GetType()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_has_a_name_in_every_language(string kind)
    {
        foreach (var file in new[] { "EarningText.resx", "EarningText.tr.resx" })
            Assert.Contains($"kind_{kind}", Texts(file));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_never_takes_points_and_always_says_what_it_did(string kind)
    {
        var random = new Random(3);
        var rule = EarningKinds.Create(kind);
        rule.Name = "Rule";
        EarningRule[] rules = rule is LoyaltyPortal.Earning.Rules.PointsPerAmount ? [rule] : [TestPortal.PerUnit(), rule];
        var texts = Texts("EarningText.resx");
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new BasketLine("S", random.Next(2) == 0 ? "Fiction" : null, 1 + random.Next(4), random.Next(0, 9_999) / 100m, random.Next(4) != 0)).ToArray();
            var basket = EarningTests.BasketOf(random.Next(2) == 0 ? Channel.Online : Channel.InStore, lines);
            var earned = new RuleSet(1, rules).OnPurchase(basket);
            var without = new RuleSet(1, [.. rules.Where(other => other != rule)]).OnPurchase(basket);

            Assert.True(earned.Points >= without.Points && earned.Points >= 0);
            Assert.All(earned.LinePoints, points => Assert.True(points >= 0));
            var steps = earned.Explanation.Steps.Concat(earned.Explanation.NotFired).ToList();
            if (earned.Points != without.Points)
                Assert.Contains(earned.Explanation.Steps, step => step.Name == "Rule");
            Assert.All(steps, step => Assert.Contains(step.Code, texts));
        }

        foreach (var action in MemberActions.All)
        {
            var (points, explanation) = new RuleSet(1, rules).OnAction(new ActionFact { Action = action });
            Assert.True(points >= 0);
            Assert.Equal(points, explanation.Steps.Sum(step => step.Points));
            Assert.Contains("step_action_" + action, texts);
        }
    }

    private static List<string> Texts(string file) =>
        [.. XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Earning", file)).Root!.Elements("data").Select(data => data.Attribute("name")!.Value)];
}
