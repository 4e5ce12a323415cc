using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Facts;

/// <summary>Which purchases count.</summary>
public enum Counting
{
    /// <summary>All that were recorded, as they were sold.</summary>
    Recorded,

    /// <summary>Without those of which nothing is left, and without test members: what reports show.</summary>
    Kept,
}

/// <summary>
/// What happened in one store on one local day. Orders and net sales count recorded purchases as they were sold; returns stand beside
/// them; what begins with Kept counts as <see cref="Counting.Kept"/> says. Money in the merchant's currency, points whole.
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

    public long KeptFirstTimeOrders { get; internal set; }

    public decimal KeptFirstTimeNet { get; internal set; }

    public long KeptReturningOrders { get; internal set; }

    public decimal KeptReturningNet { get; internal set; }

    public long KeptUnidentifiedOrders { get; internal set; }

    public decimal KeptUnidentifiedNet { get; internal set; }

    public long Returns { get; internal set; }

    public decimal ReturnedNet { get; internal set; }

    public long Enrolments { get; internal set; }

    public long PointsIssued { get; internal set; }

    public long PointsReversed { get; internal set; }

    public long PointsRedeemed { get; internal set; }

    public long PointsExpired { get; internal set; }

    public long KeptReturns { get; internal set; }

    public decimal KeptReturnedNet { get; internal set; }

    public long KeptEnrolments { get; internal set; }

    public long KeptPointsIssued { get; internal set; }

    public long KeptPointsReversed { get; internal set; }

    public long KeptPointsRedeemed { get; internal set; }

    public long KeptPointsExpired { get; internal set; }
}

/// <summary>
/// What happened in one month to the points that were earned in one month (both yyyymm), whichever lots they are in, and what the purchases that earned points
/// then were sold for. Test members do not count. Points whole, money in the merchant's currency.
/// </summary>
public sealed class PointVintage : IMerchantOwned
{
    internal PointVintage()
    {
    }

    public int MerchantId { get; internal set; }

    /// <summary>The month in which they were earned.</summary>
    public int Earned { get; internal set; }

    /// <summary>The month in which it happened.</summary>
    public int Month { get; internal set; }

    /// <summary>What lots began with. Points that move to another member leave here and come here: in all they are no more and no less.</summary>
    public long Issued { get; internal set; }

    public long Redeemed { get; internal set; }

    public long Expired { get; internal set; }

    /// <summary>Taken back, or given up by a member who was forgotten.</summary>
    public long Reversed { get; internal set; }

    /// <summary>Earned by purchases of the earning month, less what returns took back.</summary>
    public long SoldPoints { get; internal set; }

    /// <summary>Net sales of those purchases, less what came back.</summary>
    public decimal NetSales { get; internal set; }
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

    public long KeptPurchases { get; private set; }

    public decimal KeptNetSales { get; private set; }

    public DateTime? KeptFirstPurchaseAt { get; private set; }

    public DateOnly? KeptFirstPurchaseDay { get; private set; }

    public int KeptFirstPurchaseStoreId { get; private set; }

    public decimal KeptFirstPurchaseNet { get; private set; }

    public DateTime? KeptLastPurchaseAt { get; private set; }

    public long Version { get; private set; }

    /// <summary>Came back at least once, and has stayed away since.</summary>
    /// <param name="before">Since then, UTC: the start of the merchant's day so many days of inactivity ago.</param>
    public static Expression<Func<MemberFacts, bool>> IsAtRisk(DateTime before) => row => row.KeptPurchases >= 2 && row.KeptLastPurchaseAt < before;

    internal static MemberFacts Of(long memberId, int merchantId) => new() { MemberId = memberId, MerchantId = merchantId };

    internal PurchaseFact? First(Counting counting) => counting == Counting.Recorded
        ? FirstPurchaseAt is { } at ? new PurchaseFact(MerchantId, FirstPurchaseStoreId, MemberId, at, FirstPurchaseDay!.Value, FirstPurchaseNet, Unasked) : null
        : KeptFirstPurchaseAt is { } kept ? new PurchaseFact(MerchantId, KeptFirstPurchaseStoreId, MemberId, kept, KeptFirstPurchaseDay!.Value, KeptFirstPurchaseNet, Unasked) : null;

