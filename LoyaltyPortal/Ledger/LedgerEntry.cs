using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// One line of the ledger: written once, never changed, never deleted. Points are whole and signed; <see cref="Points"/> is the sum of the
/// three changes. Its hash covers the previous entry's hash and every field here.
/// </summary>
public sealed class LedgerEntry : IMerchantOwned
{
    private LedgerEntry()
    {
    }

    public long AccountId { get; private set; }

    /// <summary>1, 2, 3 … within the account.</summary>
    public long Sequence { get; private set; }

    public int MerchantId { get; private set; }

    public EntryKind Kind { get; private set; }

    public long Points { get; private set; }

    public long ActiveChange { get; private set; }

    public long PendingChange { get; private set; }

    public long HeldChange { get; private set; }

    public long ActiveAfter { get; private set; }

    public long PendingAfter { get; private set; }

    public long HeldAfter { get; private set; }

    public EntrySource Source { get; private set; }

    public long SourceId { get; private set; }

    /// <summary>When it happened, UTC.</summary>
    public DateTime OccurredAt { get; private set; }

    /// <summary>When the ledger learned of it, UTC.</summary>
    public DateTime RecordedAt { get; private set; }

    /// <summary>The published programme version whose rules decided it; 0 where rules had no say.</summary>
    public int ProgrammeVersion { get; private set; }

    /// <summary>The debit that this entry gives back, wholly or in part.</summary>
    public long? RestoresSequence { get; private set; }

    /// <summary>A credit: when its points become spendable, UTC. Null on entries that make no lot, and on those older than this field.</summary>
    public DateTime? AvailableFrom { get; private set; }

    /// <summary>A credit: the exclusive UTC end of its points; null never. A hold: when it lapses.</summary>
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>A credit of points that were earned before, elsewhere: when; null with <see cref="OccurredAt"/>.</summary>
    public DateTime? EarnedAt { get; private set; }

    /// <summary>
    /// The lot that a debit takes from first, that a restoration gives back to, that a release or an expiry is of; or the entry that placed the hold
    /// which this one ends. 0 none; null on credits, and on entries older than this field.
    /// </summary>
    public long? RefersTo { get; private set; }

    /// <summary>An activity that lets all open lots live at least until then, UTC.</summary>
    public DateTime? ExtendsTo { get; private set; }

    /// <summary>A restoration: the lots that it gives back to live at least until then, UTC.</summary>
    public DateTime? GraceUntil { get; private set; }

    /// <summary>The <see cref="Explanation"/> as JSON. It holds no personal data.</summary>
    public string Explanation { get; private set; } = "";

    public byte[] PreviousHash { get; private set; } = [];

    public byte[] Hash { get; private set; } = [];

    internal static LedgerEntry After(PointsAccount account, Posting posting, long activeChange, long pendingChange, long heldChange, string explanation, DateTime now)
    {
        var entry = new LedgerEntry
        {
            AccountId = account.Id,
            Sequence = account.Version + 1,
            MerchantId = account.MerchantId,
            Kind = posting.Kind,
            Points = activeChange + pendingChange + heldChange,
            ActiveChange = activeChange,
            PendingChange = pendingChange,
            HeldChange = heldChange,
            ActiveAfter = account.Active + activeChange,
            PendingAfter = account.Pending + pendingChange,
            HeldAfter = account.Held + heldChange,
            Source = posting.Source,
            SourceId = posting.SourceId,
            OccurredAt = Clock.Truncate(posting.OccurredAt), // hashed as it is stored
            RecordedAt = now,
            ProgrammeVersion = posting.ProgrammeVersion,
            RestoresSequence = posting.RestoresSequence,
            AvailableFrom = Truncated(posting.AvailableFrom),
            ExpiresAt = Truncated(posting.ExpiresAt),
            EarnedAt = Truncated(posting.EarnedAt),
            RefersTo = posting.AvailableFrom is null ? posting.FromLot ?? 0 : null,
            ExtendsTo = Truncated(posting.ExtendsTo),
            GraceUntil = Truncated(posting.GraceUntil),
            Explanation = explanation,
            PreviousHash = account.HeadHash,
        };
        entry.Hash = LedgerHash.Of(entry);
        return entry;
    }

