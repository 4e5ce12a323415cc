using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Earning;

/// <summary>A purchase as the rules see it. Everything a rule may ask is in here: rules are pure.</summary>
public sealed record Basket
{
    public required DateTime OccurredAt { get; init; }

    /// <summary>The merchant's wall-clock time of it.</summary>
    public required DateTime LocalTime { get; init; }

    public required int StoreId { get; init; }

    public required string StoreName { get; init; }

    public required Channel Channel { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<BasketLine> Lines { get; init; }

    /// <summary>The part of the price that was paid with points, in the currency.</summary>
    public decimal PaidWithPoints { get; init; }

    /// <summary>Who buys, as known just before this purchase.</summary>
    public BasketMember Member { get; init; } = BasketMember.New;
}

/// <summary>What kind of thing a line sells. The numbers are stored: never renumber.</summary>
public enum LineKind
{
    Goods = 1,
    Shipping = 2,
    GiftCard = 3,
    Fee = 4,
}

/// <param name="Net">What was paid for the line net of tax, in the merchant's currency.</param>
/// <param name="EarnsPoints">False: never a basis for points, whatever the programme says of its kind.</param>
public readonly record struct BasketLine(string? Sku, string? Category, decimal Quantity, decimal Net, bool EarnsPoints)
{
    public string? Brand { get; init; }

    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Tax on top of <see cref="Net"/>.</summary>
    public decimal Tax { get; init; }
}

/// <summary>What rules may know of the member: all as it was just before the purchase.</summary>
public sealed record BasketMember
{
    /// <summary>Somebody who has never bought.</summary>
    public static readonly BasketMember New = new();

    public DateTime? EnrolledAt { get; init; }

    public DateOnly? BirthDate { get; init; }

    public long Purchases { get; init; }

    /// <summary>In the merchant's currency, returns taken off.</summary>
    public decimal NetSales { get; init; }

    public DateTime? LastPurchaseAt { get; init; }

    /// <summary>The stable key of the member's tier; null without one.</summary>
    public string? TierKey { get; init; }

    public string? TierName { get; init; }

    /// <summary>What the tier multiplies base points by; 1 leaves them.</summary>
    public decimal TierMultiplier { get; init; } = 1;

    /// <summary>What purchases have earned already; read only where <see cref="RuleSet.Needs"/> asks for it.</summary>
    public EarnedSoFar Earned { get; init; }

    /// <summary>The saved segments that the member belongs to on the day of the purchase; read only where <see cref="RuleSet.Needs"/> asks for them.</summary>
    public IReadOnlyCollection<long> Segments { get; init; } = [];
}

/// <summary>Points that a member's earlier purchases earned, less what returns took back: on the purchase's local day, in its month and year, and ever.</summary>
public readonly record struct EarnedSoFar(long Day, long Month, long Year, long Ever);
