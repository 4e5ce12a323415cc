using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Rewards;

/// <summary>Where a redemption stands. The numbers are stored: never renumber.</summary>
public enum RedemptionState
{
    /// <summary>Points and stock are kept for it; the points are not spent yet.</summary>
    Held = 1,

    /// <summary>Paid with points; the voucher waits to be used.</summary>
    Issued = 2,

    /// <summary>The member has it: the voucher is burnt, or there was nothing to hand over.</summary>
    Fulfilled = 3,

    /// <summary>Let go or given back: points and stock are back.</summary>
    Cancelled = 4,

    /// <summary>Not used in time.</summary>
    Expired = 5,
}

public enum RedemptionSource
{
    Wallet = 1,
    Till = 2,
    Portal = 3,
    Api = 4,

    /// <summary>By itself, as the points were there.</summary>
    Automatic = 5,
    Demo = 6,
}

/// <summary>
/// One reward for one member, from the points that pay for it to what was handed over: Held, Issued, Fulfilled; or Cancelled or Expired on the way. Only
/// these steps exist, and each is guarded by the state that it leaves.
/// </summary>
public sealed class Redemption : IMerchantOwned, IVersioned
{
    private Redemption()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Whose it is now: the survivor's after a merge.</summary>
    public long MemberId { get; private set; }

    /// <summary>The account that its entries are in: of the member who redeemed it.</summary>
    public long AccountId { get; private set; }

    public long RewardId { get; private set; }

    /// <summary>The version of the reward that holds for it.</summary>
    public int RewardNumber { get; private set; }

    public RedemptionState State { get; private set; }

    /// <summary>What it cost, in points.</summary>
    public long Points { get; private set; }

    /// <summary>What it cost the merchant when it was redeemed, as far as was known; what a discount really took is <see cref="Discount"/>.</summary>
    public decimal Worth { get; private set; }

    public RedemptionSource Source { get; private set; }

    public DateTime RedeemedAt { get; private set; }

    /// <summary>The merchant's local day of it: what limits count by.</summary>
    public DateOnly Day { get; private set; }

    public int? StoreId { get; private set; }

    /// <summary>The staff member who redeemed it; null: the member, or nobody.</summary>
    public long? RedeemedBy { get; private set; }

    /// <summary>The ledger's hold while it is <see cref="RedemptionState.Held"/>, and after.</summary>
    public long? HoldId { get; private set; }

    /// <summary>The entry that spent the points.</summary>
    public long? EntrySequence { get; private set; }

    /// <summary>What came back of <see cref="Points"/>.</summary>
    public long PointsBack { get; private set; }

    /// <summary>The voucher's code; null until it is paid, and where there is nothing to hand over.</summary>
    public string? Code { get; private set; }

    /// <summary>When the voucher ends, exclusive, UTC; null never.</summary>
    public DateTime? ValidUntil { get; private set; }

    /// <summary>When time does something to it, UTC: the hold lapses, the voucher ends. Null: nothing any more.</summary>
    public DateTime? DueAt { get; private set; }

    /// <summary>When it was handed over, given back, or ran out, UTC.</summary>
    public DateTime? EndedAt { get; private set; }

    public int? BurntStoreId { get; private set; }

    public long? BurntBy { get; private set; }

    /// <summary>The purchase that it was used on; still, when a return has made it good again.</summary>
    public long? PurchaseId { get; private set; }

    /// <summary>What it took off that purchase, with tax, in the merchant's currency.</summary>
    public decimal Discount { get; private set; }

    public long Version { get; private set; }

    /// <summary>It holds a piece of the stock, and counts for limits.</summary>
    public bool IsLive => State is RedemptionState.Held or RedemptionState.Issued or RedemptionState.Fulfilled;

    /// <summary>The state at a moment: time has done what it does, written or not.</summary>
    public RedemptionState StateAt(DateTime now) => DueAt <= now ? RedemptionState.Expired : State;

