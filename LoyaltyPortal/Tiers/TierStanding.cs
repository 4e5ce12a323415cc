using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Tiers;

/// <summary>Where one member stands: a <see cref="TierPosition"/> as it is kept. Who has none yet stands where somebody new would.</summary>
public sealed class TierStanding : IMerchantOwned, IVersioned
{
    private TierStanding()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Null for no tier.</summary>
    public string? TierKey { get; private set; }

    public DateOnly Since { get; private set; }

    public DateOnly? LosesOn { get; private set; }

    public DateOnly AssessedOn { get; private set; }

    public decimal Counted { get; private set; }

    public DateOnly CountedFrom { get; private set; }

    /// <summary>The local day on which time alone may change something; null never.</summary>
    public DateOnly? NextDueOn { get; private set; }

    public long Stamp { get; private set; }

    /// <summary>How many changes there are: the number of the last <see cref="TierChange"/>.</summary>
    public int Changes { get; private set; }

    /// <summary>When something was last counted, UTC.</summary>
    public DateTime CountedAt { get; private set; }

    public long Version { get; private set; }

    internal static TierStanding Of(long memberId, int merchantId) => new() { MemberId = memberId, MerchantId = merchantId };

    public TierPosition ToPosition() => new()
    {
        TierKey = TierKey,
        Since = Since,
        LosesOn = LosesOn,
        AssessedOn = AssessedOn,
        Counted = Counted,
        CountedFrom = CountedFrom,
        NextDueOn = NextDueOn,
        Stamp = Stamp,
    };

    /// <summary>What time may bring was due before the day up to which all is decided: somebody asked for another look.</summary>
    public bool IsToBeLookedAt => NextDueOn <= AssessedOn;

    /// <summary>Has it assessed again from all the days as soon as somebody comes to it: the days were not what they should have been.</summary>
    internal void LookAgain()
    {
        NextDueOn = AssessedOn;
        Version++;
    }

    internal void Keep(TierPosition position, int changes, DateTime countedAt)
    {
        TierKey = position.TierKey;
        Since = position.Since;
        LosesOn = position.LosesOn;
        AssessedOn = position.AssessedOn;
        Counted = position.Counted;
        CountedFrom = position.CountedFrom;
        NextDueOn = position.NextDueOn;
        Stamp = position.Stamp;
        Changes += changes;
        CountedAt = countedAt;
        Version++;
    }
}

/// <summary>One step of a member on the ladder, with the names that the tiers had then. Append-only.</summary>
public sealed class TierChange : IMerchantOwned
{
    private TierChange()
    {
    }

    public long MemberId { get; private set; }

    /// <summary>1, 2, 3 …</summary>
    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public string? FromKey { get; private set; }

    public string? ToKey { get; private set; }

    public string? FromName { get; private set; }

    public string? ToName { get; private set; }

    public bool IsUp { get; private set; }

    public TierCause Cause { get; private set; }

    /// <summary>The local day on which it happened.</summary>
    public DateOnly Day { get; private set; }

    public DateTime RecordedAt { get; private set; }

    public int ProgrammeVersion { get; private set; }

    /// <summary>What was counted then: points, currency or visits.</summary>
    public decimal Counted { get; private set; }

    internal static TierChange Of(TierStanding standing, int number, TierMove move, string? fromName, LadderInForce ladder, DateTime now) => new()
    {
        MemberId = standing.MemberId,
        Number = number,
        MerchantId = standing.MerchantId,
        FromKey = move.From,
        ToKey = move.To,
        FromName = fromName ?? ladder.Ladder.Find(move.From)?.Name ?? move.From,
        ToName = ladder.Ladder.Find(move.To)?.Name,
        IsUp = ladder.Ladder.PlaceOf(move.To) > ladder.Ladder.PlaceOf(move.From),
        Cause = move.Cause,
        Day = move.On,
        RecordedAt = now,
        ProgrammeVersion = ladder.ProgrammeVersion,
        Counted = move.Counted,
    };
}

/// <summary>How far the members of a merchant have been assessed on the ladder in force: by member id, so that it can be gone on with.</summary>
public sealed class LadderSweep : IMerchantOwned
{
    private LadderSweep()
    {
    }

    public int MerchantId { get; private set; }

    public long Stamp { get; private set; }

    /// <summary>Everybody up to this id is done.</summary>
    public long UpTo { get; private set; }

    public bool IsDone { get; private set; }

    public static LadderSweep Begin(int merchantId, Ladder ladder) => new() { MerchantId = merchantId, Stamp = ladder.Stamp };

    public void Restart(Ladder ladder) => (Stamp, UpTo, IsDone) = (ladder.Stamp, 0, false);

    public void Reached(long memberId) => UpTo = memberId;

    public void Finish() => IsDone = true;
}
