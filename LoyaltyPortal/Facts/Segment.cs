using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Facts;

/// <summary>Members of whom something is true, under a name. What its conditions mean is a higher room's affair.</summary>
public sealed class Segment : IMerchantOwned, IVersioned
{
    public const int NameLength = 80;

    private Segment()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Unique among the merchant's segments.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The conditions, as JSON.</summary>
    public string Definition { get; private set; } = "";

    /// <summary>How many are kept as members, as of <see cref="KeptAt"/>.</summary>
    public int Members { get; private set; }

    /// <summary>When it was last looked who belongs to it, UTC; null: not with these conditions yet.</summary>
    public DateTime? KeptAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime ChangedAt { get; private set; }

    public long Version { get; private set; }

    internal static Segment Of(long id, int merchantId, string name, string definition, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, Name = name, Definition = definition, CreatedAt = now, ChangedAt = now };

    internal void Change(string name, string definition, DateTime now)
    {
        if (Definition != definition)
            KeptAt = null;
        (Name, Definition, ChangedAt) = (name, definition, now);
        Version++;
    }

    /// <summary>Moves with whatever is kept of it: two who keep it at once get in each other's way here.</summary>
    public long Stamp { get; private set; }

    internal void Move() => Stamp++;

    /// <summary>What is kept of it is no change of what it says: whoever is editing it is not disturbed.</summary>
    internal void Kept(int members, DateTime now) => (Members, KeptAt) = (members, now);
}

/// <summary>
/// That a member belonged to a segment from one moment on, until another or still; never changed otherwise. Rules go by these rows at the moment of the purchase, so that it can be explained, and
/// replayed, by what was known then.
/// </summary>
public sealed class SegmentMembership : IMerchantOwned
{
    private SegmentMembership()
    {
    }

    public long MemberId { get; private set; }

    public long SegmentId { get; private set; }

    /// <summary>When it was seen, UTC.</summary>
    public DateTime From { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>When it was seen to be so no more, UTC; null: still.</summary>
    public DateTime? Until { get; private set; }

    internal static SegmentMembership Of(long memberId, long segmentId, int merchantId, DateTime from) => new() { MemberId = memberId, SegmentId = segmentId, MerchantId = merchantId, From = from };

    public bool IsAt(DateTime moment) => From <= moment && (Until is not { } until || moment < until);

    internal void End(DateTime at) => Until = at;
}
