using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes;

/// <summary>
/// A programme to begin with, for a kind of shop: it gives back a share of what is spent, doubles one category or channel, greets new members,
/// may do one thing more, and has three tiers. All of it may be changed later.
/// </summary>
/// <param name="Key">Stable; its words are <c>Preset.&lt;Key&gt;</c>.</param>
/// <param name="Icon">A Material Symbol.</param>
/// <param name="Back">What a member gets back of what they spend, as a share of one.</param>
/// <param name="Category">Earns double; null when the web shop does instead.</param>
/// <param name="Climb">Visits where people come often for little, else what they spend.</param>
/// <param name="Second">Where the second of three tiers begins: visits, or hundreds of points' worth, so that it suits any currency.</param>
/// <param name="Third">Where the third begins.</param>
public sealed record ProgrammePreset(string Key, string Icon, decimal Back, string? Category, int ReturnWindowDays, int ValidityMonths, int InactivityDays, TierMeasure Climb, decimal Second, decimal Third)
{
    public static readonly IReadOnlyList<ProgrammePreset> All =
    [
        new("coffee", "local_cafe", 0.05m, "beans", 0, 12, 45, TierMeasure.Visits, 25, 75),
        new("bookshop", "menu_book", 0.04m, "children", 14, 24, 120, TierMeasure.Spend, 150, 400),
        new("fashion", "checkroom", 0.03m, null, 30, 24, 180, TierMeasure.Spend, 300, 1_000),
        new("supermarket", "shopping_cart", 0.03m, "produce", 0, 12, 30, TierMeasure.Spend, 1_000, 3_000),
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

    public ProgrammeContent Programme(string currency, IStringLocalizer<ProgrammesText> text) => ProgrammeContent.Of(Rules(currency, text), PointsPolicy.Of(ReturnWindowDays, ValidityMonths)) with { Ladder = LadderIn(currency, text) };

    /// <summary>What it gives, in one line.</summary>
    public string Say(IStringLocalizer<ProgrammesText> text)
    {
        var doubles = Category is { } category ? text["Preset.DoubleOn", text["Preset.Category." + category].Value] : text["Preset.DoubleOnline"];
        return text["Preset.Gives", Back.ToString("P0", CultureInfo.CurrentCulture), doubles.Value, text["Preset.Climb." + Climb].Value];
    }

    /// <summary>Everybody begins on the first; the second and third are for who comes regularly, and for the few who come most.</summary>
    private Ladder LadderIn(string currency, IStringLocalizer<ProgrammesText> text)
    {
        var unit = Climb == TierMeasure.Spend ? 100 * PointValueIn(currency) : 1;
        return Ladder.None with
        {
            Measure = Climb,
            Downgrade = TierDowngrade.OneStep,
            Tiers =
            [
                new Tier { Key = "first", Name = text[$"Preset.Tier.{Key}.1"], Colour = "#a8703a" },
                new Tier { Key = "second", Name = text[$"Preset.Tier.{Key}.2"], Threshold = Second * unit, Multiplier = 1.25m, Colour = "#8b95a5" },
                new Tier { Key = "third", Name = text[$"Preset.Tier.{Key}.3"], Threshold = Third * unit, Multiplier = 1.5m, Colour = "#d4a017" },
            ],
        };
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
