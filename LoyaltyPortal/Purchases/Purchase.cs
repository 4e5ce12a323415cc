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

    /// <summary>The ledger entry in the member's account, or null when nobody earned.</summary>
    public long? EntrySequence { get; private set; }

    public int LineCount { get; private set; }

    public long? ImportId { get; private set; }

    /// <summary>The staff member who recorded it.</summary>
    public long? RecordedBy { get; private set; }

    public long Version { get; private set; }

    internal static Purchase Record(long id, RecordPurchase command, long? memberId, DateTime occurredAt, DateTime now, DateOnly day, long points) => new()
    {
        Id = id,
        MerchantId = command.MerchantId,
        StoreId = command.StoreId,
        MemberId = memberId,
        OccurredAt = occurredAt,
        RecordedAt = now,
        Day = day,
        Reference = command.Reference,
        Source = command.Source,
        State = PurchaseState.Completed,
        Net = command.Lines.Sum(line => line.Net),
        PointsEarned = points,
        LineCount = command.Lines.Count,
        ImportId = command.ImportId,
        RecordedBy = command.RecordedBy,
    };

    internal void Earned(long entrySequence) => EntrySequence = entrySequence;

    internal void Return(decimal net, long points, bool isComplete)
    {
        ReturnedNet += net;
        PointsReversed += points;
        State = isComplete ? PurchaseState.Returned : PurchaseState.PartlyReturned;
        Version++;
    }

    internal void Unreturn(decimal net, long points, bool nothingReturned)
    {
        if (State == PurchaseState.Undone)
            throw new InvalidOperationException($"Purchase {Id} was undone: nothing of it can count as sold again.");
        ReturnedNet -= net;
        PointsReversed -= points;
        State = nothingReturned ? PurchaseState.Completed : PurchaseState.PartlyReturned;
        Version++;
    }

    internal void Undo(long pointsTakenBack)
    {
        PointsReversed += pointsTakenBack;
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

    public decimal QuantityLeft => Quantity - ReturnedQuantity;

    internal static PurchaseLine Of(long purchaseId, int number, int merchantId, LineInput line, long points) => new()
    {
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

    internal void Return(decimal quantity, decimal net, long points)
    {
        ReturnedQuantity += quantity;
        ReturnedNet += net;
        PointsReversed += points;
    }

    internal void Unreturn(decimal quantity, decimal net, long points) => Return(-quantity, -net, -points);
}

public enum ReturnState
{
    Completed = 1,
    Undone = 2,
}

/// <summary>Goods that came back. A return that matches no purchase is kept, listed, and moves no points.</summary>
public sealed class PurchaseReturn : IMerchantOwned, IVersioned
{
    private PurchaseReturn()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public int StoreId { get; private set; }

    public long? MemberId { get; private set; }

    public DateTime OccurredAt { get; private set; }

    public DateTime RecordedAt { get; private set; }

    public DateOnly Day { get; private set; }

    public string? Reference { get; private set; }

    public PurchaseSource Source { get; private set; }

    public ReturnState State { get; private set; }

    public decimal Net { get; private set; }

    public long PointsReversed { get; private set; }

    /// <summary>Lines that matched no purchase.</summary>
    public int UnmatchedLines { get; private set; }

    public int LineCount { get; private set; }

    public long? ImportId { get; private set; }

    public long? RecordedBy { get; private set; }

    public long Version { get; private set; }

    internal static PurchaseReturn Record(long id, ReturnOrder order, DateTime occurredAt, DateTime now, DateOnly day, IReadOnlyCollection<PurchaseReturnLine> lines) => new()
    {
        Id = id,
        MerchantId = order.MerchantId,
        StoreId = order.StoreId,
        MemberId = order.MemberId,
        OccurredAt = occurredAt,
        RecordedAt = now,
        Day = day,
        Reference = order.Reference,
        Source = order.Source,
        State = ReturnState.Completed,
        Net = lines.Sum(line => line.Net),
        PointsReversed = lines.Sum(line => line.PointsReversed),
        UnmatchedLines = lines.Count(line => line.PurchaseId is null),
        LineCount = lines.Count,
        ImportId = order.ImportId,
        RecordedBy = order.RecordedBy,
    };

    internal void Undo()
    {
        State = ReturnState.Undone;
        Version++;
        Reference = null;
    }
}

public sealed class PurchaseReturnLine : IMerchantOwned
{
    private PurchaseReturnLine()
    {
    }

    public long ReturnId { get; private set; }

    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The purchase line that came back; null when none was found.</summary>
    public long? PurchaseId { get; private set; }

    public int? PurchaseLineNumber { get; private set; }

    public string? Sku { get; private set; }

    public string? Name { get; private set; }

    public decimal Quantity { get; private set; }

    public decimal Net { get; private set; }

    public long PointsReversed { get; private set; }

    /// <summary>The entry that took the points back.</summary>
    public long? EntrySequence { get; private set; }

    internal static PurchaseReturnLine Of(long returnId, int number, int merchantId, ReturnedPart part) => new()
    {
        ReturnId = returnId,
        Number = number,
        MerchantId = merchantId,
        PurchaseId = part.Line?.PurchaseId,
        PurchaseLineNumber = part.Line?.Number,
        Sku = part.Line?.Sku ?? part.Sku,
        Name = part.Line?.Name ?? part.Name,
        Quantity = part.Quantity,
        Net = part.Net,
        PointsReversed = part.Points,
    };

    internal void TakenBackBy(long entrySequence) => EntrySequence = entrySequence;
}

/// <summary>A piece of a return: so much of one purchase line, or of nothing known.</summary>
internal sealed record ReturnedPart(PurchaseLine? Line, string? Sku, string? Name, decimal Quantity, decimal Net, long Points);
