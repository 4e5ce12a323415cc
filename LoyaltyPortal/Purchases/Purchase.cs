using LoyaltyPortal.Earning;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Purchases;

public enum PurchaseSource
{
    Till = 1,
    Api = 2,
    Import = 3,
    Portal = 4,
    Demo = 5,
}

public enum PurchaseState
{
    Completed = 1,
    PartlyReturned = 2,
    Returned = 3,

    /// <summary>Its import was undone: kept for the ledger, counted by nobody.</summary>
    Undone = 4,
}

/// <summary>Something that was sold, to a member or to somebody unknown. Amounts in the merchant's currency, net of tax.</summary>
public sealed class Purchase : IMerchantOwned, IVersioned
{
    private Purchase()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public int StoreId { get; private set; }

    public long? MemberId { get; private set; }

    /// <summary>When it was sold, UTC.</summary>
    public DateTime OccurredAt { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>The merchant's local day of it.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>The shop's own number for it, unique per merchant; null when it has none or was undone.</summary>
    public string? Reference { get; private set; }

    public PurchaseSource Source { get; private set; }

    public PurchaseState State { get; private set; }

    public decimal Net { get; private set; }

    public decimal ReturnedNet { get; private set; }

    public long PointsEarned { get; private set; }

    public long PointsReversed { get; private set; }

    /// <summary>What corrections gave for it later, signed: see <see cref="PurchaseCorrection"/>. It counts for no tier and no report of what was earned.</summary>
    public long PointsCorrected { get; private set; }

    /// <summary>What returns took back of <see cref="PointsCorrected"/>, with its sign.</summary>
    public long CorrectionReversed { get; private set; }

    /// <summary>The ledger entry in the member's account, or null when nobody earned.</summary>
    public long? EntrySequence { get; private set; }

    public int LineCount { get; private set; }

    public long? ImportId { get; private set; }

    /// <summary>The staff member who recorded it.</summary>
    public long? RecordedBy { get; private set; }

    /// <summary>Points that paid a part of it, and what they were worth.</summary>
    public long PointsRedeemed { get; private set; }

    public decimal PaidWithPoints { get; private set; }

    /// <summary>What returns gave back of <see cref="PointsRedeemed"/>.</summary>
    public long PointsRestored { get; private set; }

    /// <summary>The account that its own entries are in, once its member has been merged into another; null: the member's.</summary>
    public long? EntryAccountId { get; private set; }

    /// <summary>The lot of what it earned in the account of the member it has come to; null while <see cref="EntrySequence"/> is that lot.</summary>
    public long? LotSequence { get; private set; }

    /// <summary>ISO 4217, where it was sold in another currency than the merchant's.</summary>
    public string? Currency { get; private set; }

    /// <summary>Net in <see cref="Currency"/>.</summary>
    public decimal? CurrencyNet { get; private set; }

    public decimal CurrencyReturnedNet { get; private set; }

    /// <summary>What one unit of <see cref="Currency"/> was worth in the merchant's when it was sold, in billionths.</summary>
    public long? RateBillionths { get; private set; }

    public decimal? Rate => RateBillionths / ExchangeRate.Scale;

    /// <summary>Where the entries of it are that were posted under its first member.</summary>
    internal long? OwnAccountId => EntryAccountId ?? MemberId;

    public long Version { get; private set; }

    internal static Purchase Record(long id, RecordPurchase command, string? reference, long? memberId, DateTime occurredAt, DateTime now, DateOnly day, long points, PointsPayment payment) => new()
    {
        PointsRedeemed = payment.Points,
        PaidWithPoints = payment.Worth,
        Currency = command.Exchange?.Currency,
        CurrencyNet = command.Exchange is null ? null : command.Lines.Sum(line => line.Net),
        RateBillionths = command.Exchange?.Billionths,
        Id = id,
        MerchantId = command.MerchantId,
        StoreId = command.StoreId,
        MemberId = memberId,
        OccurredAt = occurredAt,
        RecordedAt = now,
        Day = day,
        Reference = reference,
        Source = command.Source,
        State = PurchaseState.Completed,
        Net = command.OwnLines.Sum(line => line.Net),
        PointsEarned = points,
        LineCount = command.Lines.Count,
        ImportId = command.ImportId,
        RecordedBy = command.RecordedBy,
    };

    internal void Earned(long entrySequence) => EntrySequence = entrySequence;

    internal void Correct(long points)
    {
        PointsCorrected += points;
        Version++;
    }

    /// <summary>What still stands of what was corrected, signed.</summary>
    internal long CorrectionLeft => PointsCorrected - CorrectionReversed;

    /// <summary>
    /// What goes back of the correction with some of the goods: in proportion to what these cost of all that is left, rounded toward zero; all of it with the last. Never so much that the
    /// return would give points, nor that what is left would be less than nothing.
    /// </summary>
    /// <param name="lines">All of its lines, before the return.</param>
    internal long CorrectionFor(IReadOnlyCollection<PurchaseLine> lines, IReadOnlyCollection<ReturnedPart> parts)
    {
        if (CorrectionLeft == 0)
            return 0;
        var (earned, earnedLeft) = (parts.Sum(part => part.Points), PointsEarned - PointsReversed);
        var coming = parts.ToDictionary(part => part.Line!.Number, part => part.Quantity);
        var isComplete = lines.All(line => line.QuantityLeft == coming.GetValueOrDefault(line.Number));
        var (cost, costLeft) = (parts.Sum(part => part.Line!.NetFor(part.Quantity)), lines.Sum(line => line.NetFor(line.QuantityLeft)));
        var share = isComplete ? CorrectionLeft : costLeft == 0 ? 0 : (long)decimal.Truncate(CorrectionLeft * cost / costLeft);
        return Math.Max(-earned, Math.Min(share, earnedLeft + CorrectionLeft - earned));
    }

    /// <summary>What of that much money is, in the currency it was sold in; what is left once all has come back.</summary>
    internal decimal? InCurrency(decimal net, bool isComplete) =>
        Rate is not { } rate ? null : isComplete ? CurrencyNet!.Value - CurrencyReturnedNet : Math.Round(net / rate, 2, MidpointRounding.ToZero);

    /// <param name="currencyNet">The same in the currency it was sold in; null in the merchant's.</param>
    /// <param name="correction">Of <see cref="CorrectionLeft"/>, with its sign.</param>
    internal void Return(decimal net, long points, long correction, long restored, decimal? currencyNet, bool isComplete)
    {
        CorrectionReversed += correction;
        CurrencyReturnedNet += currencyNet ?? 0;
        PointsRestored += restored;
        ReturnedNet += net;
        PointsReversed += points;
        State = isComplete ? PurchaseState.Returned : PurchaseState.PartlyReturned;
        Version++;
    }

    internal void Unreturn(decimal net, long points, long correction, long restored, decimal? currencyNet, bool nothingReturned)
    {
        if (State == PurchaseState.Undone)
            throw new InvalidOperationException($"Purchase {Id} was undone: nothing of it can count as sold again.");
        CorrectionReversed -= correction;
        CurrencyReturnedNet -= currencyNet ?? 0;
        PointsRestored -= restored;
        ReturnedNet -= net;
        PointsReversed -= points;
        State = nothingReturned ? PurchaseState.Completed : PurchaseState.PartlyReturned;
        Version++;
    }

    /// <summary>Comes to another member, as its own was merged or is on its own again.</summary>
    /// <param name="lotSequence">Where the rest of what it earned is in that member's account; null where nothing is left of it.</param>
    internal void MoveTo(long memberId, long? lotSequence)
    {
        EntryAccountId ??= MemberId;
        MemberId = memberId;
        LotSequence = lotSequence;
        if (EntryAccountId == memberId)
            EntryAccountId = null;
        Version++;
    }

    /// <summary>The lot in the present member's account that what it earned is taken back from first.</summary>
    internal long? OwnLot => EntryAccountId is null && LotSequence is null ? EntrySequence : LotSequence;

    internal void Undo(long pointsTakenBack)
    {
        PointsReversed += pointsTakenBack;
        CorrectionReversed = PointsCorrected;
        State = PurchaseState.Undone;
        Reference = null;
        Version++;
    }
}

public sealed class PurchaseLine : IMerchantOwned
{
    private PurchaseLine()
    {
    }

