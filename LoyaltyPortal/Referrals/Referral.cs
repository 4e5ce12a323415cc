using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Referrals;

/// <summary>How far a referral has come. The numbers are stored: never renumber.</summary>
public enum ReferralState
{
    /// <summary>The friend has joined and has not bought enough yet.</summary>
    Joined = 1,

    /// <summary>The friend has bought enough; paid once the return window has passed.</summary>
    Qualified = 2,

    /// <summary>Somebody must look at it before it is paid.</summary>
    Held = 3,

    Paid = 4,

    /// <summary>Refused outright, or by whoever looked at it.</summary>
    Rejected = 5,

    /// <summary>Paid, and taken back since.</summary>
    ClawedBack = 6,

    /// <summary>Came to nothing: the two turned out to be one person, or one of them has gone.</summary>
    Void = 7,
}

/// <summary>Why a referral ended without points, or lost them. The numbers are stored: never renumber.</summary>
public enum ReferralEnd
{
    Refund = 1,
    Merge = 2,
    Review = 3,
    Self = 4,
    Gone = 5,
}

/// <summary>Which states follow which; everything else is a bug.</summary>
public static class ReferralMoves
{
    private static readonly HashSet<(ReferralState From, ReferralState To)> All =
    [
        (ReferralState.Joined, ReferralState.Qualified),
        (ReferralState.Joined, ReferralState.Held),
        (ReferralState.Joined, ReferralState.Void),
        (ReferralState.Qualified, ReferralState.Joined), // the purchase came back before the payment
        (ReferralState.Qualified, ReferralState.Held),
        (ReferralState.Qualified, ReferralState.ClawedBack), // the same, of one that had been paid and taken back before
        (ReferralState.Qualified, ReferralState.Paid),
        (ReferralState.Qualified, ReferralState.Void),
        (ReferralState.Held, ReferralState.Joined),
        (ReferralState.Held, ReferralState.Qualified),
        (ReferralState.Held, ReferralState.Rejected),
        (ReferralState.Held, ReferralState.ClawedBack),
        (ReferralState.Held, ReferralState.Void),
        (ReferralState.Paid, ReferralState.ClawedBack),
        (ReferralState.ClawedBack, ReferralState.Qualified), // the return was taken back
        (ReferralState.ClawedBack, ReferralState.Held),
        (ReferralState.Void, ReferralState.Joined), // the merge that had ended it was undone
        (ReferralState.Void, ReferralState.ClawedBack), // the same, of one that had been paid and taken back before
    ];

    public static bool Allows(ReferralState from, ReferralState to) => All.Contains((from, to));
}

/// <summary>That one member brought another, and what came of it. A person is brought once.</summary>
public sealed class Referral : IMerchantOwned, IVersioned
{
    public const int NoteLength = 300;

    private Referral()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long ReferrerId { get; private set; }

    public long RefereeId { get; private set; }

    /// <summary>The terms that were in force when the friend joined.</summary>
    public int TermsNumber { get; private set; }

    public ReferralState State { get; private set; }

    public DateTime JoinedAt { get; private set; }

    /// <summary>What speaks against it, as codes of <see cref="ReferralCheck"/> with commas between.</summary>
    public string Reasons { get; private set; } = "";

    /// <summary>Those of <see cref="Reasons"/> that somebody has looked at and found in order.</summary>
    public string Cleared { get; private set; } = "";

    /// <summary>The purchase that qualified it.</summary>
    public long? PurchaseId { get; private set; }

    public DateTime? QualifiedAt { get; private set; }

    /// <summary>Not paid before, UTC.</summary>
    public DateTime? DueAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    /// <summary>What was given, a milestone included.</summary>
    public long ReferrerPoints { get; private set; }

    public long RefereePoints { get; private set; }

    /// <summary>The milestone that it reached, in friends.</summary>
    public int? Milestone { get; private set; }

    /// <summary>How many ledger entries it has made; each is a <see cref="ReferralEntry"/>.</summary>
    public int Entries { get; private set; }

    public long? DecidedBy { get; private set; }

