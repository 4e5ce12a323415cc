namespace LoyaltyPortal.Badges;

public enum DeedKind
{
    Purchase = 1,

    /// <summary>Something a member did besides buying; <see cref="Deed.What"/> is the action.</summary>
    Action = 2,

    /// <summary>A tier was reached from below; <see cref="Deed.What"/> is its key.</summary>
    Tier = 3,

    /// <summary>A friend whom the member had invited paid off.</summary>
    Referral = 4,
}

/// <summary>So much of one line. Money in the merchant's currency, net of tax.</summary>
public readonly record struct DeedLine(string? Category, decimal Quantity, decimal Net);

/// <summary>
/// What badges and challenges may know of something that a member did, or of its taking back: then the numbers are negative. Deeds add up: those of a purchase and of its
/// returns come to the same as one of what was kept.
/// </summary>
/// <param name="Day">The merchant's local day that it counts for: that of the purchase, also for a return.</param>
public sealed record Deed(DeedKind Kind, DateOnly Day)
{
    /// <summary>How often it counts: 1; -1 where it is taken back; 0 where only a part of it is.</summary>
    public long Count { get; init; } = 1;

    public string? What { get; init; }

    public int StoreId { get; init; }

    public decimal Net { get; init; }

    /// <summary>Points that it earned.</summary>
    public long Points { get; init; }

    public IReadOnlyList<DeedLine> Lines { get; init; } = [];
}
