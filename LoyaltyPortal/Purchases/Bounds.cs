using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>What a purchase or a return may be at the most, however it comes in; the importer reads by the same limits.</summary>
public static class Bounds
{
    public const int Lines = 5_000;
    public const int ReferenceLength = 80;
    public const int SkuLength = 60;
    public const int CategoryLength = 80;
    public const int BrandLength = 80;
    public const int NameLength = 200;
    public const int CustomerLength = 60;
    public const decimal Quantity = 1_000_000m;

    /// <summary>In the merchant's currency.</summary>
    public const decimal Net = 10_000_000m;

    /// <summary>The first thing out of bounds, or null.</summary>
    internal static Failure? Check(string? reference, DateTime? occurredAt, DateTime now, IEnumerable<LineInput> lines)
    {
        if (reference is { Length: 0 or > ReferenceLength })
            return PurchaseErrors.Reference();
        if (occurredAt is { } at && (at > now.AddDays(1) || at.Year < 1970))
            return PurchaseErrors.Date();
        var (count, net) = (0, 0m);
        foreach (var line in lines)
        {
            if (++count > Lines)
                return PurchaseErrors.Lines(Lines);
            if (line.Quantity is <= 0 or > Quantity || line.Net is < 0 or > Net || line.Tax is < 0 or > Net)
                return PurchaseErrors.Amount();
            if (line.Sku?.Length > SkuLength || line.Category?.Length > CategoryLength || line.Brand?.Length > BrandLength || line.Name?.Length > NameLength)
                return PurchaseErrors.LineText();
            net += line.Net;
        }

        return count == 0 ? PurchaseErrors.Lines(Lines) : net > Net ? PurchaseErrors.Amount() : null;
    }
}
