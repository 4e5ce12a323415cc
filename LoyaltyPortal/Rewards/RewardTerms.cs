using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Rewards;

/// <summary>A tier that a reward can be for.</summary>
public sealed record RewardTier(string Key, string Name);

/// <summary>The tiers of a merchant's programme, which is kept by a room above this one.</summary>
public delegate Task<IReadOnlyList<RewardTier>> RewardTiers(int merchantId);

/// <summary>Something of another room that a reward can be for: an event, an early-access window.</summary>
public sealed record RewardTarget(long Id, string Name);

/// <summary>What a setting of a kind can lead to, by the setting's name: <c>EventId</c>, <c>WindowId</c>. Those are kept by rooms beside this one.</summary>
public delegate Task<IReadOnlyList<RewardTarget>> RewardTargets(int merchantId, string setting);

/// <summary>The conditions of a reward, one sentence each, as members and staff read them.</summary>
public sealed class RewardTerms(IStringLocalizer<RewardsText> text, Formats formats)
{
    /// <param name="tierName">What a tier is called.</param>
    public IEnumerable<string> Of(RewardContent content, MerchantView merchant, Func<string, string> tierName)
    {
        if (content.TierKeys.Count > 0)
            yield return text["Term.Tiers", string.Join(", ", content.TierKeys.Select(tierName))];
        if (content.StoreIds.Count > 0)
            yield return text["Term.Stores", string.Join(", ", merchant.Stores.Where(store => content.StoreIds.Contains(store.Id)).Select(store => store.Name))];
        if (content.From is { } from && content.Until is { } last)
            yield return text["Term.Between", formats.Day(from), formats.Day(last)];
        else if (content.From is { } first)
            yield return text["Term.From", formats.Day(first)];
        else if (content.Until is { } until)
            yield return text["Term.Until", formats.Day(until)];
        if (content.PerMember is { } most)
            yield return text["Term.Limit." + content.Period, formats.Number(most)];
        if (content.MinBasket is { } least)
            yield return text["Term.Basket", formats.Money(least)];
        if (content.What.Use == RewardUse.AtOnce)
        {
            yield return text["Term.AtOnce"];
            yield break;
        }

        if (!content.What.Lapses)
            yield return text["Term.Event"];
        else
            yield return content.ValidDays is { } days ? text["Term.Valid", formats.Number(days)] : text["Term.ValidForEver"];
        if (content.ValidDays is not null && content.What.Lapses)
            yield return text[content.Unused == UnusedPoints.Back ? "Term.Back" : "Term.Lost"];
        yield return text[content.MayCancel ? "Term.Cancel" : "Term.NoCancel"];
    }
}
