using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Demo;

/// <summary>The bookshop's badges and challenges.</summary>
internal static class DemoGoals
{
    private static IEnumerable<GoalInput> All(DateOnly today) =>
    [
        Badge("Regular", "Come in again and again: we will have put something aside.", "shopping_bag", new PurchaseCount(), 5, 15, 30),
        Badge("Shelf explorer", "There is more than one shelf. Try something of each.", "category", new CategoryCount(), 2, 4, 6),
        Badge("Page a month", "A visit every month, without a gap.", "local_fire_department", new MonthlyStreak(), 3, 6, 12),
        Badge("Town to town", "Bath, York, Norwich, and the web shop from your sofa.", "storefront", new StoresVisited(), 2, 3, 4),
        Badge("Critic", "Tell other readers what you thought of it.", "rate_review", new Reviews(), 1, 5, 15),
        Badge("True collector", "Climb to the top of our shelves.", "workspace_premium", Criterion<TierReachedSettings>.With<TierReached>(new TierReachedSettings(["collector"])), 1),
        new()
        {
            Type = GoalType.Challenge,
            Name = "Three in six weeks",
            Text = "Drop in three times before the time is up.",
            Icon = "bolt",
            Criterion = new PurchaseCount(),
            Targets = [3],
            From = today.AddDays(-21),
            Until = today.AddDays(21),
            Prize = 75,
        },
        new()
        {
            Type = GoalType.Challenge,
            Name = "Off the beaten shelf",
            Text = "Take part, then buy from four categories this season.",
            Icon = "map",
            Criterion = new CategoryCount(),
            Targets = [4],
            From = today.AddDays(-30),
            Until = today.AddDays(30),
            Prize = 150,
            IsOptIn = true,
        },
    ];

    public static async Task PublishAsync(GoalService goals, MerchantView merchant, DateOnly today)
    {
        var portal = Actor.System(merchant.Id);
        foreach (var input in All(today))
            _ = (await goals.PublishAsync(portal, (await goals.AddAsync(portal, input)).Value.Id)).Value;
    }

    private static GoalInput Badge(string name, string text, string icon, Criterion criterion, params decimal[] targets) =>
        new() { Type = GoalType.Badge, Name = name, Text = text, Icon = icon, Criterion = criterion, Targets = targets };
}
