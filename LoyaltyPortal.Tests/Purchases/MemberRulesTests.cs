using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Rules that ask who buys, on the recording road: bonuses, caps and what returns take back of them.</summary>
public sealed class MemberRulesTests
{
    private static readonly EarningRule[] Rules =
    [
        TestPortal.PerUnit(),
        EarningRule<FirstPurchaseSettings>.With<FirstPurchase>("Welcome", new FirstPurchaseSettings(100)),
        EarningRule<CapSettings>.With<Cap>("At most 150 a day", new CapSettings(150, CapPeriod.Day)),
    ];

    [Fact]
    public async Task The_first_purchase_is_greeted_once_and_the_days_cap_leaves_what_is_left()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(null, Rules);
        var member = await shop.MemberAsync();

        Assert.Equal(120, (await shop.BoughtAsync(member, TestMerchant.Line(20))).Points);
        Assert.Equal(30, (await shop.BoughtAsync(member, TestMerchant.Line(45))).Points);
        Assert.Equal(0, (await shop.BoughtAsync(member, TestMerchant.Line(10))).Points);
        portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(10, (await shop.BoughtAsync(member, TestMerchant.Line(10))).Points);
        await portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task A_quote_for_a_member_is_what_the_purchase_then_earns()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(null, Rules);
        var member = await shop.MemberAsync();
        for (var purchase = 0; purchase < 4; purchase++)
        {
            var quote = TestMerchant.Ok(await portal.Purchases.QuoteAsync(shop.Actor, shop.Store, [TestMerchant.Line(40)], memberId: member));

            Assert.Equal(quote.Points, (await shop.BoughtAsync(member, TestMerchant.Line(40))).Points);
        }
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 1, 2)]
    [InlineData(2, 3, 1)]
    [Trait("HardCase", "2")]
    public async Task Returned_in_pieces_in_any_order_bonus_and_cap_go_back_to_the_last_point(int first, int second, int third)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(null, Rules);
        var member = await shop.MemberAsync();
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(33.33m), TestMerchant.Line(50, "Gifts", quantity: 3), TestMerchant.Line(19.99m, "Games"));
        long back = 0;
        foreach (var line in (int[])[first, second, third])
        {
            for (var piece = 0; piece < (line == 2 ? 3 : 1); piece++)
                back += TestMerchant.Ok(await portal.Purchases.ReturnAsync(shop.Actor, portal.NewKey(), bought.PurchaseId, [new ReturnedLine(line, 1)])).PointsReversed;
        }

        Assert.Equal(150, bought.Points);
        Assert.Equal(bought.Points, back);
        await portal.AssertProvenAsync(shop.Id, member);
    }
}
