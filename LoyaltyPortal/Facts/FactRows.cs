using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Facts;

/// <summary>
/// What happened in one store on one local day. Orders and net sales count recorded purchases as they were sold; returns stand beside
/// them. Money in the merchant's currency, points whole.
/// </summary>
public sealed class StoreDay : IMerchantOwned
{
    /// <summary>What happens nowhere in particular (expiry, adjustments) is kept under this store.</summary>
    public const int NoStore = 0;

    internal StoreDay()
    {
    }

    public int MerchantId { get; internal set; }

    public int StoreId { get; internal set; }

    public DateOnly Day { get; internal set; }

    public long FirstTimeOrders { get; internal set; }

    public decimal FirstTimeNet { get; internal set; }

    public long ReturningOrders { get; internal set; }

    public decimal ReturningNet { get; internal set; }

    public long UnidentifiedOrders { get; internal set; }

    public decimal UnidentifiedNet { get; internal set; }

    public long Returns { get; internal set; }

    public decimal ReturnedNet { get; internal set; }

    public long Enrolments { get; internal set; }

    public long PointsIssued { get; internal set; }

    public long PointsReversed { get; internal set; }

    public long PointsRedeemed { get; internal set; }

    public long PointsExpired { get; internal set; }
}

/// <summary>What is known of one member's buying. Its version guards the member's months too, which change only with it.</summary>
public sealed class MemberFacts : IMerchantOwned, IVersioned
{
    private MemberFacts()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    public long Purchases { get; private set; }

    public decimal NetSales { get; private set; }

    public decimal ReturnedNet { get; private set; }

    public DateTime? FirstPurchaseAt { get; private set; }

    public DateOnly? FirstPurchaseDay { get; private set; }

    public int FirstPurchaseStoreId { get; private set; }

    public decimal FirstPurchaseNet { get; private set; }

    public DateTime? LastPurchaseAt { get; private set; }

    public long Version { get; private set; }

    internal static MemberFacts Of(long memberId, int merchantId) => new() { MemberId = memberId, MerchantId = merchantId };

    internal void Bought(PurchaseFact purchase)
    {
        Version++;
        Purchases++;
        NetSales += purchase.Net;
        if (LastPurchaseAt is null || purchase.OccurredAt > LastPurchaseAt)
            LastPurchaseAt = purchase.OccurredAt;
    }

    internal void Unbought(PurchaseFact purchase, DateTime? lastNow)
    {
        Version++;
        Purchases--;
        NetSales -= purchase.Net;
        LastPurchaseAt = lastNow;
    }

    internal void Returned(decimal net)
    {
        Version++;
        ReturnedNet += net;
    }

    /// <summary>Another one of the same instant was the first.</summary>
    internal void FirstWas(PurchaseFact first)
    {
        Version++;
        FirstIs(first);
    }

    internal void FirstIs(PurchaseFact? first)
    {
        FirstPurchaseAt = first?.OccurredAt;
        FirstPurchaseDay = first?.Day;
        FirstPurchaseStoreId = first?.StoreId ?? 0;
        FirstPurchaseNet = first?.Net ?? 0;
    }
}

/// <summary>One member's buying in one local month (yyyymm).</summary>
public sealed class MemberMonth : IMerchantOwned
{
    private MemberMonth()
    {
    }

    public long MemberId { get; private set; }

    public int Month { get; private set; }

    public int MerchantId { get; private set; }

    public long Purchases { get; private set; }

    public decimal NetSales { get; private set; }

    internal static MemberMonth Of(long memberId, int month, int merchantId) => new() { MemberId = memberId, Month = month, MerchantId = merchantId };

    internal void Add(long purchases, decimal net)
    {
        Purchases += purchases;
        NetSales += net;
    }
}

/// <summary>
/// What one member did on one local day that counts for tiers and caps. A return counts against the day of the purchase, so that it undoes exactly what the
/// purchase did. Money in the merchant's currency, points whole.
/// </summary>
public sealed class MemberDay : IMerchantOwned
{
    internal MemberDay()
    {
    }

    public long MemberId { get; internal set; }

    public DateOnly Day { get; internal set; }

    public int MerchantId { get; internal set; }

    /// <summary>Purchases that were not wholly returned.</summary>
    public long Visits { get; internal set; }

    public decimal Net { get; internal set; }

    /// <summary>Earned by purchases, less what returns took back.</summary>
    public long PurchasePoints { get; internal set; }

    /// <summary>Earned by anything else a member does.</summary>
    public long OtherPoints { get; internal set; }
}

/// <summary>How many members whose first purchase was in the cohort's month (yyyymm) bought in a month, and how much.</summary>
public sealed class CohortMonth : IMerchantOwned
{
    internal CohortMonth()
    {
    }

    public int MerchantId { get; internal set; }

    public int Cohort { get; internal set; }

    public int Month { get; internal set; }

    public long Members { get; internal set; }

    public long Purchases { get; internal set; }

    public decimal NetSales { get; internal set; }
}

/// <summary>What the aggregates need to know of a purchase.</summary>
/// <param name="Day">The merchant's local day.</param>
public readonly record struct PurchaseFact(int MerchantId, int StoreId, long? MemberId, DateTime OccurredAt, DateOnly Day, decimal Net);
