using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Purchases;

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

    /// <summary>What it took back beyond <see cref="PointsReversed"/> of what had been corrected for its purchases; below zero: so much less.</summary>
    public long CorrectionReversed { get; private set; }

    /// <summary>Lines that matched no purchase.</summary>
    public int UnmatchedLines { get; private set; }

    public int LineCount { get; private set; }

    public long? ImportId { get; private set; }

    public long? RecordedBy { get; private set; }

    /// <summary>Points that had paid and came back, and what they were worth: that much was not paid out as money.</summary>
    public long PointsRestored { get; private set; }

    public decimal PaidWithPoints { get; private set; }

    /// <summary>The currency that the purchase was sold in, where it was another than the merchant's, and the return's amount in it.</summary>
    public string? Currency { get; private set; }

    public decimal? CurrencyNet { get; private set; }

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
        CorrectionReversed = lines.Sum(line => line.CorrectionReversed),
        PointsRestored = lines.Sum(line => line.PointsRestored),
        PaidWithPoints = lines.Sum(line => line.PaidWithPoints),
        UnmatchedLines = lines.Count(line => line.PurchaseId is null),
        LineCount = lines.Count,
        ImportId = order.ImportId,
        RecordedBy = order.RecordedBy,
    };

    internal void SoldIn(string currency, decimal net) => (Currency, CurrencyNet) = (currency, net);

    /// <summary>Comes to another member with the purchases that it was of.</summary>
    internal void MoveTo(long memberId)
    {
        MemberId = memberId;
        Version++;
    }

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

    /// <summary>What was taken back of its purchase's correction, signed; it stands in the first line of the purchase.</summary>
    public long CorrectionReversed { get; private set; }

    /// <summary>The entry that took the points back.</summary>
    public long? EntrySequence { get; private set; }

    /// <summary>The account of that entry; null: the one that the purchase was first recorded for.</summary>
    public long? EntryAccountId { get; private set; }

    public long PointsRestored { get; private set; }

    public decimal PaidWithPoints { get; private set; }

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
        PointsRestored = part.Restored,
        PaidWithPoints = part.PaidBack,
    };

    internal void TakeCorrection(long points) => CorrectionReversed = points;

    internal void TakenBackBy(LedgerEntry entry) => (EntryAccountId, EntrySequence) = (entry.AccountId, entry.Sequence);
}

/// <summary>A piece of a return: so much of one purchase line, or of nothing known.</summary>
internal sealed record ReturnedPart(PurchaseLine? Line, string? Sku, string? Name, decimal Quantity, decimal Net, long Points)
{
    /// <summary>What earlier returns of the line gave back of the points that had paid, and what those were worth.</summary>
    public (long Points, decimal Worth) GivenBack { get; init; }

    /// <summary>Points that had paid and come back with it.</summary>
    public long Restored => Line?.RestoredFor(Quantity, GivenBack.Points) ?? 0;

    /// <summary>What those were worth.</summary>
    public decimal PaidBack => Line?.PaidBackFor(Quantity, GivenBack.Worth) ?? 0;
}