    public long PurchaseId { get; private set; }

    /// <summary>1, 2, 3 … within the purchase.</summary>
    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public string? Sku { get; private set; }

    public string? Name { get; private set; }

    public string? Category { get; private set; }

    public string? Brand { get; private set; }

    public LineKind Kind { get; private set; }

    /// <summary>Tax on top of <see cref="Net"/>.</summary>
    public decimal Tax { get; private set; }

    public decimal Quantity { get; private set; }

    public decimal Net { get; private set; }

    public bool EarnsPoints { get; private set; }

    /// <summary>The line's part of what the purchase earned.</summary>
    public long PointsEarned { get; private set; }

    public decimal ReturnedQuantity { get; private set; }

    public decimal ReturnedNet { get; private set; }

    public long PointsReversed { get; private set; }

    /// <summary>The line's part of the points that paid for the purchase, and of what they were worth.</summary>
    public long PointsRedeemed { get; private set; }

    public decimal PaidWithPoints { get; private set; }

    public decimal QuantityLeft => Quantity - ReturnedQuantity;

    internal static PurchaseLine Of(long purchaseId, int number, int merchantId, LineInput line, long points, long redeemed, decimal paidWithPoints) => new()
    {
        PointsRedeemed = redeemed,
        PaidWithPoints = paidWithPoints,
        PurchaseId = purchaseId,
        Number = number,
        MerchantId = merchantId,
        Sku = line.Sku,
        Name = line.Name,
        Category = line.Category,
        Brand = line.Brand,
        Kind = line.Kind,
        Tax = line.Tax,
        Quantity = line.Quantity,
        Net = line.Net,
        EarnsPoints = line.EarnsPoints,
        PointsEarned = points,
    };

