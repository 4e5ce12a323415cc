using System.Text;
using QRCoder;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A film for a camera that is not there: a QR code held still before a wall (YUV4MPEG2, which Chromium plays as a camera).</summary>
internal static class QrFilm
{
    private const int Width = 640;
    private const int Height = 480;
    private const int Frames = 5;

    public static void Write(string file, string content)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(content, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix; // with its quiet zone
        var scale = 360 / rows.Count;
        var (left, top) = ((Width - scale * rows.Count) / 2, (Height - scale * rows.Count) / 2);
        var light = new byte[Width * Height];
        Array.Fill(light, (byte)180);
        for (var y = 0; y < scale * rows.Count; y++)
        {
            for (var x = 0; x < scale * rows.Count; x++)
                light[(top + y) * Width + left + x] = rows[y / scale][x / scale] ? (byte)16 : (byte)235;
        }

        var grey = new byte[Width * Height / 2];
        Array.Fill(grey, (byte)128);
        using var film = File.Create(file);
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var frame = 0; frame < Frames; frame++)
        {
            film.Write("FRAME\n"u8);
            film.Write(light);
            film.Write(grey);
        }
    }
}
