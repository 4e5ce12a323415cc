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
            Explanation = explanation,
            PreviousHash = account.HeadHash,
        };
        entry.Hash = LedgerHash.Of(entry);
        return entry;
    }
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

    internal static Lot Of(LedgerEntry credit, bool isPending, DateTime availableFrom, DateTime? expiresAt) => new()
    {
        AccountId = credit.AccountId,
        Sequence = credit.Sequence,
        MerchantId = credit.MerchantId,
        Points = credit.Points,
        Remaining = credit.Points,
        IsPending = isPending,
        EarnedAt = credit.OccurredAt,
        AvailableFrom = Clock.Truncate(availableFrom),
        ExpiresAt = expiresAt is { } end ? Clock.Truncate(end) : null,
    };

    internal void Take(long points)
    {
        if (points <= 0 || points > Remaining)
            throw new LedgerBrokenException($"{points} points cannot be taken from lot {Sequence} of account {AccountId}, which has {Remaining}.");
        Remaining -= points;
    }

    internal void Restore(long points)
    {
        if (points <= 0 || Remaining + Held + points > Points)
            throw new LedgerBrokenException($"{points} points cannot go back to lot {Sequence} of account {AccountId}, which has {Remaining} of {Points}.");
        Remaining += points;
    }

    internal void Hold(long points)
    {
        Take(points);
        Held += points;
    }

    internal void Unhold(long points, bool backToRemaining)
    {
        if (points <= 0 || points > Held)
            throw new LedgerBrokenException($"{points} points are not held in lot {Sequence} of account {AccountId}.");
        Held -= points;
        if (backToRemaining)
            Remaining += points;
    }

    internal void Release() => IsPending = false;

    /// <summary>When time next changes this lot: its release, else its expiry.</summary>
    public DateTime? DueAt => Remaining + Held == 0 ? null : IsPending ? AvailableFrom : Remaining > 0 ? ExpiresAt : null;
}

/// <summary>Which lots a debit consumed, or a restoration gave back to: positive takes, negative gives back.</summary>
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
