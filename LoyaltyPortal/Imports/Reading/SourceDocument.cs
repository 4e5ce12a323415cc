using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Imports.Reading;

public enum DocumentKind
{
    Sale,
    Return,
}

/// <summary>One sale or return of a file: the rows that share an order number and a kind.</summary>
/// <param name="Reference">The order number as the file has it, a return's prefix included.</param>
/// <param name="MemberKey">The first member identifier on its rows; null is an unidentified sale.</param>
/// <param name="OccurredAtUtc">The earliest date among its rows, see <see cref="LocalTime"/> for clock changes.</param>
/// <param name="OccurredAtLocal">The same instant on the zone's clock.</param>
/// <param name="LastRow">Documents come in the order of their last row, which makes it the cursor to resume from.</param>
public sealed record SourceDocument(
    string Reference,
    DocumentKind Kind,
    string? MemberKey,
    string? StoreKey,
    DateTime OccurredAtUtc,
    DateTime OccurredAtLocal,
    long FirstRow,
    long LastRow,
    IReadOnlyList<SourceLine> Lines)
{
    public string? MemberEmail { get; init; }

    public string? MemberPhone { get; init; }

    public string? MemberName { get; init; }

    public string? Country { get; init; }

    public string? Currency { get; init; }

    public bool IsIdentified => (MemberKey ?? MemberEmail ?? MemberPhone) is not null;
}

/// <param name="Quantity">Positive, on returns too.</param>
/// <param name="NetAmount">Positive, on returns too; quantity times unit price, unrounded.</param>
/// <param name="EarnsPoints">False for postage, fees and the like: part of the sale, not of the earning basis.</param>
public sealed record SourceLine(
    long RowNumber,
    string? Sku,
    string? Name,
    string? Category,
    decimal Quantity,
    decimal NetAmount,
    bool EarnsPoints)
{
    public string? Brand { get; init; }

    /// <summary>What the line sells, so that the programme can say whether it counts.</summary>
    public LineKind Kind { get; init; } = LineKind.Goods;
}
