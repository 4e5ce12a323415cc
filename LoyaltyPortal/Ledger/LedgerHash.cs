using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// SHA-256 over the previous hash and the entry's fields, each a big-endian 64-bit number in the order below (instants in
/// microseconds since 1970), then the explanation in UTF-8.
/// </summary>
public static class LedgerHash
{
    public const int Length = SHA256.HashSizeInBytes;
    private const int Numbers = 17;

    public static byte[] Of(LedgerEntry entry)
    {
        var text = Encoding.UTF8.GetByteCount(entry.Explanation);
        var size = Length + Numbers * sizeof(long) + text;
        Span<byte> buffer = size <= 4096 ? stackalloc byte[size] : new byte[size];
        entry.PreviousHash.CopyTo(buffer);
        var at = Length;
        foreach (var number in (ReadOnlySpan<long>)
        [
            entry.AccountId, entry.Sequence, entry.MerchantId, (long)entry.Kind, entry.Points,
            entry.ActiveChange, entry.PendingChange, entry.HeldChange, entry.ActiveAfter, entry.PendingAfter, entry.HeldAfter,
            (long)entry.Source, entry.SourceId, StoredValues.OfInstant(entry.OccurredAt), StoredValues.OfInstant(entry.RecordedAt), entry.ProgrammeVersion,
            entry.RestoresSequence ?? 0,
        ])
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer[at..], number);
            at += sizeof(long);
        }

        Encoding.UTF8.GetBytes(entry.Explanation, buffer[at..]);
        return SHA256.HashData(buffer);
    }
}
