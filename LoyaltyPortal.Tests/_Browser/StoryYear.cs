using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>
/// A year of purchases in the shape of the Online Retail export, moved by whole weeks so that it ends in the last seven days: tiers look at
/// the last twelve months. Every thirteenth customer of the published file with all that they bought and brought back, the whole file under
/// LOYALTY_TEST_LONG=1, and a made-up shop where the file is not here.
/// </summary>
internal sealed record StoryYear(byte[] Content, string Origin)
{
    private const int Share = 13;
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private const string Stamp = "yyyy-MM-dd HH:mm:ss";
    private static readonly string[] Shelf = ["CANDLE", "CHRISTMAS TREE", "TEA MUG", "GARDEN GNOME", "SHOPPER BAG"];

    public string FileName => "year.csv.gz";

    public static StoryYear Until(DateOnly today)
    {
        if (OnlineRetail.Path is not { } path)
            return new(Pack(MadeUp(today)), $"a made-up shop ({OnlineRetail.WhyNot})");
        var whole = Histories.Long;
        return new(Pack(Published(path, whole ? 1 : Share, today)), whole ? "the whole of Online Retail" : $"every {Share}th customer of Online Retail");
    }

    private static IEnumerable<string> Published(string path, int share, DateOnly today)
    {
        // The file ends on 9 December 2011, a Friday.
        var shift = TimeSpan.FromDays((today.DayNumber - new DateOnly(2011, 12, 10).DayNumber) / 7 * 7);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // A description may hold commas, so the columns behind it are counted from the end: date, price, customer, country.
            var cells = line.Split(',');
            var customer = cells[^2].Length > 0 ? cells[^2] : cells[0].TrimStart('C', 'A') + ".0";
            if ((int)double.Parse(customer, CultureInfo.InvariantCulture) % share != 0)
                continue;
            cells[^4] = (DateTime.ParseExact(cells[^4], Stamp, CultureInfo.InvariantCulture) + shift).ToString(Stamp, CultureInfo.InvariantCulture);
            yield return string.Join(',', cells);
        }
    }

    /// <summary>Sixty customers, of whom some buy weekly and some twice a year, and bring a little of it back.</summary>
    private static IEnumerable<string> MadeUp(DateOnly today)
    {
        var end = today.AddDays(-1).ToDateTime(new TimeOnly(10, 0));
        for (var day = 364; day >= 0; day--)
        {
            for (var customer = 1; customer <= 60; customer++)
            {
                if ((day + customer) % (7 + customer % 9 * 20) != 0)
                    continue;
                var (order, at) = (500_000 + (364 - day) * 60 + customer, end.AddDays(-day).AddMinutes(customer));
                for (var line = 0; line < 3; line++)
                    yield return Row(order.ToString(CultureInfo.InvariantCulture), Shelf[(day + customer + line) % 5], 1 + (day + line) % 6, at, 1.25m + (customer * 3 + line) % 40 * 0.55m, customer);
                if (day > 10 && (day + customer) % 5 == 0)
                    yield return Row($"C{order + 1_000_000}", Shelf[(day + customer) % 5], -1, at.AddDays(2), 1.25m + customer * 3 % 40 * 0.55m, customer);
            }
        }
    }

    private static string Row(string order, string product, int quantity, DateTime at, decimal price, int customer) =>
        string.Create(CultureInfo.InvariantCulture, $"{order},{product[..3]}1,{product},{quantity},{at.ToString(Stamp, CultureInfo.InvariantCulture)},{price},{12_000 + customer}.0,United Kingdom");

    private static byte[] Pack(IEnumerable<string> lines)
    {
        using var packed = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(packed, CompressionLevel.Fastest), new UTF8Encoding(false)))
        {
            writer.Write(Header);
            foreach (var line in lines)
                writer.Write(line + "\n");
        }

        return packed.ToArray();
    }
}
