using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// A member's points, all whole. Its numbers always equal the replay of its entries. Its id is the member's, and its version is the
/// sequence of its newest entry.
/// </summary>
public sealed class PointsAccount : IMerchantOwned, IVersioned
{
    private PointsAccount()
    {
    }

    /// <summary>The member's id.</summary>
    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Spendable now; below zero a debt that the next active points pay off.</summary>
    public long Active { get; private set; }

    /// <summary>Earned, but still in the return window.</summary>
    public long Pending { get; private set; }

    /// <summary>Reserved by open redemptions.</summary>
    public long Held { get; private set; }

    /// <summary>All that was ever earned, less what returns took back.</summary>
    public long LifetimeEarned { get; private set; }

    public long LifetimeRedeemed { get; private set; }

    public long LifetimeExpired { get; private set; }

    /// <summary>When the next pending lot is released or the next lot expires, UTC; null when nothing is due by time.</summary>
    public DateTime? NextDueAt { get; private set; }

    /// <summary>No lot below this sequence is open (has points left or held); 0: nobody has looked yet.</summary>
    public long OpenFrom { get; private set; }

    public byte[] HeadHash { get; private set; } = [];

    public DateTime OpenedAt { get; private set; }

    public long Version { get; private set; }

    public static PointsAccount Open(long memberId, int merchantId, DateTime now) =>
        new() { Id = memberId, MerchantId = merchantId, OpenedAt = now, HeadHash = new byte[LedgerHash.Length] };

    internal void Apply(LedgerEntry entry)
    {
        if (entry.Sequence != Version + 1 || !entry.PreviousHash.AsSpan().SequenceEqual(HeadHash))
            throw new LedgerBrokenException($"Entry {entry.Sequence} does not follow version {Version} of account {Id}.");
        Active = checked(Active + entry.ActiveChange);
        Pending = checked(Pending + entry.PendingChange);
        Held = checked(Held + entry.HeldChange);
        if ((Active < 0 && entry.ActiveChange < 0 && !entry.Kind.MayOwe()) || Pending < 0 || Held < 0)
            throw new LedgerBrokenException($"Entry {entry.Sequence} would leave account {Id} at {Active} active, {Pending} pending, {Held} held.");
        if (entry.Kind.IsEarning() || entry.Kind is EntryKind.EarnReversal || entry.Source is EntrySource.ImportUndo)
            LifetimeEarned += entry.Points;
        if (entry.Kind is EntryKind.Redeem or EntryKind.RedemptionReversal)
            LifetimeRedeemed -= entry.Points;
        if (entry.Kind is EntryKind.Expire)
            LifetimeExpired -= entry.Points;
        Version = entry.Sequence;
        HeadHash = entry.Hash;
    }

    /// <summary>The numbers with what time has brought, whether or not it has been written: pending lots released, lapsed holds ended, lapsed lots gone.</summary>
    /// <param name="lots">The account's open lots.</param>
    /// <param name="lapsed">What lapsed holds give back to which lot, the hold that lapsed first first.</param>
    internal PointsAsOf AsOf(DateTime now, IReadOnlyList<Lot> lots, IReadOnlyList<Allocation> lapsed)
    {
        var (active, pending, held) = (Active, Pending, Held);
        var left = lots.ToDictionary(lot => lot.Sequence, lot => lot.Remaining);
        foreach (var lot in lots.Where(lot => lot.IsPending && lot.AvailableFrom <= now).OrderBy(lot => lot.AvailableFrom))
        {
            left[lot.Sequence] -= Math.Min(Math.Max(0, -active), lot.Remaining); // what pays off a debt does not lapse
            (active, pending) = (active + lot.Remaining, pending - lot.Remaining);
        }

        foreach (var part in lapsed)
        {
            left[part.LotSequence] += part.Points - Math.Min(Math.Max(0, -active), part.Points);
            (active, held) = (active + part.Points, held - part.Points);
        }

        // A lot that is still pending lapses once it is released, whatever its expiry.
        active -= lots.Where(lot => lot.ExpiresAt <= now && !(lot.IsPending && lot.AvailableFrom > now)).Sum(lot => left[lot.Sequence]);
        return new PointsAsOf(active, pending, held);
    }

    /// <summary>What the next active points pay off first; 0 none.</summary>
    public long Debt => Math.Max(0, -Active);

    internal void DueAt(DateTime? next) => NextDueAt = next;

    internal void OpensAt(long sequence) => OpenFrom = sequence;
}

/// <summary>The ledger found itself about to break a guarantee. Always a bug; nothing has been written.</summary>
public sealed class LedgerBrokenException(string message) : Platform.Data.Writing.DisagreeingRowsException(message);