    private static DateTime? Truncated(DateTime? utc) => utc is { } at ? Clock.Truncate(at) : null;
}

/// <summary>Points of one credit: how many are left, when they become spendable, when they expire.</summary>
public sealed class Lot : IMerchantOwned
{
    private Lot()
    {
    }

    public long AccountId { get; private set; }

    /// <summary>The sequence of the credit that made it.</summary>
    public long Sequence { get; private set; }

    public int MerchantId { get; private set; }

    public long Points { get; private set; }

    /// <summary>Not yet spent, expired, reversed or held.</summary>
    public long Remaining { get; private set; }

    public long Held { get; private set; }

    public bool IsPending { get; private set; }

    public DateTime EarnedAt { get; private set; }

    public DateTime AvailableFrom { get; private set; }

    /// <summary>Exclusive UTC end; null never expires.</summary>
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>Nothing is left and nothing is held: only a restoration opens it again. Not set on lots that were used up before this field was.</summary>
    public bool IsUsedUp { get; private set; }

    /// <param name="points">The credit's points, or as many of them as do not go elsewhere.</param>
    internal static Lot Of(LedgerEntry credit, long points) => new()
    {
        AccountId = credit.AccountId,
        Sequence = credit.Sequence,
        MerchantId = credit.MerchantId,
        Points = points,
        Remaining = points,
        IsPending = credit.AvailableFrom > credit.RecordedAt,
        EarnedAt = credit.EarnedAt ?? credit.OccurredAt,
        AvailableFrom = credit.AvailableFrom ?? credit.RecordedAt,
        ExpiresAt = credit.ExpiresAt,
    };

    internal void Take(long points)
    {
        if (points <= 0 || points > Remaining)
            throw new LedgerBrokenException($"{points} points cannot be taken from lot {Sequence} of account {AccountId}, which has {Remaining}.");
        Remaining -= points;
        IsUsedUp = Remaining + Held == 0;
    }

    internal void Restore(long points)
    {
        if (points <= 0 || Remaining + Held + points > Points)
            throw new LedgerBrokenException($"{points} points cannot go back to lot {Sequence} of account {AccountId}, which has {Remaining} of {Points}.");
        Remaining += points;
        IsUsedUp = false;
    }

    internal void Hold(long points)
    {
        Take(points);
        Held += points;
        IsUsedUp = false;
    }

    internal void Unhold(long points, bool backToRemaining)
    {
        if (points <= 0 || points > Held)
            throw new LedgerBrokenException($"{points} points are not held in lot {Sequence} of account {AccountId}.");
        Held -= points;
        if (backToRemaining)
            Remaining += points;
        IsUsedUp = Remaining + Held == 0;
    }

    internal void Release() => IsPending = false;

    /// <summary>Lets it live at least until then.</summary>
    /// <returns>Whether that is longer than it would have.</returns>
    internal bool LiveUntil(DateTime end)
    {
        if (ExpiresAt is null || ExpiresAt >= end)
            return false;
        ExpiresAt = Clock.Truncate(end);
        return true;
    }

    public bool IsOpen => Remaining + Held > 0;

    /// <summary>When time next changes this lot: its release, else its expiry.</summary>
    public DateTime? DueAt => Remaining + Held == 0 ? null : IsPending ? AvailableFrom : Remaining > 0 ? ExpiresAt : null;
}

/// <summary>
/// What an entry took from a lot, or gave back to it: positive takes, negative gives back. Of the entries of holds: what came under the hold, and what came
/// out of it. A credit takes from its own lot what pays off a debt.
/// </summary>
public sealed class Allocation : IMerchantOwned
{
    private Allocation()
    {
    }

    public long AccountId { get; private set; }

    /// <summary>The entry that took or gave back.</summary>
    public long Sequence { get; private set; }

    public long LotSequence { get; private set; }

    public int MerchantId { get; private set; }

    public long Points { get; private set; }

    internal static Allocation Of(LedgerEntry entry, Lot lot, long points) =>
        new() { AccountId = entry.AccountId, Sequence = entry.Sequence, LotSequence = lot.Sequence, MerchantId = entry.MerchantId, Points = points };
}