    /// <summary>What a return of that quantity takes back: in proportion, rounded down; the last one takes all that is left.</summary>
    public long PointsFor(decimal quantity) => PointsFor(PointsEarned, PointsReversed, Quantity, ReturnedQuantity, quantity);

    /// <summary>The same for a line that is not in the books: of its points some were reversed, of its pieces some returned, and so many come now.</summary>
    public static long PointsFor(long earned, long reversed, decimal quantity, decimal returned, decimal coming) => coming >= quantity - returned
        ? earned - reversed
        : Math.Max(0, (long)decimal.Truncate(earned * (returned + coming) / quantity) - reversed);

    /// <summary>What a return of that quantity is worth by the line's own price; the last one is worth what is left.</summary>
    public decimal NetFor(decimal quantity)
    {
        // A file may have said that more came back than was paid: never less than nothing is left.
        var left = Math.Max(0, Net - ReturnedNet);
        return quantity >= QuantityLeft ? left : Math.Min(left, Math.Round(Net * quantity / Quantity, 2, MidpointRounding.ToZero));
    }

    /// <summary>What a return of that quantity gives back of the points that paid: in proportion, rounded down; the last one gives all that is left.</summary>
    /// <param name="before">What the returns that count have given back already: not always the proportion, as one in the middle may have been taken back.</param>
    public long RestoredFor(decimal quantity, long before) => Math.Max(0, RestoredBy(ReturnedQuantity + quantity) - before);

    /// <summary>The part of a return's worth that comes back as points, not as money.</summary>
    /// <param name="before">As for <see cref="RestoredFor"/>.</param>
    public decimal PaidBackFor(decimal quantity, decimal before) => Math.Max(0, PaidBackBy(ReturnedQuantity + quantity) - before);

    private long RestoredBy(decimal returned) => returned >= Quantity ? PointsRedeemed : (long)decimal.Truncate(PointsRedeemed * returned / Quantity);

    private decimal PaidBackBy(decimal returned) => returned >= Quantity ? PaidWithPoints : Math.Round(PaidWithPoints * returned / Quantity, 2, MidpointRounding.ToZero);

    internal void Return(decimal quantity, decimal net, long points)
    {
        ReturnedQuantity += quantity;
        ReturnedNet += net;
        PointsReversed += points;
    }

    internal void Unreturn(decimal quantity, decimal net, long points) => Return(-quantity, -net, -points);
}
