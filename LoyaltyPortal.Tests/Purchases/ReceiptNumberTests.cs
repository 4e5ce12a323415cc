using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Numbers that receipts get: short, per store and day, never twice.</summary>
public sealed class ReceiptNumberTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_store_counts_its_own_sales_of_a_day_and_passes_over_what_somebody_typed()
    {
        RecordPurchase Sale(int store, string? reference = null, PurchaseSource source = PurchaseSource.Till) =>
            new() { MerchantId = _shop.Id, StoreId = store, Source = source, Lines = [TestMerchant.Line(5)], Reference = reference, IdempotencyKey = _portal.NewKey() };
        foreach (var sale in new[] { Sale(_shop.Store), Sale(_shop.OtherStore), Sale(_shop.Store, "S1-260617-2"), Sale(_shop.Store, "R-77"), Sale(_shop.Store), Sale(_shop.WebShop, source: PurchaseSource.Api) })
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(sale));
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        var last = Sale(_shop.Store);
        var receipt = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(last));
        Assert.Equal(receipt, TestMerchant.Ok(await _portal.Queue.ExecuteAsync(last)));

        Assert.Equal(["S1-260617-1", "S2-260617-1", "S1-260617-2", "R-77", "S1-260617-3", null, "S1-260618-1"], (await _shop.RowsAsync<Purchase>()).OrderBy(sale => sale.Id).Select(sale => sale.Reference));
    }

    [Fact]
    public async Task Two_portals_that_number_at_once_give_no_number_twice_and_leave_none_out()
    {
        await using var other = _portal.NewQueue(2);
        var sales = Enumerable.Range(0, 120).Select(index => (index % 2 == 0 ? _portal.Queue : other).ExecuteAsync(_shop.Purchase(null, TestMerchant.Line(1 + index))));

        foreach (var sale in await Task.WhenAll(sales))
            TestMerchant.Ok(sale);

        Assert.Equal(Enumerable.Range(1, 120).Select(number => $"S1-260617-{number}").Order(StringComparer.Ordinal), (await _shop.RowsAsync<Purchase>()).Select(sale => sale.Reference!).Order(StringComparer.Ordinal));
    }
}
