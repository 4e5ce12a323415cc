using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Segments;

/// <summary>Says who belongs to a segment, in the reader's language and the merchant's words.</summary>
public sealed class SegmentWords(IStringLocalizer<SegmentsText> text, Formats formats)
{
    /// <summary>What has not been said yet.</summary>
    private const string Open = "…";

    public string Title(ConditionKind kind) => text["kind_" + kind.Key];

    /// <param name="tiers">Keys of tiers with their names; without it a tier is said by its key.</param>
    public string Say(SegmentDefinition definition, MerchantView merchant, IReadOnlyDictionary<string, string> tiers)
    {
        var said = definition.Conditions.Select(condition => Say(condition, merchant, tiers)).ToList();
        return said.Count == 0 ? text["Say.Everybody"] : text["Say.Members", said.Aggregate((one, other) => text[definition.IsAny ? "Say.Or" : "Say.And", one, other])];
    }

    public string Say(SegmentCondition condition, MerchantView merchant, IReadOnlyDictionary<string, string> tiers)
    {
        if (ConditionKinds.Find(condition.Kind) is not { } kind)
            return condition.Kind;
        var said = text["Say." + kind.Key, Range(kind, condition, merchant), Chosen(kind, condition, merchant, tiers), condition.Days ?? 0].Value;
        if (kind.Parts.HasFlag(ConditionParts.LastDays) && condition.Days is { } days)
            said = text["Say.Within", said, formats.Number(days)];
        return condition.IsNot ? text["Say.Not", said] : said;
    }

    /// <summary>What a range is counted in: "days", "€".</summary>
    public string Unit(ConditionKind kind, MerchantView merchant) => kind.Unit switch
    {
        ConditionUnit.Money => merchant.Settings.Currency,
        ConditionUnit.Points => merchant.Settings.PointsName,
        _ => text["Unit." + kind.Unit],
    };

    private string Range(ConditionKind kind, SegmentCondition condition, MerchantView merchant)
    {
        string Amount(decimal amount) => kind.Unit switch
        {
            ConditionUnit.Money => formats.Money(amount, merchant.Settings.Currency),
            ConditionUnit.Points => formats.PointsNamed((long)amount),
            ConditionUnit.Days => text["Amount.Days", formats.Number(amount)],
            _ => formats.Number(amount),
        };
        return (condition.Least, condition.Most) switch
        {
            ({ } least, { } most) when least == most => text["Range.Exactly", Amount(least)],
            ({ } least, { } most) => text["Range.Between", formats.Number(least, least == decimal.Truncate(least) ? 0 : 2), Amount(most)],
            ({ } least, null) => text["Range.Least", Amount(least)],
            (null, { } most) => text["Range.Most", Amount(most)],
            _ => Open,
        };
    }

    private string Chosen(ConditionKind kind, SegmentCondition condition, MerchantView merchant, IReadOnlyDictionary<string, string> tiers)
    {
        var names = kind.Parts.HasFlag(ConditionParts.Stores)
            ? condition.StoreIds.Select(id => merchant.Stores.FirstOrDefault(store => store.Id == id)?.Name ?? id.ToString(CultureInfo.InvariantCulture))
            : kind.Parts.HasFlag(ConditionParts.Tiers) ? condition.Words.Select(key => key.Length == 0 ? text["Tier.None"].Value : tiers.GetValueOrDefault(key, key)) : condition.Words;
        return names.Any() ? string.Join(text["Or"], names) : Open;
    }
}
