using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tests.Programmes;

/// <summary>What a new merchant begins with can be published as it is.</summary>
public sealed class ProgrammePresetTests : ComponentContext
{
    private IStringLocalizer<ProgrammesText> Text => Services.GetRequiredService<IStringLocalizer<ProgrammesText>>();

    public static TheoryData<string> Keys => [.. ProgrammePreset.All.Select(preset => preset.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_preset_has_three_tiers_from_the_start_and_is_sound_in_any_currency(string key)
    {
        foreach (var currency in MerchantSettings.Currencies)
        {
            var content = ProgrammePreset.Find(key)!.Programme(currency, Text);
            Assert.Null(content.Check());
            Assert.Equal(3, content.Ladder.Tiers.Count);
            Assert.Equal(0, content.Ladder.Tiers[0].Threshold);
            Assert.Equal([1m, 1.25m, 1.5m], content.Ladder.Tiers.Select(tier => tier.Multiplier));
            Assert.DoesNotContain(content.Ladder.Tiers, tier => tier.Name.StartsWith("Preset.", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Its_sentence_says_that_there_are_tiers_and_what_they_count(string key)
    {
        var preset = ProgrammePreset.Find(key)!;
        Assert.EndsWith(preset.Climb == TierMeasure.Visits ? "three tiers by visits" : "three tiers by spend", preset.Say(Text), StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_be_spent_is_as_much_in_every_currency()
    {
        var fashion = ProgrammePreset.Find("fashion")!;
        Assert.Equal([0, 300, 1_000], fashion.Programme("GBP", Text).Ladder.Tiers.Select(tier => tier.Threshold));
        Assert.Equal([0, 3_000, 10_000], fashion.Programme("TRY", Text).Ladder.Tiers.Select(tier => tier.Threshold));
        Assert.Equal([0, 30_000, 100_000], fashion.Programme("JPY", Text).Ladder.Tiers.Select(tier => tier.Threshold));
    }
}
