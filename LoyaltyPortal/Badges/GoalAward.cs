using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Badges;

/// <summary>The numbers are stored: never renumber.</summary>
public enum AwardState
{
    Held = 1,

    /// <summary>A challenge that a return un-won.</summary>
    TakenBack = 2,

    /// <summary>It had come with a merge, and went back with its undoing.</summary>
    WentBack = 3,
}

/// <summary>That a member reached one level of a goal. One row for ever: a badge is never taken back; a challenge can be lost by returns and won again.</summary>
public sealed class GoalAward : IMerchantOwned, IVersioned
{
    private GoalAward()
    {
    }

    public long MemberId { get; private set; }

    public long GoalId { get; private set; }

    /// <summary>1, 2, 3 …</summary>
    public int Level { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>What the ledger's entries name as their source.</summary>
    public long Id { get; private set; }

    public AwardState State { get; private set; } = AwardState.Held;

    public DateTime AwardedAt { get; private set; }

    /// <summary>The local day of it.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>The progress with which it was reached.</summary>
    public decimal Progress { get; private set; }

    /// <summary>Points that a challenge gave.</summary>
    public long Points { get; private set; }

    /// <summary>The lot of them in the member's account; null without points, and where nothing is left of it.</summary>
    public long? LotSequence { get; private set; }

    /// <summary>What taking it back could take.</summary>
    public long PointsTaken { get; private set; }

    /// <summary>The merge that it came with.</summary>
    public long? MergeId { get; private set; }

    public long Version { get; private set; }

    internal static GoalAward Of(long id, int merchantId, long memberId, long goalId, int level, decimal progress, DateOnly day, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, MemberId = memberId, GoalId = goalId, Level = level, Progress = progress, Day = day, AwardedAt = now };

    /// <summary>The same for the member whom its own was merged into.</summary>
    /// <param name="lotSequence">Where what is left of its points is now.</param>
    public GoalAward ComeTo(long id, long memberId, long mergeId, long? lotSequence)
    {
        var copy = Of(id, MerchantId, memberId, GoalId, Level, Progress, Day, AwardedAt);
        (copy.MergeId, copy.LotSequence, copy.Points, copy.PointsTaken, copy.State) = (mergeId, lotSequence, Points, PointsTaken, State);
        return copy;
    }

    public void Paid(LedgerEntry entry)
    {
        (Points, LotSequence) = (entry.Points, entry.Sequence);
        Version++;
    }

    public void TakeBack(long pointsTaken)
    {
        (State, PointsTaken) = (AwardState.TakenBack, pointsTaken);
        Version++;
    }

    public void WinAgain(long? lotSequence)
    {
        (State, PointsTaken, LotSequence) = (AwardState.Held, 0, lotSequence);
        Version++;
    }

    /// <summary>Takes over what happened to it while its member was another.</summary>
    public void Follow(GoalAward copy)
    {
        (State, PointsTaken) = (copy.State, copy.PointsTaken);
        Version++;
    }

    /// <summary>It goes back with the member whom it came with; won again it is worth what it was.</summary>
    public void GoBack()
    {
        (State, PointsTaken) = (AwardState.WentBack, Points);
        Version++;
    }
}

/// <summary>That a member takes part in a challenge that asks for it. Append-only.</summary>
public sealed class ChallengeEntry : IMerchantOwned
{
    private ChallengeEntry()
    {
    }

    public long MemberId { get; private set; }

    public long GoalId { get; private set; }

    public int MerchantId { get; private set; }

    public DateTime JoinedAt { get; private set; }

    internal static ChallengeEntry Of(int merchantId, long memberId, long goalId, DateTime now) => new() { MerchantId = merchantId, MemberId = memberId, GoalId = goalId, JoinedAt = now };
}

/// <summary>How many members have begun with a goal, as counted under one stamp.</summary>
public sealed class GoalTally : IMerchantOwned
{
    internal GoalTally()
    {
    }

    public long GoalId { get; internal set; }

    public long Stamp { get; internal set; }

    public int MerchantId { get; internal set; }

    public long Started { get; internal set; }
}

/// <summary>How far the members of a merchant have been counted for the goals in force: by member id, so that it can be gone on with.</summary>
public sealed class GoalSweep : IMerchantOwned
{
    private GoalSweep()
    {
    }

    public int MerchantId { get; private set; }

    public long Stamp { get; private set; }

    /// <summary>Everybody up to this id is done.</summary>
    public long UpTo { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The last local day whose anniversaries have been looked at.</summary>
    public DateOnly YearsOn { get; private set; }

    public static GoalSweep Begin(int merchantId, long stamp, DateOnly today) => new() { MerchantId = merchantId, Stamp = stamp, YearsOn = today };

    public void Restart(long stamp) => (Stamp, UpTo, IsDone) = (stamp, 0, false);

    public void Reached(long memberId) => UpTo = memberId;

    public void Finish() => IsDone = true;

    public void LookedAtYears(DateOnly day) => YearsOn = day;

    /// <summary>One number for all goals and how often each has been changed.</summary>
    public static long StampOf(IEnumerable<GoalInForce> goals)
    {
        var stamp = 17L;
        foreach (var goal in goals.OrderBy(goal => goal.Id))
            stamp = unchecked((stamp * 31 + goal.Id) * 31 + goal.Stamp);
        return stamp;
    }
}

public enum CelebrationKind
{
    Badge = 1,
    Challenge = 2,
    Tier = 3,
}

/// <summary>Something that the member's wallet celebrates the next time that it is looked at, once.</summary>
public sealed class Celebration : IMerchantOwned
{
    private Celebration()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long MemberId { get; private set; }

    public CelebrationKind Kind { get; private set; }

    public long? GoalId { get; private set; }

    public int Level { get; private set; }

    /// <summary>The name of the tier, as it was then.</summary>
    public string? TierName { get; private set; }

    public long Points { get; private set; }

    public DateTime At { get; private set; }

    public DateTime? SeenAt { get; private set; }

    internal static Celebration Of(long id, GoalAward award, GoalType type, DateTime now) => new()
    {
        Id = id,
        MerchantId = award.MerchantId,
        MemberId = award.MemberId,
        Kind = type == GoalType.Badge ? CelebrationKind.Badge : CelebrationKind.Challenge,
        GoalId = award.GoalId,
        Level = award.Level,
        Points = award.Points,
        At = now,
    };

    internal static Celebration OfTier(long id, int merchantId, long memberId, string tierName, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, MemberId = memberId, Kind = CelebrationKind.Tier, TierName = tierName, At = now };
}
