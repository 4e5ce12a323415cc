using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Demo;

/// <summary>Who the demo merchant is: a bookshop chain in three towns and on the web.</summary>
public static class DemoMerchant
{
    public const string Slug = "pagewell";

    internal const string AdaName = "Ada Whitfield";
    internal const string AdaEmail = "ada@pagewell.example";

    internal static readonly MerchantSettings Settings = new()
    {
        Name = "Pagewell Books",
        Currency = "GBP",
        TimeZone = "Europe/London",
        Locale = "en-GB",
        PointValue = 0.04m,
        BrandColour = "#1f6f54",
    };

    internal static readonly IReadOnlyList<FirstStore> Stores =
    [
        new("BATH", "Milsom Street", "Bath", Channel.InStore),
        new("YORK", "Stonegate", "York", Channel.InStore),
        new("NORW", "Elm Hill", "Norwich", Channel.InStore),
        new("WEB", "Web shop", "Reading", Channel.Online),
    ];

    internal static ProgrammeContent Programme() => ProgrammeContent.Of(
    [
        EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("1 point per pound", new PointsPerAmountSettings(1)),
        EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double points on Fiction", new CategoryMultiplierSettings(DemoShelf.Fiction, 2)),
        EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("Half as much again online", new StoreMultiplierSettings(Channel: Channel.Online, Factor: 1.5m)),
        EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double in the café at weekends", new CategoryMultiplierSettings("Café", 2) { Window = new RuleWindow(Weekdays: [DayOfWeek.Saturday, DayOfWeek.Sunday]) }),
        EarningRule<BirthdayMonthSettings>.With<BirthdayMonth>("Double in the birthday month", new BirthdayMonthSettings(2)),
        EarningRule<BasketThresholdSettings>.With<BasketThreshold>("A full bag", new BasketThresholdSettings(60, 25)),
        EarningRule<CapSettings>.With<Cap>("At most 1,000 a purchase", new CapSettings(1_000)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome to Pagewell", new ActionBonusSettings(MemberActions.SignUp, 50)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("All about you", new ActionBonusSettings(MemberActions.ProfileCompleted, 20)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Happy birthday", new ActionBonusSettings(MemberActions.Birthday, 100)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Tell us what you read", new ActionBonusSettings(MemberActions.ProductReview, 15, 3, LimitPeriod.Month)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Tell a friend", new ActionBonusSettings(MemberActions.SocialShare, 5, 4, LimitPeriod.Month)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Author evenings", new ActionBonusSettings(MemberActions.EventCheckIn, 30)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("The card on your phone", new ActionBonusSettings(MemberActions.AppInstall, 25)),
    ], PointsPolicy.Of(returnWindowDays: 14, validityMonths: 12)) with
    {
        Ladder = new Ladder
        {
            Measure = TierMeasure.EarnedPoints,
            Window = TierWindow.Rolling12Months,
            Downgrade = TierDowngrade.OneStep,
            GraceDays = 30,
            Tiers =
            [
                new Tier { Key = "reader", Name = "Reader", Colour = "#5b8def", Perks = ["Birthday treat"] },
                new Tier { Key = "bookworm", Name = "Bookworm", Threshold = 400, Multiplier = 1.25m, Colour = "#2f9e77", Perks = ["Birthday treat", "Free gift wrap"] },
                new Tier { Key = "collector", Name = "Collector", Threshold = 1_500, Multiplier = 1.5m, Colour = "#b8860b", Perks = ["Birthday treat", "Free gift wrap", "Signed first editions", "Evenings with authors"] },
            ],
        },
    };

    /// <summary>The demo's staff: who signs in, as what. Ada, a member, signs in besides.</summary>
    public static readonly IReadOnlyList<DemoStaff> Staff =
    [
        new("owner@pagewell.example", "Olivia Hart", StaffRole.Owner, null),
        new("manager@pagewell.example", "Marcus Reid", StaffRole.Manager, null),
        new("marketer@pagewell.example", "Mina Kaya", StaffRole.Marketer, null),
        new("cashier@pagewell.example", "Callum Price", StaffRole.Cashier, "BATH"),
        new("support@pagewell.example", "Sana Malik", StaffRole.Support, null),
    ];
}

public sealed record DemoStaff(string Email, string Name, StaffRole Role, string? HomeStore);
