using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Events;

/// <summary>Says where an event is.</summary>
public static class EventPlaces
{
    /// <summary>The place in the merchant's words, then the store and its town: "Upstairs, Milsom Street, Bath".</summary>
    public static string Say(EventView planned, MerchantView merchant) => Say(planned.Place, planned.StoreId, merchant);

    internal static string Say(string place, int? storeId, MerchantView merchant)
    {
        var store = merchant.Stores.FirstOrDefault(store => store.Id == storeId);
        return string.Join(", ", new[] { place, store?.Name, store?.City }.Where(part => !string.IsNullOrEmpty(part)));
    }
}

/// <summary>A tier that an event can be for.</summary>
public sealed record EventTier(string Key, string Name);

/// <summary>The tiers of a merchant's programme, which a room of higher rank knows and registers.</summary>
public delegate Task<IReadOnlyList<EventTier>> EventTiers(int merchantId);
