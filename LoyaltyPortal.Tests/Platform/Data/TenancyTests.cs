using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Platform.Data;

public sealed class TenancyTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _ours = null!;
    private TestMerchant _theirs = null!;
    private long _theirMember;
    private PurchaseReceipt _theirPurchase = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _ours = await _portal.MerchantAsync();
        _theirs = await _portal.MerchantAsync();
        _theirMember = await _theirs.MemberAsync("C1");
        _theirPurchase = await _theirs.BoughtAsync(_theirMember, TestMerchant.Line(20));
        await _theirs.ReturnAsync(_theirPurchase.PurchaseId, new ReturnedLine(1, 1));
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_merchant_owned_table_shows_a_merchant_its_own_rows_only()
    {
        await using var ours = _portal.Database.ForMerchant(_ours.Id);
        await using var theirs = _portal.Database.ForMerchant(_theirs.Id);
        await using var platform = _portal.Database.ForPlatform();
        var filled = 0;
        foreach (var type in ours.Model.GetEntityTypes().Where(type => typeof(IMerchantOwned).IsAssignableFrom(type.ClrType)))
        {
            Assert.All(Rows(ours, type.ClrType), row => Assert.Equal(_ours.Id, row.MerchantId));
            Assert.All(Rows(theirs, type.ClrType), row => Assert.Equal(_theirs.Id, row.MerchantId));
            Assert.Empty(Rows(platform, type.ClrType));
            filled += Rows(theirs, type.ClrType).Count > 0 ? 1 : 0;
        }

        Assert.True(filled > 12, $"only {filled} tables had rows to tell apart");
    }

    private static List<IMerchantOwned> Rows(LoyaltyDbContext context, Type type) =>
        [.. ((IQueryable<IMerchantOwned>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type).Invoke(context, [])!).AsNoTracking()];

    [Fact]
    public async Task A_context_refuses_to_write_another_merchants_row()
    {
        await using var context = _portal.Database.ForMerchant(_ours.Id);
        context.Add(Store.Create(900, _theirs.Id, "X", "Theirs", "York", Channel.InStore));
        await Assert.ThrowsAsync<TenancyViolationException>(() => context.SaveChangesAsync());
    }

    [Fact]
    public async Task A_row_cannot_be_moved_to_another_merchant()
    {
        await using var context = _portal.Database.ForMerchant(_ours.Id);
        var store = await context.Set<Store>().FirstAsync();
        context.Entry(store).Property(nameof(Store.MerchantId)).CurrentValue = _theirs.Id;
        await Assert.ThrowsAsync<TenancyViolationException>(() => context.SaveChangesAsync());
    }

    [Fact]
    public async Task Another_merchants_ids_are_unknown_on_the_recording_road()
    {
        TestMerchant.Refused("member_unknown", await _ours.BuyAsync(_theirMember, TestMerchant.Line(5)));
        TestMerchant.Refused("account_unknown", await _ours.CreditAsync(_theirMember, 5));
        TestMerchant.Refused("purchase_unknown", await _ours.ReturnAsync(_theirPurchase.PurchaseId, new ReturnedLine(1, 1)));
        var sale = _ours.Purchase(null, TestMerchant.Line(5));
        TestMerchant.Refused("store_unknown", await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = sale.MerchantId,
            StoreId = _theirs.Store,
            Source = sale.Source,
            Lines = sale.Lines,
        }));
        TestMerchant.Refused("purchase_unknown", await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _ours.Id, PurchaseId = _theirPurchase.PurchaseId }));
        Assert.Null(await _portal.Purchases.FindAsync(LoyaltyPortal.Platform.Access.Actor.System(_ours.Id), _theirPurchase.PurchaseId));
        Assert.Null(await _portal.Ledger.AccountAsync(_ours.Id, _theirMember));
        Assert.Empty(await _portal.Ledger.EntriesAsync(_ours.Id, _theirMember, null, 50));
    }

    [Fact]
    public async Task The_same_customer_number_at_two_merchants_is_two_members()
    {
        var ours = await _ours.MemberAsync("C1");

        Assert.NotEqual(_theirMember, ours);
        Assert.Single(await _ours.RowsAsync<Member>());
    }

    [Fact]
    public async Task Deleting_a_merchant_deletes_all_of_its_rows_and_no_others()
    {
        await _ours.MemberWithAsync(5);
        await using var before = _portal.Database.ForMerchant(_ours.Id);
        var counts = Counts(before);

        await _portal.Database.DeleteMerchantAsync(_theirs.Id);

        await using var theirs = _portal.Database.ForMerchant(_theirs.Id);
        await using var ours = _portal.Database.ForMerchant(_ours.Id);
        Assert.All(Counts(theirs), count => Assert.Equal(0, count));
        Assert.Equal(counts, Counts(ours));
        Assert.False(await theirs.Set<Merchant>().AnyAsync(merchant => merchant.Id == _theirs.Id));
    }

    private static List<int> Counts(LoyaltyDbContext context) =>
        [.. context.Model.GetEntityTypes().Where(type => typeof(IMerchantOwned).IsAssignableFrom(type.ClrType)).Select(type => Rows(context, type.ClrType).Count)];
}