    internal static Redemption Open(long id, int merchantId, RewardOnOffer offer, RedemptionOrder order, long? holdId, DateTime? dueAt, DateOnly day, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        MemberId = order.MemberId,
        AccountId = order.MemberId,
        RewardId = offer.Reward.Id,
        RewardNumber = offer.Reward.Number,
        State = RedemptionState.Held,
        Points = offer.Content.Points,
        Worth = offer.Content.CostOfOne,
        Source = order.Source,
        RedeemedAt = now,
        Day = day,
        StoreId = order.StoreId,
        RedeemedBy = order.By,
        HoldId = holdId,
        DueAt = dueAt,
    };

    /// <summary>The points are spent.</summary>
    internal void Issue(long entrySequence, string? code, DateTime? validUntil)
    {
        Leave(RedemptionState.Held, RedemptionState.Issued);
        (EntrySequence, Code, ValidUntil, DueAt) = (entrySequence, code, validUntil, validUntil);
    }

    /// <summary>Handed over.</summary>
    internal void Fulfil(int? storeId, long? by, long? purchaseId, decimal discount, DateTime now)
    {
        Leave(RedemptionState.Issued, RedemptionState.Fulfilled);
        (BurntStoreId, BurntBy, PurchaseId, Discount) = (storeId, by, purchaseId, discount);
        End(now);
    }

    internal void Cancel(long pointsBack, DateTime now)
    {
        Leave(State == RedemptionState.Held ? RedemptionState.Held : RedemptionState.Issued, RedemptionState.Cancelled);
        PointsBack += pointsBack;
        End(now);
    }

    /// <summary>What it was for does not take place, whether or not it was handed over.</summary>
    internal void CallOff(DateTime now)
    {
        Leave(State == RedemptionState.Fulfilled ? RedemptionState.Fulfilled : RedemptionState.Issued, RedemptionState.Cancelled);
        PointsBack += Points;
        End(now);
    }

    internal void Expire(long pointsBack, DateTime now)
    {
        Leave(State == RedemptionState.Held ? RedemptionState.Held : RedemptionState.Issued, RedemptionState.Expired);
        PointsBack += pointsBack;
        End(now);
    }

    /// <summary>The whole purchase came back: the voucher is good again.</summary>
    internal void GiveBack(DateTime? validUntil)
    {
        Leave(RedemptionState.Fulfilled, RedemptionState.Issued);
        (ValidUntil, DueAt, EndedAt) = (validUntil, validUntil, null);
        (BurntStoreId, BurntBy) = (null, null);
    }

    internal void MoveTo(long memberId)
    {
        MemberId = memberId;
        Version++;
    }

    private void End(DateTime now)
    {
        DueAt = null;
        EndedAt = now;
    }

    private void Leave(RedemptionState from, RedemptionState to)
    {
        if (State != from)
            throw new InvalidOperationException($"Redemption {Id} is {State}, not {from}: it cannot become {to}.");
        State = to;
        Version++;
    }
}

/// <summary>That a whole purchase came back and made a voucher good again; and what is to be undone when it no longer has come back as a whole.</summary>
public sealed class VoucherGivenBack : IMerchantOwned, IVersioned
{
    private VoucherGivenBack()
    {
    }

    public long ReturnId { get; private set; }

    public long RedemptionId { get; private set; }

    public int MerchantId { get; private set; }

    public long PurchaseId { get; private set; }

    /// <summary>What it had taken off that purchase.</summary>
    public decimal Discount { get; private set; }

    /// <summary>A return of the purchase was taken back, and the voucher used again.</summary>
    public bool IsRetaken { get; private set; }

    public long Version { get; private set; }

    internal void Retake()
    {
        IsRetaken = true;
        Version++;
    }

    internal static VoucherGivenBack Of(Redemption redemption, long returnId) =>
        new() { ReturnId = returnId, RedemptionId = redemption.Id, MerchantId = redemption.MerchantId, PurchaseId = redemption.PurchaseId!.Value, Discount = redemption.Discount };
}

/// <summary>Who redeems, and where.</summary>
public sealed record RedemptionOrder(long MemberId, RedemptionSource Source, int? StoreId, long? By);

/// <summary>A reward as it is published.</summary>
public sealed record RewardOnOffer(Reward Reward, RewardContent Content);
