using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>A shop's own number is one purchase or one return: the same again is known, another is refused, and neither is lost.</summary>
public sealed class SameReferenceTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    [Trait("HardCase", "9")]
    public async Task Another_sale_of_the_same_amount_under_a_used_number_is_refused_and_not_swallowed()
    {
        var shop = await _portal.MerchantAsync();
        TestMerchant.Ok(await _portal.Purchases.RecordAsync(shop.Actor, "a", shop.Store, null, [TestMerchant.Line(10, sku: "PEN")], "0001"));
        _portal.Clock.Advance(TimeSpan.FromDays(1));

        TestMerchant.Refused("purchase_reference_taken", await _portal.Purchases.RecordAsync(shop.Actor, "b", shop.Store, null, [TestMerchant.Line(10, sku: "BOOK")], "0001"));
        TestMerchant.Refused("purchase_reference_taken", await _portal.Purchases.RecordAsync(shop.Actor, "c", shop.OtherStore, null, [TestMerchant.Line(10, sku: "PEN")], "0001"));
        Assert.True(TestMerchant.Ok(await _portal.Purchases.RecordAsync(shop.Actor, "d", shop.Store, null, [TestMerchant.Line(10, sku: "PEN")], "0001")).WasKnown);
    }

    [Fact]
    public async Task Quantities_of_a_return_are_compared_as_they_are_stored()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        var bought = await shop.BoughtAsync(member, TestMerchant.Line(100));

        TestMerchant.Ok(await ReturnAsync());
        Assert.True(TestMerchant.Ok(await ReturnAsync()).WasKnown);
        TestMerchant.Refused("return_quantity_gone", await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 0.00001m)));

        Task<Result<ReturnReceipt>> ReturnAsync() => _portal.Queue.ExecuteAsync(new RecordReturn
        {
            MerchantId = shop.Id,
            PurchaseId = bought.PurchaseId,
            Lines = [new ReturnedLine(1, 0.33333m)],
            Reference = "R",
            Source = PurchaseSource.Till,
        });
    }
}
