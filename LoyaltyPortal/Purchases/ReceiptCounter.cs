using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>How many receipts a store has numbered on a day.</summary>
public sealed class ReceiptCounter : IMerchantOwned, IVersioned
{
    private ReceiptCounter()
    {
    }

    public int StoreId { get; private set; }

    /// <summary>The merchant's local day of the sale.</summary>
    public DateOnly Day { get; private set; }

    public int MerchantId { get; private set; }

    public int Last { get; private set; }

    public long Version { get; private set; }

    internal static ReceiptCounter Of(int storeId, DateOnly day, int merchantId) => new() { StoreId = storeId, Day = day, MerchantId = merchantId };

    internal int Next()
    {
        Version++;
        return ++Last;
    }
}

internal sealed class ReceiptCounterMapping : IEntityTypeConfiguration<ReceiptCounter>
{
    public void Configure(EntityTypeBuilder<ReceiptCounter> builder)
    {
        builder.ToTable("ReceiptCounters");
        builder.HasKey(counter => new { counter.StoreId, counter.Day });
        builder.Property(counter => counter.MerchantId).IsFixed();
        builder.HasIndex(counter => counter.MerchantId);
    }
}

/// <summary>Numbers for receipts that people read out, write down and type: the store's code, the day, and which sale of the day it was.</summary>
internal static class ReceiptNumbers
{
    private static readonly RowQuery<Purchase> ByReference = new RowQuery<Purchase>().Where(nameof(Purchase.MerchantId)).Where(nameof(Purchase.Reference));

    /// <summary>
    /// The next number of a store, counted up in the transaction that records the sale: of two portals that take the same one, the second finds the counter changed and is done again. A
    /// number that somebody has typed for a sale of their own is passed over.
    /// </summary>
    public static async ValueTask<string> NextAsync(Work work, Store store, DateOnly day)
    {
        var known = await work.Session.GetAsync<ReceiptCounter>(new RowKey(store.Id, day.DayNumber));
        var counter = known ?? ReceiptCounter.Of(store.Id, day, store.MerchantId);
        string number;
        do
            number = string.Create(CultureInfo.InvariantCulture, $"{store.Code}-{day:yyMMdd}-{counter.Next()}");
        while ((await work.Session.ListAsync(ByReference, store.MerchantId, number)).Count > 0);
        if (known is null)
            work.Session.Insert(counter);
        else
            work.Session.Update(counter);
        return number;
    }
}
