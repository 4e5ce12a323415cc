using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>Something that really happened to a member, in the order of time.</summary>
internal abstract record HistoryEvent(long Id, long MemberId, DateTime OccurredAt);

/// <param name="Points">What it was really given, before returns.</param>
/// <param name="PaidWithPoints">The part of the price that was paid with points, in the currency.</param>
/// <param name="IsTouched">Goods of it came back, now or later: its lines must be remembered.</param>
/// <param name="Lines">In the order of their numbers 1, 2, 3 …; a purchase before the time that is tried has some only where goods came back.</param>
internal sealed record PurchaseEvent(
    long Id, long MemberId, DateTime OccurredAt, DateTime RecordedAt, DateOnly Day, int StoreId, string? Reference, decimal Net, decimal PaidWithPoints, long Points, bool IsTouched, IReadOnlyList<BasketLine> Lines) : HistoryEvent(Id, MemberId, OccurredAt)
{
    /// <summary>What earlier runs have corrected of it, less what went back with returns.</summary>
    public long Corrected { get; init; }
}

internal sealed record ReturnEvent(long Id, long MemberId, DateTime OccurredAt, DateOnly Day, decimal Net, IReadOnlyList<ReturnedPiece> Pieces) : HistoryEvent(Id, MemberId, OccurredAt);

/// <summary>So much of one line of a purchase, and the points that were really taken back for it.</summary>
internal readonly record struct ReturnedPiece(long PurchaseId, int Line, decimal Quantity, decimal Net, long Points);

/// <summary>A sign-up, a review, a birthday …</summary>
/// <param name="OwnPoints">The part of the points that no rule gave, and so no other rule takes: an event's own.</param>
internal sealed record ActionEvent(long Id, long MemberId, DateTime OccurredAt, DateOnly Day, string Action, decimal Amount, long Points, long OwnPoints) : HistoryEvent(Id, MemberId, OccurredAt);

/// <summary>What of a member the rules may know and no purchase says.</summary>
internal readonly record struct MemberBasics(DateTime EnrolledAt, DateOnly? BirthDate)
{
    /// <summary>The segments that the member belonged to, and when; null where the tried programme does not ask.</summary>
    public IReadOnlyList<SegmentMembership>? Segments { get; init; }
}

/// <summary>The time that a trial looks at, UTC.</summary>
/// <param name="From">Inclusive: earlier history counts as it was, and nothing of it is given anew. Null: from the first purchase.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="AsOf">What was recorded later is not seen.</param>
public readonly record struct TrialWindow(DateTime? From, DateTime Until, DateTime AsOf);
