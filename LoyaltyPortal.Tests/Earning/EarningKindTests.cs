using System.Text.Json;
using System.Xml.Linq;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Programmes;

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
    public void It_has_words_for_its_name_its_use_and_every_field_in_every_language(string kind)
    {
        var rule = EarningKinds.Create(kind);
        foreach (var file in Languages)
        {
            var texts = Texts(file);
            Assert.Contains($"kind_{kind}", texts);
            Assert.Contains($"kind_{kind}_text", texts);
            foreach (var field in RuleFields.Of(rule))
            {
                Assert.True(texts.Contains($"Field.{kind}.{field.Name}") || texts.Contains($"Field.{field.Name}"), $"{file} has no label for {kind}.{field.Name}");
                if (field.Input == RuleInput.Choice)
                    Assert.All(Enum.GetNames(field.Type), choice => Assert.Contains($"Choice.{field.Type.Name}.{choice}", texts));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_has_an_icon_of_the_sprite_and_a_sentence_in_every_language(string kind)
    {
        Assert.True(Icons.InSprite(EarningKinds.All.Single(known => known.Key == kind).Icon));
        for (var seed = 0; seed < 40; seed++)
        {
            var sentence = new RandomEarning(seed).Rule(kind).Sentence;
            Assert.All(Languages, file => Assert.All(CodesOf(sentence), code => Assert.Contains("Rule." + code, Texts(file))));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_right_is_taken_and_stored_and_read_again_as_it_was(string kind)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var rule = new RandomEarning(seed).Rule(kind);
            var content = ProgrammeContent.Of([rule]);

            Assert.Empty(rule.Problems());
            Assert.Equal(content.ToJson(), ProgrammeContent.FromJson(content.ToJson()).ToJson());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_never_takes_points_unless_it_is_a_cap_and_always_says_what_it_did(string kind)
    {
        var texts = Languages.Select(Texts).ToList();
        for (var seed = 0; seed < 300; seed++)
        {
            var some = new RandomEarning(seed);
            var rule = some.Rule(kind);
            rule.Name = "Rule";
            var basket = some.Basket();
            var earned = new RuleSet(1, [TestPortal.PerUnit(), rule]).OnPurchase(basket);
            var without = new RuleSet(1, [TestPortal.PerUnit()]).OnPurchase(basket);

            Assert.True(rule.Phase == RulePhase.Cap ? earned.Points <= without.Points : earned.Points >= without.Points);
            Assert.True(earned.Points >= 0 && earned.LinePoints.All(points => points >= 0));
            if (earned.Points != without.Points)
                Assert.Contains(earned.Explanation.Steps, step => step.Name == "Rule");
            foreach (var step in earned.Explanation.Steps.Concat(earned.Explanation.NotFired))
                Assert.All(texts, file => Assert.Contains(step.Code, file));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_says_what_it_gives_for_an_action_and_takes_nothing(string kind)
    {
        var texts = Languages.Select(Texts).ToList();
        foreach (var action in MemberActions.All)
        {
            var (points, explanation) = new RuleSet(1, [new RandomEarning(1).Rule(kind)]).OnAction(new ActionFact { Action = action, Amount = 12.34m, Currency = "GBP" });

            Assert.True(points >= 0);
            Assert.Equal(points, (long)(explanation.Exact ?? explanation.Steps.Sum(step => step.Points ?? 0)));
            foreach (var step in explanation.Steps.Concat(explanation.NotFired))
                Assert.All(texts, file => Assert.Contains(step.Code, file));
            Assert.All(texts, file => Assert.Contains("step_action_" + action, file));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_form_can_change_and_empty_every_field_without_touching_the_rule_it_was_given(string kind)
    {
        var rule = new RandomEarning(5).Rule(kind);
        var before = JsonSerializer.Serialize(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options);
        foreach (var field in RuleFields.Of(rule))
        {
            var value = RuleFields.ValueOf(rule, field);
            var emptied = RuleFields.With(rule, field, field.IsOptional ? null : value);
            var again = RuleFields.With(emptied, field, value);

            Assert.Equal(before, JsonSerializer.Serialize(again.SettingsValue, again.SettingsValue.GetType(), RuleJson.Options));
            if (field.IsOptional)
                Assert.Null(RuleFields.ValueOf(emptied, field));
        }

        Assert.Equal(before, JsonSerializer.Serialize(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options));
    }

    [Fact]
    public void Settings_stored_before_windows_and_scopes_bind_as_they_were()
    {
        const string Stored = """{"rules":[{"kind":"points_per_amount","name":"Base","settings":{"pointsPerUnit":2}},{"kind":"store_multiplier","name":"Online","settings":{"storeIds":null,"channel":"Online","factor":1.5}},{"kind":"action_bonus","name":"Hello","settings":{"action":"sign_up","points":50}}],"stacking":"Add"}""";
        var content = ProgrammeContent.FromJson(Stored);

        Assert.Null(content.Check());
        Assert.Equal(30, new RuleSet(1, content.Rules).OnPurchase(EarningTests.BasketOf(Channel.Online, new BasketLine("S", null, 1, 10, true))).Points);
    }

    private static IEnumerable<string> CodesOf(RuleSentence sentence) =>
        [sentence.Code, .. sentence.Arguments.OfType<RuleSentence>().SelectMany(CodesOf), .. sentence.Arguments.OfType<Said.SentencesSaid>().SelectMany(said => said.Things).SelectMany(CodesOf)];

    private static readonly IReadOnlyList<string> Languages = ["EarningText.resx", "EarningText.tr.resx"];

    private static List<string> Texts(string file) =>
        [.. XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Earning", file)).Root!.Elements("data").Select(data => data.Attribute("name")!.Value)];
}
