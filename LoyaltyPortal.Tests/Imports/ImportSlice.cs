using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Tests.Imports;

/// <summary>
/// A year of a made-up shop in the shape of the Online Retail export, always the same for the same numbers, and what must come of it, counted
/// while it is made and not by the reader.
/// </summary>
internal sealed record ImportSlice(string Text, int Rows, int Skipped, int Sales, int IdentifiedSales, int Returns, int Members, decimal Net, decimal IdentifiedNet)
{
    public int Documents => Sales + Returns;

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    public static ImportSlice Of(int orders, int linesPerOrder = 3, int members = 40)
    {
        var text = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        int rows = 0, skipped = 0, sales = 0, identified = 0, returns = 0;
        decimal net = 0, identifiedNet = 0;
        var buyers = new HashSet<int>();
        void Row(string order, string sku, int quantity, DateTime at, decimal price, int? member)
        {
            text.Append(CultureInfo.InvariantCulture, $"{order},{sku},\"THING, {sku}\",{quantity},{at:yyyy-MM-dd HH:mm:ss},{price},{(member is null ? "" : $"{member}.0")},United Kingdom\n");
            rows++;
        }

        for (var order = 0; order < orders; order++)
        {
            var at = new DateTime(2024, 1, 2, 9, 0, 0).AddMinutes(order * 7);
            int? member = order % 5 == 4 ? null : 12_000 + (order * 7 % members);
            for (var line = 0; line < linesPerOrder; line++)
            {
                var (quantity, price) = (1 + ((order + line) % 6), 1.25m + (((order * 3) + line) % 40 * 0.55m));
                Row((500_000 + order).ToString(CultureInfo.InvariantCulture), $"S{(order + line) % 50}", quantity, at, price, member);
                net += quantity * price;
                identifiedNet += member is null ? 0 : quantity * price;
            }

            sales++;
            if (member is { } known)
            {
                identified++;
                buyers.Add(known);
            }

            if (order % 10 == 3)
            {
                Row($"C{500_000 + order}", $"S{order % 50}", -1, at.AddDays(2), 2m, member);
                returns++;
            }

            if (order % 25 == 7)
            {
                Row($"{700_000 + order}", "BROKEN", -3, at, 0m, null);
                Row($"A{order}", "B", 1, at, -10m, null);
                skipped += 2;
            }
        }

        return new ImportSlice(text.ToString(), rows, skipped, sales, identified, returns, buyers.Count, net, identifiedNet);
    }
}
