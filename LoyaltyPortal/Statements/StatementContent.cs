using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Statements;

/// <summary>Whose statement it is.</summary>
/// <param name="Language">What the member wants to be written in; null follows the merchant.</param>
public sealed record StatementMember(long Id, string Code, string Name, DateTime EnrolledAt, string? Language);

/// <summary>A line: what moved in each pocket, and what the active points were after it.</summary>
public sealed record StatementLine(EntryView Entry, long ActiveChange, long PendingChange, long HeldChange, long ActiveAfter)
{
    /// <summary>What came or went. What a payment keeps is still the member's: it goes when the payment is made.</summary>
    public long Change => ActiveChange + HeldChange;
}

/// <param name="Held">Null for no tier.</param>
/// <param name="Counted">Points, currency or visits, as the ladder has it.</param>
/// <param name="Next">Null at the top.</param>
public sealed record StatementTier(TierMeasure Measure, Tier? Held, decimal Counted, Tier? Next)
{
    public decimal Missing => Next is null ? 0 : Math.Max(0, Next.Threshold - Counted);
}

/// <param name="Code">Null for whoever is not its owner: a code is as good as the voucher.</param>
public sealed record StatementVoucher(string Name, string? Code, DateTime RedeemedAt, DateTime? ValidUntil);

/// <summary>The newest entry that a statement knows: its hash covers all before it.</summary>
public sealed record StatementHead(long Sequence, string Hash);

/// <summary>One member's month, as the books have it.</summary>
/// <param name="Month">As <see cref="Platform.Time.MonthNumber"/> has it.</param>
/// <param name="To">The last day: of the month, or today where the month is not over.</param>
/// <param name="End">The first instant that does not belong to it, UTC.</param>
/// <param name="Lines">In the order in which it happened.</param>
public sealed record StatementContent(MerchantView Merchant, StatementMember Member, int Month, DateOnly From, DateOnly To, DateTime End, PointsAsOf Opening, PointsAsOf Closing, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>The month is not over.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What time has brought in the month and is not booked yet; null nothing.</summary>
    public PointsAsOf? Due { get; init; }

    /// <summary>Points that lapse soon after it, soonest first.</summary>
    public IReadOnlyList<ExpiringPoints> Expiring { get; init; } = [];

    public StatementTier? Tier { get; init; }

    public IReadOnlyList<StatementVoucher> Vouchers { get; init; } = [];

    /// <summary>Null where nothing was ever booked.</summary>
    public StatementHead? Head { get; init; }

    /// <summary>Where the head is held against the ledger; an absolute address.</summary>
    public string VerifyAt { get; init; } = "";

    public long Added => Lines.Sum(line => Math.Max(0, line.Change)) + Math.Max(0, DueChange);

    public long Taken => Lines.Sum(line => Math.Min(0, line.Change)) + Math.Min(0, DueChange);

    private long DueChange => Due is { } due ? due.Active + due.Held : 0;
}
