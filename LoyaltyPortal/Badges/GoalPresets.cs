using LoyaltyPortal.Badges.Kinds;

namespace LoyaltyPortal.Badges;

/// <summary>Badges and challenges to start from. Their words are <c>Preset.&lt;Key&gt;</c> and <c>Preset.&lt;Key&gt;.Text</c>.</summary>
public sealed record GoalPreset(string Key, GoalType Type, string Icon, Criterion Criterion, IReadOnlyList<decimal> Targets, int Days = 0, long Prize = 0, bool IsOptIn = false)
{
    public static readonly IReadOnlyList<GoalPreset> All =
    [
        new("regular", GoalType.Badge, "shopping_bag", new PurchaseCount(), [5, 20, 50]),
        new("explorer", GoalType.Badge, "category", new CategoryCount(), [3, 5, 8]),
        new("streak", GoalType.Badge, "local_fire_department", new MonthlyStreak(), [3, 6, 12]),
        new("critic", GoalType.Badge, "rate_review", new Reviews(), [1, 5, 15]),
        new("traveller", GoalType.Badge, "storefront", new StoresVisited(), [2, 3]),
        new("birthday", GoalType.Badge, "cake", new Anniversary(), [1, 3, 5]),
        new("sprint", GoalType.Challenge, "bolt", new PurchaseCount(), [3], 30, 150),
        new("discover", GoalType.Challenge, "map", new CategoryCount(), [3], 30, 200, true),
        new("collect", GoalType.Challenge, "stars", new PointsEarned(), [300], 60, 100),
    ];

    /// <param name="name">In the merchant's language.</param>
    public GoalInput ToInput(string name, string text, DateOnly today) => new()
    {
        Type = Type,
        Name = name,
        Text = text,
        Icon = Icon,
        Criterion = Criterion,
        Targets = Targets,
        From = Type == GoalType.Challenge ? today : null,
        Until = Type == GoalType.Challenge ? today.AddDays(Days) : null,
        Prize = Prize,
        IsOptIn = IsOptIn,
    };
}
