using System.IO.Compression;
using System.Text;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>The statements of a run as one ZIP, which is written while it is fetched: a part at a time is in memory.</summary>
public sealed class StatementFiles(LoyaltyDatabase database)
{
    /// <summary>Packs some statements together.</summary>
    internal static byte[] Pack(IEnumerable<(string Name, byte[] File)> statements)
    {
        using var packed = new MemoryStream();
        using (var zip = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(zip, Encoding.UTF8))
        {
            foreach (var (name, file) in statements)
            {
                writer.Write(name);
                writer.Write(file.Length);
                writer.Write(file);
            }
        }

        return packed.ToArray();
    }

    internal static IEnumerable<(string Name, byte[] File)> Unpack(byte[] packed)
    {
        using var content = new MemoryStream();
        using (var zip = new BrotliStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress))
            zip.CopyTo(content);
        content.Position = 0;
        using var reader = new BinaryReader(content, Encoding.UTF8);
        while (content.Position < content.Length)
        {
            var name = reader.ReadString();
            yield return (name, reader.ReadBytes(reader.ReadInt32()));
        }
    }

    /// <summary>Writes the ZIP. The statements lie in it as they are: they are packed already.</summary>
    public async Task WriteAsync(StatementRun run, Stream target, CancellationToken cancellation = default)
    {
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, null, cancellation);
        var stamp = new DateTimeOffset(run.CreatedAt.Year < 1980 ? new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc) : run.CreatedAt, TimeSpan.Zero);
        for (var number = 0; number < run.Parts; number++)
        {
            await using var context = database.ForMerchant(run.MerchantId);
            var content = await context.Set<StatementPart>().AsNoTracking().Where(part => part.RunId == run.Id && part.Number == number).Select(part => part.Content).FirstOrDefaultAsync(cancellation)
                ?? throw new InvalidOperationException("A part of the statements has been removed while they were fetched.");
            foreach (var (name, file) in Unpack(content))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = stamp;
                await using var stream = await entry.OpenAsync(cancellation);
                await stream.WriteAsync(file, cancellation);
            }
        }
    }
}
