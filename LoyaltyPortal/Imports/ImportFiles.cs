using System.IO.Compression;
using System.Security.Cryptography;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>The bytes of uploaded files: kept compressed in pieces in the database, read again as often as wanted, never whole in memory.</summary>
public sealed class ImportFiles(LoyaltyDatabase database)
{
    /// <summary>Takes a file as it streams in. A file that is not compressed is, on its way.</summary>
    /// <param name="most">More bytes than this are not taken.</param>
    /// <returns>The hash of the file as it came and the bytes stored; null when it is too large.</returns>
    internal async Task<(string Hash, long StoredBytes)?> StoreAsync(PurchaseImport import, Stream file, bool isCompressed, long most, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var chunks = new ChunkWriter(database, import);
        Stream target = isCompressed ? chunks : new GZipStream(chunks, CompressionLevel.Fastest, leaveOpen: true);
        var buffer = new byte[128 * 1024];
        long taken = 0;
        try
        {
            int count;
            while ((count = await file.ReadAsync(buffer, cancellation)) > 0)
            {
                taken += count;
                if (taken > most)
                    return null;
                hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            if (target != chunks)
                await target.DisposeAsync();
        }

        await chunks.CompleteAsync(cancellation);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), chunks.Written);
    }

    /// <summary>The file, from its first byte.</summary>
    public Stream Open(PurchaseImport import) => new ChunkReader(database, import);

    internal PurchaseFile File(PurchaseImport import, ColumnMapping mapping, TimeZoneInfo zone) =>
        new(() => Open(import), mapping, new ReadOptions { Zone = zone });

    private sealed class ChunkWriter(LoyaltyDatabase database, PurchaseImport import) : OneWayStream
    {
        private readonly byte[] _chunk = new byte[ImportChunk.MostBytes];
        private int _filled;
        private int _number;

        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                var count = Math.Min(buffer.Length, _chunk.Length - _filled);
                buffer[..count].CopyTo(_chunk.AsMemory(_filled));
                buffer = buffer[count..];
                _filled += count;
                if (_filled == _chunk.Length)
                    await CompleteAsync(cancellationToken);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        /// <summary>The compressor writes its last bytes when it is disposed of, synchronously where nobody awaited it.</summary>
        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public async Task CompleteAsync(CancellationToken cancellation)
        {
            if (_filled == 0)
                return;
            await using var context = database.ForMerchant(import.MerchantId);
            context.Add(ImportChunk.Of(import, _number++, _chunk[.._filled]));
            await context.SaveChangesAsync(cancellation);
            Written += _filled;
            _filled = 0;
        }
    }

    private sealed class ChunkReader(LoyaltyDatabase database, PurchaseImport import) : OneWayStream
    {
        private ReadOnlyMemory<byte> _chunk;
        private int _next;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_chunk.IsEmpty)
            {
                await using var context = database.ForMerchant(import.MerchantId);
                var number = _next++;
                _chunk = await context.Set<ImportChunk>().Where(chunk => chunk.ImportId == import.Id && chunk.Number == number)
                    .Select(chunk => chunk.Content).FirstOrDefaultAsync(cancellationToken);
                if (_chunk.IsEmpty)
                    return 0;
            }

            var count = Math.Min(buffer.Length, _chunk.Length);
            _chunk[..count].CopyTo(buffer);
            _chunk = _chunk[count..];
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
