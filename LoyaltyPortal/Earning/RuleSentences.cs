using System.Globalization;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Earning;

/// <summary>Says a rule as a sentence that a member would understand.</summary>
public sealed class RuleSentences(IStringLocalizer<EarningText> text)
{
    /// <param name="merchant">Whose points, currency and stores they are.</param>
    /// <param name="money">Formats an amount of the merchant's currency.</param>
    public string Say(EarningRule rule, MerchantView merchant, Func<decimal, string> money)
    {
        var points = merchant.Settings.PointsName;
        return rule switch
        {
            PointsPerAmount { Settings: var settings } => settings.PointsPerUnit > 1
                ? text["Rule.PerUnit", Number(settings.PointsPerUnit), points, money(1)]
                : text["Rule.OnePer", points, money(1 / settings.PointsPerUnit)],
            CategoryMultiplier { Settings: var settings } => text["Rule.Category", Number(settings.Factor), settings.Category, points],
            StoreMultiplier { Settings: var settings } => text["Rule.Store", Number(settings.Factor), Where(settings, merchant), points],
            ActionBonus { Settings: var settings } => text["Rule.Action." + settings.Action, Number(settings.Points), points],
            _ => rule.Name,
        };
    }

    /// <summary>What a member gets back of what they spend, as a share of one, by the base rules alone.</summary>
    public static decimal BackOf(IEnumerable<EarningRule> rules, MerchantSettings settings) =>
        rules.OfType<PointsPerAmount>().Sum(rule => rule.Settings.PointsPerUnit) * settings.PointValue;

    private string Where(StoreMultiplierSettings settings, MerchantView merchant)
    {
        var stores = merchant.Stores.Where(store => settings.StoreIds?.Contains(store.Id) == true).Select(store => store.Name).ToList();
        if (stores.Count > 0)
            return string.Join(", ", stores);
        return text[settings.Channel == Channel.Online ? "Rule.Online" : "Rule.InStore"];
    }

    private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);
}
