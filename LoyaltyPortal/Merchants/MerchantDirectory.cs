using System.Collections.Concurrent;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>A merchant as pages and readers see it.</summary>
public sealed record MerchantView(int Id, string Slug, bool IsDemo, MerchantSettings Settings, IReadOnlyList<StoreView> Stores)
{
    public string Name => Settings.Name;

    public Zone Zone => Zone.Of(Settings.TimeZone);

    public IEnumerable<StoreView> OpenStores => Stores.Where(store => store.IsOpen);
}

public sealed record StoreView(int Id, string Code, string Name, string City, Channel Channel, bool IsOpen);

/// <summary>Merchants for reading, remembered for a minute; a change here is seen here at once. Recording reads the rows themselves.</summary>
public sealed class MerchantDirectory(LoyaltyDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (MerchantView? View, long At)> _known = new(StringComparer.Ordinal);

    public async ValueTask<MerchantView?> FindAsync(string slug, CancellationToken cancellation = default)
    {
        if (_known.TryGetValue(slug, out var known) && clock.GetElapsedTime(known.At) < Fresh)
            return known.View;
        await using var platform = database.ForPlatform();
        var merchant = await platform.Set<Merchant>().AsNoTracking().FirstOrDefaultAsync(merchant => merchant.Slug == slug, cancellation);
        var view = merchant is null ? null : await ViewAsync(merchant, cancellation);
        if (_known.Count > 10_000)
            _known.Clear(); // slugs come from addresses: strangers must not fill the memory
        _known[slug] = (view, clock.GetTimestamp());
        return view;
    }

    public async Task<MerchantView?> FindAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var platform = database.ForPlatform();
        var slug = await platform.Set<Merchant>().Where(merchant => merchant.Id == merchantId).Select(merchant => merchant.Slug).FirstOrDefaultAsync(cancellation);
        return slug is null ? null : await FindAsync(slug, cancellation);
    }

    public void Forget(string slug) => _known.TryRemove(slug, out _);

    private async Task<MerchantView> ViewAsync(Merchant merchant, CancellationToken cancellation)
    {
        await using var own = database.ForMerchant(merchant.Id);
        var stores = await own.Set<Store>().OrderBy(store => store.Id)
            .Select(store => new StoreView(store.Id, store.Code, store.Name, store.City, store.Channel, store.IsOpen)).ToListAsync(cancellation);
        return new MerchantView(merchant.Id, merchant.Slug, merchant.IsDemo, merchant.Settings(), stores);
    }
}
