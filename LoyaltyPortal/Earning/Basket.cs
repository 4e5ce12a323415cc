using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Earning;

/// <summary>A purchase as the rules see it.</summary>
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
}

/// <param name="Net">What was paid for the line, in the merchant's currency.</param>
/// <param name="EarnsPoints">False for postage, fees, gift cards: sold, but no basis for points.</param>
public readonly record struct BasketLine(string? Sku, string? Category, decimal Quantity, decimal Net, bool EarnsPoints);
