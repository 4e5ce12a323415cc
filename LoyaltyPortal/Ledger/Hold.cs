using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Ledger;

public enum HoldState
{
    Open = 1,
    Committed = 2,
    Released = 3,
    Expired = 4,
}

/// <summary>Points reserved for a redemption that is under way: neither spendable nor spent. It ends exactly once, by commit, release or expiry.</summary>
public sealed class Hold : IMerchantOwned, IVersioned
{
    private Hold()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long AccountId { get; private set; }

    public long Points { get; private set; }

    /// <summary>The entry that placed it; its allocations name the lots that the points are held in.</summary>
    public long PlacedSequence { get; private set; }

    /// <summary>When it lapses of itself, UTC.</summary>
    public DateTime ExpiresAt { get; private set; }

    /// <summary>What whoever was promised something for the points was told they are worth, in the merchant's currency; null where they pay for no money.</summary>
    public decimal? Worth { get; private set; }

    public HoldState State { get; private set; }

    /// <summary>The entry that ended it.</summary>
    public long? EndedSequence { get; private set; }

    public long Version { get; private set; }

    internal static Hold Of(long id, LedgerEntry placed, decimal? worth) => new()
    {
        Id = id,
        MerchantId = placed.MerchantId,
        AccountId = placed.AccountId,
        Points = placed.HeldChange,
        PlacedSequence = placed.Sequence,
        ExpiresAt = placed.ExpiresAt!.Value,
        Worth = worth,
        State = HoldState.Open,
    };

    internal void End(HoldState state, long sequence)
    {
        if (State != HoldState.Open)
            throw new LedgerBrokenException($"Hold {Id} has ended already.");
        State = state;
        EndedSequence = sequence;
        Version++;
    }
}
