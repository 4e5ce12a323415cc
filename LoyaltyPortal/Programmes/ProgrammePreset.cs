using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes;

/// <summary>
/// A programme to begin with, for a kind of shop: it gives back a share of what is spent, doubles one category or channel, greets new members,
/// and may do one thing more. All of it may be changed later.
/// </summary>
/// <param name="Key">Stable; its words are <c>Preset.&lt;Key&gt;</c>.</param>
/// <param name="Icon">A Material Symbol.</param>
/// <param name="Back">What a member gets back of what they spend, as a share of one.</param>
/// <param name="Category">Earns double; null when the web shop does instead.</param>
public sealed record ProgrammePreset(string Key, string Icon, decimal Back, string? Category, int ReturnWindowDays, int ValidityMonths, int InactivityDays)
{
    public static readonly IReadOnlyList<ProgrammePreset> All =
    [
        new("coffee", "local_cafe", 0.05m, "beans", 0, 12, 45),
        new("bookshop", "menu_book", 0.04m, "children", 14, 24, 120),
        new("fashion", "checkroom", 0.03m, null, 30, 24, 180),
        new("supermarket", "shopping_cart", 0.03m, "produce", 0, 12, 30),
    ];

    public static ProgrammePreset? Find(string? key) => All.FirstOrDefault(preset => preset.Key == key);

    /// <summary>A point is a small coin of the currency: worth noticing, easy to count.</summary>
    public static decimal PointValueIn(string currency) => currency switch
    {
        "JPY" => 1m,
        "SEK" or "NOK" or "DKK" or "TRY" => 0.1m,
        "PLN" => 0.05m,
        _ => 0.01m,
    };

    public MerchantSettings Settings(string name, string currency, string timeZone, string locale, IStringLocalizer<ProgrammesText> text) => new()
    {
        Name = name,
        Currency = currency,
        TimeZone = timeZone,
        Locale = locale,
        PointsName = text["Preset.Points"],
        PointValue = PointValueIn(currency),
        InactivityDays = InactivityDays,
    };

    public ProgrammeContent Programme(string currency, IStringLocalizer<ProgrammesText> text) => ProgrammeContent.Of(Rules(currency, text), PointsPolicy.Of(ReturnWindowDays, ValidityMonths));

    /// <summary>What it gives, in one line.</summary>
    public string Say(IStringLocalizer<ProgrammesText> text)
    {
        var doubles = Category is { } category ? text["Preset.DoubleOn", text["Preset.Category." + category].Value] : text["Preset.DoubleOnline"];
        return text["Preset.Gives", Back.ToString("P0", CultureInfo.CurrentCulture), doubles.Value];
    }

    /// <summary>What suits that kind of shop besides.</summary>
    private IEnumerable<EarningRule> Extra(string currency, IStringLocalizer<ProgrammesText> text)
    {
        var basket = 5_000 * PointValueIn(currency);
        var quarter = (long)Math.Max(1, 5_000 * Back / 4);
        return Key switch
        {
            "bookshop" => [BirthdayMonth.With<BirthdayMonth>(text["Preset.Birthday"], new BirthdayMonthSettings(2))],
            "fashion" => [FirstPurchase.With<FirstPurchase>(text["Preset.First"], new FirstPurchaseSettings(quarter))],
            "supermarket" => [BasketThreshold.With<BasketThreshold>(text["Preset.FullBasket"], new BasketThresholdSettings(basket, quarter))],
            _ => [],
        };
    }

    private IReadOnlyList<EarningRule> Rules(string currency, IStringLocalizer<ProgrammesText> text)
    {
        var perUnit = Back / PointValueIn(currency);
        return
        [
            PointsPerAmount.With<PointsPerAmount>(text["Preset.Base"], new PointsPerAmountSettings(perUnit)),
            Category is { } category
                ? CategoryMultiplier.With<CategoryMultiplier>(text["Preset.Double", text["Preset.Category." + category].Value], new CategoryMultiplierSettings(text["Preset.Category." + category], 2))
                : StoreMultiplier.With<StoreMultiplier>(text["Preset.Online"], new StoreMultiplierSettings(Channel: Channel.Online, Factor: 2)),
            .. Extra(currency, text),
            ActionBonus.With<ActionBonus>(text["Preset.SignUp"], new ActionBonusSettings(MemberActions.SignUp, (long)Math.Max(1, 100 * perUnit / 10))),
        ];
    }
}
