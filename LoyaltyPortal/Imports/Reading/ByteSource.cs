using System.IO.Compression;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>The bytes of a file, unpacked when it is gzip, and no more of them than allowed.</summary>
internal sealed class ByteSource : IAsyncDisposable
{
    private readonly Stream inner;
    private readonly CountingStream counted;
    private readonly Stream content;
    private readonly long maxBytes;
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
        var counted = new CountingStream(magic.AsMemory(0, length), stream);
        var gzip = magic.AsSpan(0, length).SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]);
        Stream content = gzip ? new GZipStream(counted, CompressionMode.Decompress, leaveOpen: true) : counted;
        return new ByteSource(stream, counted, content, maxBytes);
    }

    /// <summary>Fills the buffer unless the file ends first. 0 is the end, or a <see cref="Fault"/>.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (Fault is not null)
            return 0;
        var filled = 0;
        try
        {
            while (filled < buffer.Length)
            {
                var count = await content.ReadAsync(buffer[filled..], cancellation);
                if (count == 0)
                    break;
                filled += count;
            }
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

    /// <summary>Gives back the bytes that were looked at first, then the rest; an upload cannot be rewound.</summary>
    private sealed class CountingStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> head = head;

        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => Count(head.IsEmpty ? rest.Read(buffer) : TakeHead(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(head.IsEmpty ? await rest.ReadAsync(buffer, cancellationToken) : TakeHead(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int TakeHead(Span<byte> buffer)
        {
            var count = Math.Min(head.Length, buffer.Length);
            head.Span[..count].CopyTo(buffer);
            head = head[count..];
            return count;
        }

        private int Count(int count)
        {
            BytesRead += count;
            return count;
        }
    }
}
