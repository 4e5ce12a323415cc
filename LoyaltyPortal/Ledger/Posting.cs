namespace LoyaltyPortal.Ledger;

/// <summary>An order to the ledger. Credits and debits both give <see cref="Points"/> as a positive number; the kind says which way.</summary>
public sealed record Posting
{
    public required long AccountId { get; init; }

    public required EntryKind Kind { get; init; }

    public required long Points { get; init; }

    public required EntrySource Source { get; init; }

    public required long SourceId { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required Explanation Explanation { get; init; }

    public int ProgrammeVersion { get; init; }

    /// <summary>A credit that is still in the return window until then, UTC; null or past: active at once.</summary>
    public DateTime? AvailableFrom { get; init; }

    /// <summary>A credit's exclusive UTC expiry; null never.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>A credit of points that were earned before, elsewhere: when, UTC; null with <see cref="OccurredAt"/>.</summary>
    public DateTime? EarnedAt { get; init; }

    /// <summary>A debit takes from this lot first, pending or not (a reversal of what that credit gave); a restoration gives back to this one only.</summary>
    public long? FromLot { get; init; }

    /// <summary>A debit may take less when there is not enough; the shortfall is in the entry's explanation.</summary>
    public bool Clamp { get; init; }

    /// <summary>A reversal may take active points below zero; what becomes active later pays that off first. No other debit may.</summary>
    public bool AllowDebt { get; init; }

    /// <summary>
    /// A restoration gives back to the lots that this debit took from, with their own dates; then it lessens what is left of the debt that the debit made; what
    /// later credits have paid off already comes back as a lot of its own, good until <see cref="ExpiresAt"/>.
    /// </summary>
    public long? RestoresSequence { get; init; }

    /// <summary>A restoration: lots that have lapsed and are given back to live until then, UTC (the programme's days of grace). Others keep their dates; only what a merge brings back takes over a date that was prolonged meanwhile.</summary>
    public DateTime? GraceUntil { get; init; }

    /// <summary>An activity where inactivity lets points lapse: all open lots live at least until then, UTC. See <see cref="PointsPolicy.ExtensionOf"/>.</summary>
    public DateTime? ExtendsTo { get; init; }
}