    private static ValueTask<IReadOnlyList<CategorySale>> Unasked() => throw new InvalidOperationException("Of the first purchase only the day, the store and the sum are known here.");

    internal DateTime? Last(Counting counting) => counting == Counting.Recorded ? LastPurchaseAt : KeptLastPurchaseAt;

    internal void Add(Counting counting, long purchases, decimal net)
    {
        if (counting == Counting.Recorded)
            (Purchases, NetSales) = (Purchases + purchases, NetSales + net);
        else
            (KeptPurchases, KeptNetSales) = (KeptPurchases + purchases, KeptNetSales + net);
    }

    internal void FirstIs(Counting counting, PurchaseFact? first)
    {
        if (counting == Counting.Recorded)
            (FirstPurchaseAt, FirstPurchaseDay, FirstPurchaseStoreId, FirstPurchaseNet) = (first?.OccurredAt, first?.Day, first?.StoreId ?? 0, first?.Net ?? 0);
        else
            (KeptFirstPurchaseAt, KeptFirstPurchaseDay, KeptFirstPurchaseStoreId, KeptFirstPurchaseNet) = (first?.OccurredAt, first?.Day, first?.StoreId ?? 0, first?.Net ?? 0);
    }

    internal void LastIs(Counting counting, DateTime? last)
    {
        if (counting == Counting.Recorded)
            LastPurchaseAt = last;
        else
            KeptLastPurchaseAt = last;
    }

    internal void Returned(decimal net) => ReturnedNet += net;

    internal void Changed() => Version++;
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

    public long KeptPurchases { get; private set; }

    public decimal KeptNetSales { get; private set; }

    /// <summary>The days of the month on which something was bought that is kept: the first day is the lowest bit.</summary>
    public int KeptDays { get; private set; }

    /// <summary>The categories in which something was bought that is kept, in their order, as a JSON list; null where nothing was. The empty word is among them for lines that name none.</summary>
    public string? KeptCategories { get; private set; }

    internal static MemberMonth Of(long memberId, int month, int merchantId) => new() { MemberId = memberId, Month = month, MerchantId = merchantId };

    internal long Count(Counting counting) => counting == Counting.Recorded ? Purchases : KeptPurchases;

    internal decimal Net(Counting counting) => counting == Counting.Recorded ? NetSales : KeptNetSales;

    internal void Add(Counting counting, long purchases, decimal net)
    {
        if (counting == Counting.Recorded)
            (Purchases, NetSales) = (Purchases + purchases, NetSales + net);
        else
            (KeptPurchases, KeptNetSales) = (KeptPurchases + purchases, KeptNetSales + net);
    }

    /// <summary>As people read it in a difference that a proof finds.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string? Write(IEnumerable<string> categories) => categories.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } some ? JsonSerializer.Serialize(some, Plain) : null;

    internal IReadOnlySet<string> Categories() => KeptCategories is null ? FrozenSet<string>.Empty : new HashSet<string>(JsonSerializer.Deserialize<string[]>(KeptCategories)!, StringComparer.Ordinal);

    internal void CategoriesAre(IEnumerable<string> categories) => KeptCategories = Write(categories);

    internal static int BitOf(DateOnly day) => 1 << (day.Day - 1);

    internal bool HasDay(DateOnly day) => (KeptDays & BitOf(day)) != 0;

    internal void CameOn(DateOnly day, bool came) => KeptDays = came ? KeptDays | BitOf(day) : KeptDays & ~BitOf(day);

