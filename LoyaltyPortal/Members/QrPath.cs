using System.Globalization;
using System.Text;
using QRCoder;

namespace LoyaltyPortal.Members;

/// <summary>A QR code as an SVG path of unit squares.</summary>
public static class QrPath
{
    /// <summary>The side in modules, the quiet zone included, and the path of the dark ones.</summary>
    public static (int Size, string Path) Of(string content)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(content, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (!rows[y][x])
                    continue;
                var run = 1;
                while (x + run < rows[y].Count && rows[y][x + run])
                    run++;
                path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{run}v1h-{run}z");
                x += run;
            }
        }

        return (rows.Count, path.ToString());
    }
}
