using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>The currency that the shop sold in, and what one unit of it was worth in the merchant's at that moment. Kept with the purchase; a return is reckoned at it.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Rate">Units of the merchant's currency for one of <paramref name="Currency"/>; kept to nine decimals.</param>
public sealed record ExchangeRate(string Currency, decimal Rate)
{
    public const decimal Scale = 1_000_000_000m;

    internal long Billionths => (long)decimal.Round(Rate * Scale, MidpointRounding.AwayFromZero);

    internal Failure? Check(string own) =>
        Currency.Length != 3 || !Currency.All(char.IsAsciiLetterUpper) || Currency == own || Rate is < 0.000_000_001m or > 1_000_000m ? PurchaseErrors.Exchange() : null;

    /// <summary>The line in the merchant's currency, to the cent.</summary>
    internal LineInput Convert(LineInput line) => line with
    {
        Net = Math.Round(line.Net * Rate, 2, MidpointRounding.AwayFromZero),
        Tax = Math.Round(line.Tax * Rate, 2, MidpointRounding.AwayFromZero),
    };
}
