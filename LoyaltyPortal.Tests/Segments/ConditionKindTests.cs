using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Segments;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Segments;

/// <summary>Every kind of condition, whatever it is.</summary>
[Collection(WebTests.Name)]
public sealed class ConditionKindTests(WebPortal portal)
{
    public static TheoryData<string> Kinds => [.. ConditionKinds.All.Select(kind => kind.Key)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_kind_has_words_a_start_and_a_form_that_is_kept(string key)
    {
        var kind = ConditionKinds.Find(key)!;
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        var full = kind.Start with
        {
            Least = kind.Parts.HasFlag(ConditionParts.Range) ? 1 : null,
            Most = kind.Parts.HasFlag(ConditionParts.Range) ? 3 : null,
            Days = (kind.Parts & (ConditionParts.LastDays | ConditionParts.NextDays)) != ConditionParts.None ? 30 : null,
            Words = (kind.Parts & (ConditionParts.Categories | ConditionParts.Tiers)) != ConditionParts.None ? ["gold"] : [],
            StoreIds = kind.Parts.HasFlag(ConditionParts.Stores) ? [shop.Stores[0].Id] : [],
            IsNot = true,
        };

        Assert.Null(kind.Check(full));
        Assert.True(kind.Check(kind.Start) is null or { Code: "segment_nothing_chosen" });
        var again = SegmentDefinition.Of(new SegmentDefinition([full], IsAny: true).ToJson());
        Assert.True(again.IsAny);
        Assert.Equal((full.Kind, full.IsNot, full.Least, full.Most, full.Days), (again.Conditions[0].Kind, again.Conditions[0].IsNot, again.Conditions[0].Least, again.Conditions[0].Most, again.Conditions[0].Days));
        Assert.Equal(full.Words, again.Conditions[0].Words);
        Assert.Equal(full.StoreIds, again.Conditions[0].StoreIds);
        using var scope = portal.Services.CreateScope();
        var words = scope.ServiceProvider.GetRequiredService<SegmentWords>();
        foreach (var language in (string[])["en", "tr"])
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
            var said = words.Say(new SegmentDefinition([full]), shop, new Dictionary<string, string> { ["gold"] = "Gold" });
            Assert.DoesNotContain("Say.", said, StringComparison.Ordinal);
            Assert.DoesNotContain("{", said, StringComparison.Ordinal);
            Assert.NotEqual("kind_" + key, words.Title(kind));
        }
    }

    [Fact]
    public void A_segment_is_begun_from_an_address_with_what_can_be_read_of_it()
    {
        var start = SegmentStart.Read(SegmentStart.Write(["at-risk"], [3, 4], "gold") + ",nonsense,store:x,recency");

        Assert.Equal(["at-risk", "store", "tier", "store", "recency"], start.Select(condition => condition.Kind));
        Assert.Equal([3, 4], start[1].StoreIds);
        Assert.Equal(["gold"], start[2].Words);
        Assert.Empty(SegmentStart.Read(null));
    }
}
