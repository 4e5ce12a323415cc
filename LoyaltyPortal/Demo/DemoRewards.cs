using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;

namespace LoyaltyPortal.Demo;

/// <summary>What the demo's members can have for their points, and what some of them have had.</summary>
internal static class DemoRewards
{
    /// <summary>Every so many members redeem something.</summary>
    private const int EveryMember = 4;

    private static readonly IReadOnlyList<RewardContent> Published =
    [
        new() { Name = "A coffee on us", Description = "Any hot drink in one of our cafés. Show the voucher when you order.", What = RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings("A hot drink of your choice")), Points = 60, Worth = 1.1m, ValidDays = 30, Icon = "local_cafe", Colour = RewardColour.Amber },
        new() { Name = "£5 off", Description = "Off anything in the shop, postage excepted.", What = RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(5)), Points = 125 },
        new() { Name = "Free delivery", What = RewardKind<FreeShippingSettings>.With<FreeShipping>(new FreeShippingSettings(4.99m)), Points = 90, Colour = RewardColour.Blue },
        new() { Name = "A book for a school", Description = "We give a new book to a primary school near you.", What = RewardKind<DonationSettings>.With<Donation>(new DonationSettings("a school library", 6)), Points = 150, Icon = "school", Colour = RewardColour.Green },
        new() { Name = "15 % off Fiction", What = RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(15, 20, DemoShelf.Fiction)), Points = 250, PerMember = 1, Period = RewardPeriod.Month, MinBasket = 20, Colour = RewardColour.Rose },
        new() { Name = "An evening with an author", Description = "A glass of wine, a reading, and a signed copy to take home.", What = RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("our next author evening")), Points = 600, Worth = 12, Stock = 40, PerMember = 1, TierKeys = ["bookworm", "collector"], MayCancel = true, Colour = RewardColour.Violet },
    ];

    private static readonly RewardContent Draft = new() { Name = "Canvas bag", What = RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings("A Pagewell canvas bag")), Points = 300, Worth = 3.5m, Stock = 100, Icon = "shopping_bag", Colour = RewardColour.Teal };

    /// <param name="members">In the order in which they joined.</param>
    public static async Task MakeAsync(RewardService rewards, CommandQueue queue, MerchantView merchant, IReadOnlyList<long> members)
    {
        var actor = Actor.System(merchant.Id);
        var ids = new List<long>();
        foreach (var content in Published)
        {
            var added = (await rewards.AddAsync(actor, content)).Value;
            ids.Add((await rewards.PublishAsync(actor, added.Id, added.Version)).Value.Id);
        }

        _ = (await rewards.AddAsync(actor, Draft)).Value;

        // The dearest that each can have; who has too few points or the wrong tier goes without.
        for (var index = 0; index < members.Count; index += EveryMember)
        {
            for (var reward = ids.Count - 1 - index % 3; reward >= 0; reward--)
            {
                var redeemed = await queue.ExecuteAsync(new RedeemReward { MerchantId = merchant.Id, IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"demo:redeem:{index}"), MemberId = members[index], RewardId = ids[reward], Source = RedemptionSource.Demo });
                if (!redeemed.Try(out var receipt, out _))
                    continue;
                if (receipt.Code is not null && index % 3 > 0 && Published[reward].MinBasket is null)
                    _ = (await queue.ExecuteAsync(new BurnVoucher { MerchantId = merchant.Id, RedemptionId = receipt.RedemptionId, StoreId = merchant.Stores[index % 3].Id })).Value;
                break;
            }
        }
    }
}