    /// <summary>The last day of the month with something kept that is before another; null: there is none.</summary>
    internal DateOnly? LastBefore(DateOnly day)
    {
        var before = Month < MonthNumber.Of(day) ? KeptDays : Month == MonthNumber.Of(day) ? KeptDays & (BitOf(day) - 1) : 0;
        return before == 0 ? null : MonthNumber.FirstDay(Month).AddDays(System.Numerics.BitOperations.Log2((uint)before));
    }

    /// <summary>The first day of the month with something kept that is after another; null: there is none.</summary>
    internal DateOnly? FirstAfter(DateOnly day)
    {
        var after = Month > MonthNumber.Of(day) ? KeptDays : Month == MonthNumber.Of(day) ? KeptDays & ~(BitOf(day) | (BitOf(day) - 1)) : 0;
        return after == 0 ? null : MonthNumber.FirstDay(Month).AddDays(System.Numerics.BitOperations.TrailingZeroCount(after));
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

    public long KeptMembers { get; internal set; }

    public long KeptPurchases { get; internal set; }

    public decimal KeptNetSales { get; internal set; }
}

/// <summary>
/// How many members bought in a month, by when they had bought before: from these rows alone follows how many bought at all, or twice and more, in any window of
/// whole months.
/// </summary>
public sealed class MonthArrival : IMerchantOwned
{
    internal MonthArrival()
    {
    }

    public int MerchantId { get; internal set; }

    /// <summary>The month they bought in (yyyymm).</summary>
    public int Month { get; internal set; }

    /// <summary>The four that follow, in one number.</summary>
    public long Way { get; internal set; }

    /// <summary>They bought more than once in it.</summary>
    public bool HasMany { get; internal set; }

    /// <summary>The month they had bought in before; 0: none.</summary>
    public int PreviousMonth { get; internal set; }

    public bool PreviousHasMany { get; internal set; }

    /// <summary>The month before that one; 0: none, or <see cref="PreviousHasMany"/>, where it is no matter.</summary>
    public int MonthBefore { get; internal set; }

    public long Members { get; internal set; }

    public long KeptMembers { get; internal set; }

    internal static long WayOf(bool hasMany, int previous, bool previousHasMany, int before) =>
        ((((long)previous * 1_000_000) + (previousHasMany ? 0 : before)) * 4) + (hasMany ? 2 : 0) + (previousHasMany ? 1 : 0);

    internal static MonthArrival Of(int merchantId, int month, long way) => new()
    {
        MerchantId = merchantId,
        Month = month,
        Way = way,
        HasMany = (way & 2) != 0,
        PreviousHasMany = (way & 1) != 0,
        PreviousMonth = (int)(way / 4 / 1_000_000),
        MonthBefore = (int)(way / 4 % 1_000_000),
    };
}

/// <summary>
/// How many members bought on a day something that is kept, by the day on which they had done so before. From these rows alone follows how many did in any window of days: each member
/// is counted where it came into the window, on the one day of it before which it had last come earlier.
/// </summary>
public sealed class DayArrival : IMerchantOwned
{
    /// <summary>Stands for: never before.</summary>
    public static readonly DateOnly Never = DateOnly.MinValue;

    internal DayArrival()
    {
    }

    public int MerchantId { get; internal set; }

    public DateOnly Day { get; internal set; }

    public DateOnly Previous { get; internal set; }

    public long KeptMembers { get; internal set; }
}

/// <summary>What the aggregates need to know of a purchase.</summary>
/// <param name="Day">The merchant's local day.</param>
/// <param name="Sales">What its lines were sold for; asked for only where it matters.</param>
/// <param name="IsReturned">Nothing of it is left.</param>
public readonly record struct PurchaseFact(int MerchantId, int StoreId, long? MemberId, DateTime OccurredAt, DateOnly Day, decimal Net, Func<ValueTask<IReadOnlyList<CategorySale>>> Sales, bool IsReturned = false)
{
    /// <summary>Counted alike: the same, or one that no figure can tell from it.</summary>
    internal bool CountsLike(PurchaseFact other) => OccurredAt == other.OccurredAt && StoreId == other.StoreId && Day == other.Day && Net == other.Net;
}
