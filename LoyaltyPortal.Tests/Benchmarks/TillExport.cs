using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Benchmarks;

/// <summary>A made-up year of a shop in the columns of Online Retail, and in its proportions: twenty lines a sale, six sales a customer, one sale in fifty with goods that came back.</summary>
internal static class TillExport
{
    private const int LinesPerSale = 20;
    private const int SalesPerCustomer = 6;
    private const int SalesPerReturn = 50;

    public static void Write(string file, int lines)
    {
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false));
        writer.Write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        var sales = Math.Max(1, lines / LinesPerSale);
        var (start, year) = (new DateTime(2025, 1, 1, 8, 0, 0, DateTimeKind.Unspecified), TimeSpan.FromDays(365));
        var left = lines;
        for (var sale = 0; left > 0; sale++)
        {
            var at = start + year * Math.Min(1, (double)sale / sales);
            var customer = 10_000 + sale * 7_919 % Math.Max(1, sales / SalesPerCustomer);
            for (var line = 0; line < LinesPerSale && left > 0; line++, left--)
            {
                var isBack = sale % SalesPerReturn == SalesPerReturn - 1;
                var product = (sale * 31 + line * 17) % 4_000;
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(isBack ? "C" : "")}{500_000 + sale},{20_000 + product},MADE UP THING {product},{(isBack ? -1 : 1 + line % 12)},{at:yyyy-MM-dd HH:mm:ss},{0.85m + product % 50 * 0.1m},{customer}.0,United Kingdom\n"));
            }
        }
    }
}