    public string? DecidedByName { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public string? Note { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public ReferralEnd? EndedBecause { get; private set; }

    public long Version { get; private set; }

    public IEnumerable<string> ReasonCodes => Codes(Reasons);

    /// <summary>Its entries are those of its one payment, if any: none was taken back.</summary>
    internal bool IsAsPaid => Entries == (State == ReferralState.Paid && ReferrerPoints > 0 ? 1 : 0) + (State == ReferralState.Paid && RefereePoints > 0 ? 1 : 0);

    internal static Referral Join(long id, int merchantId, long referrerId, long refereeId, int termsNumber, DateTime joinedAt, IReadOnlyList<string> reasons) => new()
    {
        Id = id,
        MerchantId = merchantId,
        ReferrerId = referrerId,
        RefereeId = refereeId,
        TermsNumber = termsNumber,
        State = ReferralState.Joined,
        JoinedAt = joinedAt,
        Reasons = string.Join(',', reasons),
    };

    /// <summary>One that is refused as it arrives: kept, so that staff see that it was tried.</summary>
    internal static Referral Refuse(long id, int merchantId, long referrerId, long refereeId, int termsNumber, DateTime joinedAt, IReadOnlyList<string> reasons)
    {
        var refused = Join(id, merchantId, referrerId, refereeId, termsNumber, joinedAt, reasons);
        (refused.State, refused.EndedAt, refused.EndedBecause) = (ReferralState.Rejected, joinedAt, ReferralEnd.Self);
        return refused;
    }

    /// <summary>The friend has bought enough; held if anything speaks against it that nobody has cleared.</summary>
    internal void Qualify(long purchaseId, DateTime boughtAt, DateTime dueAt, IEnumerable<string> found)
    {
        MoveTo(Suspect(found) ? ReferralState.Held : ReferralState.Qualified);
        (PurchaseId, QualifiedAt, DueAt) = (purchaseId, boughtAt, dueAt);
        (EndedAt, EndedBecause) = (null, null);
    }

    /// <summary>The purchase no longer counts, before anything was paid; what had been paid and taken back before is taken back again.</summary>
    internal void Unqualify(DateTime now)
    {
        if (PaidAt is not null)
        {
            ClawBack(ReferralEnd.Refund, now);
            return;
        }

        MoveTo(ReferralState.Joined);
        (PurchaseId, QualifiedAt, DueAt) = (null, null, null);
    }

    /// <summary>Something has come up that nobody has cleared.</summary>
    /// <returns>True when it is held now.</returns>
    internal bool HoldFor(IEnumerable<string> found)
    {
        if (!Suspect(found))
            return false;
        MoveTo(ReferralState.Held);
        return true;
    }

    internal void Approve(Actor by, string? note, DateTime now)
    {
        MoveFromHeld(ReferralState.Qualified);
        Cleared = Reasons;
        Decided(by, note, now);
    }

    internal void Reject(Actor by, string? note, DateTime now)
    {
        MoveFromHeld(ReferralState.Rejected);
        Decided(by, note, now);
        (EndedAt, EndedBecause) = (now, ReferralEnd.Review);
    }

    internal void Pay(long referrerPoints, long refereePoints, int? milestone, DateTime now)
    {
        MoveTo(ReferralState.Paid);
        (ReferrerPoints, RefereePoints, Milestone, PaidAt) = (referrerPoints, refereePoints, milestone, now);
    }

    internal void ClawBack(ReferralEnd because, DateTime now)
    {
        MoveTo(ReferralState.ClawedBack);
        (EndedAt, EndedBecause) = (now, because);
    }

    internal void Void(ReferralEnd because, DateTime now)
    {
        MoveTo(ReferralState.Void);
        (EndedAt, EndedBecause) = (now, because);
    }

    /// <summary>
    /// The merge that ended it was undone: the friend has joined and it is for the purchases to say what follows. One that had been paid waits, taken back, for its own
    /// purchase to count.
    /// </summary>
    internal void Revive()
    {
        if (PaidAt is null)
        {
            MoveTo(ReferralState.Joined);
            (PurchaseId, QualifiedAt, DueAt, EndedAt, EndedBecause) = (null, null, null, null, null);
            return;
        }

        if (State == ReferralState.Void)
            MoveTo(ReferralState.ClawedBack);
        else
            Version++;
        EndedBecause = ReferralEnd.Refund;
    }

    /// <summary>A party goes on as another member, or on its own again.</summary>
    internal void BelongTo(long referrerId, long refereeId)
    {
        (ReferrerId, RefereeId) = (referrerId, refereeId);
        Version++;
    }

    internal ReferralEntry Record(ReferralSide side, bool isReversal, Ledger.LedgerEntry entry)
    {
        Entries++;
        return ReferralEntry.Of(this, Entries, side, isReversal, entry);
    }

    private bool Suspect(IEnumerable<string> found)
    {
        Reasons = string.Join(',', Codes(Reasons).Union(found));
        return Codes(Reasons).Except(Codes(Cleared)).Any();
    }

    private void Decided(Actor by, string? note, DateTime now) => (DecidedBy, DecidedByName, DecidedAt, Note) = (by.UserId, by.Name, now, note);

    private void MoveFromHeld(ReferralState state)
    {
        if (State != ReferralState.Held)
            throw new InvalidOperationException($"Referral {Id} is {State}: there is nothing to decide.");
        MoveTo(state);
    }

    private void MoveTo(ReferralState state)
    {
        if (!ReferralMoves.Allows(State, state))
            throw new InvalidOperationException($"Referral {Id} cannot go from {State} to {state}.");
        State = state;
        Version++;
    }

    internal static string[] Codes(string codes) => codes.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

public enum ReferralSide
{
    Referrer = 1,
    Referee = 2,
}

/// <summary>One entry in the ledger that a referral made. Append-only: the proof of the books holds both against each other.</summary>
public sealed class ReferralEntry : IMerchantOwned
{
    private ReferralEntry()
    {
    }

    public long ReferralId { get; private set; }

    /// <summary>1, 2, 3 … within the referral.</summary>
    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public ReferralSide Side { get; private set; }

    public bool IsReversal { get; private set; }

    public long AccountId { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>As booked: a reversal that met an empty account took less than was given.</summary>
    public long Points { get; private set; }

    internal static ReferralEntry Of(Referral referral, int number, ReferralSide side, bool isReversal, Ledger.LedgerEntry entry) => new()
    {
        ReferralId = referral.Id,
        Number = number,
        MerchantId = referral.MerchantId,
        Side = side,
        IsReversal = isReversal,
        AccountId = entry.AccountId,
        Sequence = entry.Sequence,
        Points = entry.Points,
    };
}
