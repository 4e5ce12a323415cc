using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Earning;

/// <summary>Rules and baskets of all sorts from a seed: settings that are right, whatever they are.</summary>
internal sealed class RandomEarning(int seed)
{
    private static readonly string[] Categories = ["Fiction", "History", "Children", "Gifts"];
    private static readonly string[] Tiers = ["silver", "gold"];
    private readonly Random _random = new(seed);

    public EarningRule Rule(string kind)
    {
        var factor = 1 + _random.Next(1, 30) / 10m;
        var window = _random.Next(3) == 0 ? new RuleWindow(Day(-20), Day(20), _random.Next(2) == 0 ? [DayOfWeek.Friday, DayOfWeek.Wednesday] : null, _random.Next(2) == 0 ? new TimeOnly(18, 0) : null, _random.Next(2) == 0 ? new TimeOnly(2, 30) : null) : null;
        var scope = _random.Next(4) == 0 ? new RuleScope([1 + _random.Next(3)]) : null;
        var name = $"{kind} {_random.Next(1_000)}";
        return kind switch
        {
            "points_per_amount" => EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>(name, new PointsPerAmountSettings(_random.Next(1, 40) / 10m, _random.Next(2) == 0 ? [Pick(Categories)] : null) { Window = window, Scope = scope }),
            "category_multiplier" => EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>(name, new CategoryMultiplierSettings(Pick(Categories), factor) { Window = window, Scope = scope }),
            "product_multiplier" => EarningRule<ProductMultiplierSettings>.With<ProductMultiplier>(name, new ProductMultiplierSettings(["S1", "s2"], factor) { Window = window, Scope = scope }),
            "brand_multiplier" => EarningRule<BrandMultiplierSettings>.With<BrandMultiplier>(name, new BrandMultiplierSettings(["Penguin"], factor) { Window = window, Scope = scope }),
            "store_multiplier" => EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>(name, new StoreMultiplierSettings([1, 2], null, factor) { Window = window }),
            "weekday_hours" => EarningRule<WeekdayHoursSettings>.With<WeekdayHours>(name, new WeekdayHoursSettings([(DayOfWeek)_random.Next(7), (DayOfWeek)_random.Next(7)], null, null, factor) { Scope = scope }),
            "date_window" => EarningRule<DateWindowSettings>.With<DateWindow>(name, new DateWindowSettings(Day(-30), Day(30), factor) { Scope = scope }),
            "first_purchase" => EarningRule<FirstPurchaseSettings>.With<FirstPurchase>(name, new FirstPurchaseSettings(_random.Next(1, 200)) { Window = window, Scope = scope }),
            "basket_threshold" => EarningRule<BasketThresholdSettings>.With<BasketThreshold>(name, new BasketThresholdSettings(_random.Next(1, 60), _random.Next(1, 90), _random.Next(2) == 0) { Window = window, Scope = scope }),
            "category_breadth" => EarningRule<CategoryBreadthSettings>.With<CategoryBreadth>(name, new CategoryBreadthSettings(_random.Next(2, 4), _random.Next(1, 90)) { Window = window, Scope = scope }),
            "tier_multiplier" => EarningRule<TierMultiplierSettings>.With<TierMultiplier>(name, new TierMultiplierSettings([Pick(Tiers)], factor) { Window = window, Scope = scope }),
            "birthday_month" => EarningRule<BirthdayMonthSettings>.With<BirthdayMonth>(name, new BirthdayMonthSettings(factor, _random.Next(2) == 0) { Window = window, Scope = scope }),
            "segment" => EarningRule<SegmentSettings>.With<Segment>(name, new SegmentSettings(MinPurchases: 1, MinSpend: _random.Next(2) == 0 ? 20 : null, QuietDays: _random.Next(2) == 0 ? 30 : null, Factor: factor) { Window = window, Scope = scope }),
            "cap" => EarningRule<CapSettings>.With<Cap>(name, new CapSettings(_random.Next(1, 300), (CapPeriod)_random.Next(1, 6)) { Window = window, Scope = scope }),
            "action_bonus" => EarningRule<ActionBonusSettings>.With<ActionBonus>(name, new ActionBonusSettings()),
            "trade_in" => EarningRule<TradeInSettings>.With<TradeIn>(name, new TradeInSettings(factor)),
            _ => throw new InvalidOperationException($"A new kind, {kind}, has no random settings yet."),
        };
    }

    public EarningRule[] Rules() => [TestPortal.PerUnit(_random.Next(1, 30) / 10m), .. Enumerable.Range(0, _random.Next(0, 9)).Select(_ => Rule(EarningKinds.Keys[_random.Next(EarningKinds.Keys.Count)]))];

    public RuleSet RuleSet(IReadOnlyList<EarningRule> rules) =>
        new(1, rules, (Stacking)_random.Next(1, 4), new EarningBasis(_random.Next(2) == 0, _random.Next(2) == 0, _random.Next(2) == 0, _random.Next(2) == 0));

    public Basket Basket()
    {
        var local = new DateTime(2026, 6, 17, 0, 0, 0).AddHours(_random.Next(-700, 700));
        var lines = Enumerable.Range(0, _random.Next(1, 8)).Select(_ => new BasketLine("S" + _random.Next(4), _random.Next(4) == 0 ? null : Pick(Categories), 1 + _random.Next(3), _random.Next(0, 9_999) / 100m, _random.Next(6) != 0)
        {
            Brand = _random.Next(2) == 0 ? "penguin" : null,
            Kind = _random.Next(4) == 0 ? (LineKind)_random.Next(1, 5) : LineKind.Goods,
            Tax = _random.Next(0, 500) / 100m,
        }).ToList();
        var tier = _random.Next(2) == 0 ? Pick(Tiers) : null;
        return new Basket
        {
            OccurredAt = DateTime.SpecifyKind(local, DateTimeKind.Utc),
            LocalTime = local,
            StoreId = 1 + _random.Next(3),
            StoreName = "High Street",
            Channel = _random.Next(2) == 0 ? Channel.Online : Channel.InStore,
            Currency = "GBP",
            Lines = lines,
            PaidWithPoints = _random.Next(2) == 0 ? _random.Next(0, 3_000) / 100m : 0,
            Member = new BasketMember
            {
                EnrolledAt = local.AddDays(-_random.Next(400)),
                BirthDate = _random.Next(3) == 0 ? null : new DateOnly(1980 + _random.Next(20), local.Month, 15),
                Purchases = _random.Next(3),
                NetSales = _random.Next(0, 90),
                LastPurchaseAt = _random.Next(2) == 0 ? local.AddDays(-_random.Next(90)) : null,
                TierKey = tier,
                TierName = tier,
                TierMultiplier = tier is null ? 1 : 1.25m,
                Earned = new EarnedSoFar(_random.Next(50), _random.Next(100), _random.Next(200), _random.Next(400)),
            },
        };
    }

    public EarningRule[] Shuffled(EarningRule[] rules)
    {
        EarningRule[] shuffled = [.. rules];
        _random.Shuffle(shuffled);
        return shuffled;
    }

    private DateOnly Day(int days) => new DateOnly(2026, 6, 17).AddDays(days + _random.Next(-5, 6));

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];
}
