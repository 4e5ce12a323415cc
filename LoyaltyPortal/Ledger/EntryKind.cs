namespace LoyaltyPortal.Ledger;

/// <summary>What an entry is. The numbers are stored and hashed: never renumber.</summary>
public enum EntryKind
{
    EarnPurchase = 1,
    EarnAction = 2,
    EarnBonus = 3,
    ReferralReward = 4,
    Goodwill = 5,
    OpeningBalance = 6,
    TransferIn = 7,
    MergeIn = 8,
    RedemptionReversal = 9,
    AdjustmentCredit = 10,

    Redeem = 21,
    EarnReversal = 22,
    Expire = 23,
    TransferOut = 24,
    MergeOut = 25,
    ContestEntry = 26,
    ErasureForfeit = 27,
    AdjustmentDebit = 28,

    PendingReleased = 41,
    HoldPlaced = 43,
    HoldReleased = 44,
}

/// <summary>What an entry comes from; with the source's id it leads to the row behind the points.</summary>
public enum EntrySource
{
    Purchase = 1,
    Return = 2,
    Action = 3,
    Redemption = 4,
    Adjustment = 5,
    ImportUndo = 6,
    Schedule = 7,
    Merge = 8,
    Transfer = 9,
    Challenge = 10,
    Referral = 12,

    /// <summary>A member was forgotten.</summary>
    Erasure = 20,
}

public static class EntryKinds
{
    public static bool IsCredit(this EntryKind kind) => (int)kind is > 0 and < 20;

    public static bool IsDebit(this EntryKind kind) => (int)kind is > 20 and < 40;

    /// <summary>Points that came into being by what the member did (not by moving or restoring).</summary>
    public static bool IsEarning(this EntryKind kind) => kind is EntryKind.EarnPurchase or EntryKind.EarnAction or EntryKind.EarnBonus or EntryKind.ReferralReward;

    /// <summary>What may leave active points below zero: taking back what was given, and moving a debt to another account.</summary>
    public static bool MayOwe(this EntryKind kind) => kind is EntryKind.EarnReversal or EntryKind.MergeIn;
}
