using LoyaltyPortal.Earning;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Tests.Earning;

[Trait("HardCase", "17")]
public sealed class EarningBasisTests
{
    private static readonly BasketLine Goods = new("S", "Books", 1, 100, true) { Tax = 20 };
    private static readonly BasketLine Postage = new("POST", null, 1, 5, true) { Kind = LineKind.Shipping, Tax = 1 };
    private static readonly BasketLine Voucher = new("GIFT", null, 1, 25, true) { Kind = LineKind.GiftCard };
    private static readonly BasketLine Fee = new("FEE", null, 1, 3, true) { Kind = LineKind.Fee };

    private static Earned Of(EarningBasis basis, decimal paidWithPoints, params BasketLine[] lines) =>
        new RuleSet(1, [TestPortal.PerUnit()], Stacking.Add, basis).OnPurchase(EarningTests.BasketOf(Channel.InStore, lines) with { PaidWithPoints = paidWithPoints });

    [Theory]
    [InlineData(false, false, false, 100)]
    [InlineData(true, false, false, 120)]
    [InlineData(false, true, false, 105)]
    [InlineData(true, true, false, 126)]
    [InlineData(false, false, true, 125)]
    [InlineData(true, true, true, 151)]
    public void What_counts_is_what_the_programme_declares(bool tax, bool shipping, bool giftCards, long points) =>
        Assert.Equal(points, Of(new EarningBasis(tax, shipping, giftCards), 0, Goods, Postage, Voucher, Fee).Points);

    [Fact]
    public void What_did_not_count_is_shown_with_its_amount()
    {
        var explanation = Of(new EarningBasis(), 0, Goods, Postage, Voucher, Fee, new BasketLine("PADS", null, 1, 2, false)).Explanation;

        Assert.Equal(100, explanation.Basis);
        Assert.Equal(
            [("left_out_fees", "3.00"), ("left_out_gift_cards", "25.00"), ("left_out_never", "2.00"), ("left_out_shipping", "5.00"), ("left_out_tax", "20.00")],
            explanation.NotFired.Select(step => (step.Code, step.Arguments![0])).Order());
    }

    [Fact]
    public void The_part_paid_with_points_comes_off_the_lines_in_proportion()
    {
        var plain = Of(new EarningBasis(), 30, Goods with { Tax = 0, Net = 100 }, Goods with { Tax = 0, Net = 50 });

        Assert.Equal([80L, 40L], plain.LinePoints);
        Assert.Contains(plain.Explanation.NotFired, step => step.Code == "left_out_paid_with_points" && step.Arguments![0] == "30.00");
        Assert.Equal(150, Of(new EarningBasis(PaidWithPoints: true), 30, Goods with { Tax = 0, Net = 100 }, Goods with { Tax = 0, Net = 50 }).Points);
    }

    [Fact]
    public void Thirds_do_not_lose_a_point()
    {
        var ten = Goods with { Tax = 0, Net = 10 };

        Assert.Equal(20, Of(new EarningBasis(), 10, ten, ten, ten).Points);
        Assert.Equal(10, Of(new EarningBasis(), 20, ten, ten, ten).Points);
        Assert.Equal(0, Of(new EarningBasis(), 30, ten, ten, ten).Points);
        Assert.Equal(0, Of(new EarningBasis(), 999, ten, ten, ten).Points);
    }

    [Fact]
    public void Points_that_paid_for_tax_and_postage_do_not_come_off_the_goods()
    {
        // 126 in all, half of it paid with points: half of the 100 that count is left.
        Assert.Equal(50, Of(new EarningBasis(), 63, Goods, Postage).Points);
    }
}
