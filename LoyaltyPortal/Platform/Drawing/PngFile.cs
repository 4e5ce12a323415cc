using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LoyaltyPortal.Platform.Drawing;

/// <summary>Writes pixels as a PNG file: eight bits a channel, no transparency, the same bytes every time.</summary>
public static class PngFile
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : 0xedb88320 ^ (value >> 1);
        return value;
    })];

    public static byte[] Of(Canvas canvas)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), canvas.Height);
        (head[8], head[9]) = (8, 2); // bits a channel; red, green, blue
        Chunk(file, "IHDR", head);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var row = 0; row < canvas.Height; row++)
            {
                zip.WriteByte(0); // the row as it is
                zip.Write(canvas.Pixels, row * canvas.Width * 3, canvas.Width * 3);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string name, ReadOnlySpan<byte> content)
    {
        var body = new byte[4 + content.Length];
        Encoding.ASCII.GetBytes(name, body);
        content.CopyTo(body.AsSpan(4));
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
            sum = Table[(sum ^ one) & 0xff] ^ (sum >> 8);
        return ~sum;
    }
}
