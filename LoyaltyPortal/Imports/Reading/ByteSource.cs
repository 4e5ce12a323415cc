using System.IO.Compression;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>The bytes of a file, unpacked when it is gzip, and no more of them than allowed.</summary>
internal sealed class ByteSource : IAsyncDisposable
{
    /// <summary>
    /// GZipStream takes a file that breaks off for one that ends. So a second member is hung on, with a mark that no text holds: if the
    /// file is whole, the mark is the last thing that comes out, and if it is not, the mark is lost in the member that was cut.
    /// </summary>
    private static readonly byte[] EndMark = [0xFF, 0x00, 0xFE, 0x01, 0xFD, 0x02, 0xFC, 0x03, 0xFB, 0x04, 0xFA, 0x05, 0xF9, 0x06, 0xF8, 0x07];
    private static readonly byte[] EndMember = Pack(EndMark);

    private readonly Stream inner;
    private readonly CountingStream counted;
    private readonly Stream content;
    private readonly long maxBytes;
    private readonly byte[] heldBack = new byte[EndMark.Length];
    private int heldBackLength;
    private byte[] scratch = [];
    private bool ended;
    private long delivered;

    private ByteSource(Stream inner, CountingStream counted, Stream content, long maxBytes)
    {
        this.inner = inner;
        this.counted = counted;
        this.content = content;
        this.maxBytes = maxBytes;
    }

    public bool IsCompressed => content is GZipStream;

    /// <summary>Bytes taken from the file itself: what a progress bar compares with the file's length.</summary>
    public long BytesRead => counted.BytesRead;

    /// <summary>Set once the bytes cannot be had: the code of a file-level problem.</summary>
    public string? Fault { get; private set; }

    public static async ValueTask<ByteSource> OpenAsync(Stream stream, long maxBytes, CancellationToken cancellation)
    {
        var magic = new byte[3];
        var length = await stream.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellation);
        var gzip = magic.AsSpan(0, length).SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]);
        var counted = new CountingStream(magic.AsMemory(0, length), stream, gzip ? EndMember : []);
        Stream content = gzip ? new GZipStream(counted, CompressionMode.Decompress, leaveOpen: true) : counted;
        return new ByteSource(stream, counted, content, maxBytes);
    }

    /// <summary>Fills the buffer unless the file ends first. Less is the end, or a <see cref="Fault"/>.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (Fault is not null || ended)
            return 0;
        var filled = 0;
        try
        {
            filled = IsCompressed ? await UnpackAsync(buffer, cancellation) : await FillAsync(buffer, cancellation);
        }
        catch (InvalidDataException)
        {
            Fault = ReadCodes.DamagedGzip;
        }

        delivered += filled;
        if (delivered <= maxBytes)
            return filled;
        Fault = ReadCodes.FileTooLarge;
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsCompressed)
            await content.DisposeAsync();
        await inner.DisposeAsync();
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var filled = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        ended = filled < buffer.Length;
        return filled;
    }

    /// <summary>The last bytes that are there are held back until it is known whether they are the mark.</summary>
    private async ValueTask<int> UnpackAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (scratch.Length != buffer.Length + EndMark.Length)
            scratch = new byte[buffer.Length + EndMark.Length];
        heldBack.AsSpan(0, heldBackLength).CopyTo(scratch);
        var total = heldBackLength + await FillAsync(scratch.AsMemory(heldBackLength), cancellation);
        var whole = total - EndMark.Length;
        if (ended && (whole < 0 || !scratch.AsSpan(whole, EndMark.Length).SequenceEqual(EndMark)))
        {
            Fault = ReadCodes.DamagedGzip;
            return 0;
        }

        scratch.AsSpan(0, whole).CopyTo(buffer.Span);
        scratch.AsSpan(whole, EndMark.Length).CopyTo(heldBack);
        heldBackLength = EndMark.Length;
        return whole;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The bytes that were looked at first, since an upload cannot be rewound, then the rest, then what is hung on.</summary>
    private sealed class CountingStream(ReadOnlyMemory<byte> head, Stream rest, ReadOnlyMemory<byte> tail) : OneWayStream
    {
        private ReadOnlyMemory<byte> head = head;
        private ReadOnlyMemory<byte> tail = tail;

        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!head.IsEmpty)
                return Count(Take(ref head, buffer));
            var count = buffer.IsEmpty ? 0 : rest.Read(buffer);
            return count > 0 ? Count(count) : Take(ref tail, buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!head.IsEmpty)
                return Count(Take(ref head, buffer.Span));
            var count = buffer.IsEmpty ? 0 : await rest.ReadAsync(buffer, cancellationToken);
            return count > 0 ? Count(count) : Take(ref tail, buffer.Span);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        private static int Take(ref ReadOnlyMemory<byte> from, Span<byte> buffer)
        {
            var count = Math.Min(from.Length, buffer.Length);
            from.Span[..count].CopyTo(buffer);
            from = from[count..];
            return count;
        }

        private int Count(int count)
        {
            BytesRead += count;
            return count;
        }
    }
}
