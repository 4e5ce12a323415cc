using LoyaltyPortal.Rewards.Kinds;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Rewards;

/// <summary>A reward to begin with.</summary>
public sealed record RewardIdea(string Key, RewardContent Content);

/// <summary>Good ideas for who has no reward yet, and icons to choose from.</summary>
public static class RewardIdeas
{
    public static IReadOnlyList<string> Icons { get; } =
        ["redeem", "card_giftcard", "local_cafe", "menu_book", "checkroom", "restaurant", "fastfood", "shopping_bag", "cake", "celebration", "confirmation_number", "local_shipping", "percent", "sell", "stars", "diamond", "eco", "favorite", "school", "volunteer_activism", "bolt", "handshake"];

    public static IReadOnlyList<RewardIdea> All(IStringLocalizer<RewardsText> text) =>
    [
        new("five", new RewardContent { Name = text["Idea.five"], What = RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(5)), Points = 500, Colour = RewardColour.Brand }),
        new("coffee", new RewardContent { Name = text["Idea.coffee"], What = RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings(text["Idea.coffee.What"])), Points = 300, Worth = 1.2m, ValidDays = 30, Icon = "local_cafe", Colour = RewardColour.Amber }),
        new("tenth", new RewardContent { Name = text["Idea.tenth"], What = RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(10, 20)), Points = 800, PerMember = 1, Period = RewardPeriod.Month, Colour = RewardColour.Rose }),
        new("shipping", new RewardContent { Name = text["Idea.shipping"], What = RewardKind<FreeShippingSettings>.With<FreeShipping>(new FreeShippingSettings(6)), Points = 400, Colour = RewardColour.Blue }),
        new("workshop", new RewardContent { Name = text["Idea.workshop"], What = RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings(text["Idea.workshop.What"])), Points = 1_500, Stock = 20, PerMember = 1, Colour = RewardColour.Violet }),
        new("cause", new RewardContent { Name = text["Idea.cause"], What = RewardKind<DonationSettings>.With<Donation>(new DonationSettings(text["Idea.cause.What"], 5)), Points = 500, Colour = RewardColour.Green }),
    ];
}
