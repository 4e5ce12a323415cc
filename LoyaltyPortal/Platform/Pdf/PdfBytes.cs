using System.IO.Compression;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>Bytes that grow while they are written; numbers to the hundredth of a point.</summary>
internal sealed class PdfBytes
{
    private byte[] _bytes = new byte[8 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public PdfBytes Add(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
        return this;
    }

    public PdfBytes Add(byte one)
    {
        Room(1);
        _bytes[Length++] = one;
        return this;
    }

    /// <summary>Plain letters.</summary>
    public PdfBytes Add(string ascii)
    {
        Room(ascii.Length);
        Length += System.Text.Encoding.ASCII.GetBytes(ascii, _bytes.AsSpan(Length));
        return this;
    }

    /// <summary>A number, and a space after it.</summary>
    public PdfBytes Number(double number)
    {
        Whole((long)Math.Round(number * 100, MidpointRounding.AwayFromZero));
        return Add((byte)' ');
    }

    /// <summary>A whole number, without a space.</summary>
    public PdfBytes Count(long number)
    {
        Room(20);
        number.TryFormat(_bytes.AsSpan(Length), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    private void Whole(long hundredths)
    {
        if (hundredths < 0)
        {
            Add((byte)'-');
            hundredths = -hundredths;
        }

        Count(hundredths / 100);
        var rest = hundredths % 100;
        if (rest == 0)
            return;
        Add((byte)'.').Add((byte)('0' + rest / 10));
        if (rest % 10 != 0)
            Add((byte)('0' + rest % 10));
    }

    private void Room(int more)
    {
        if (Length + more > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}

internal static class PdfPacking
{
    /// <summary>The bytes as <c>FlateDecode</c> has them.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream(bytes.Length / 2 + 64);
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write(bytes);
        return packed.ToArray();
    }
}
