using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Ledger;

/// <summary>
/// SHA-256 over the previous hash and the entry's fields, each a big-endian 64-bit number in the order below (instants in
/// microseconds since 1970), then the explanation in UTF-8; then each field that not every entry has, where it is present: a byte that says which
/// (none that occurs in UTF-8), and its number.
/// </summary>
public static class LedgerHash
{
    public const int Length = SHA256.HashSizeInBytes;
    private const int Numbers = 17;
    private const byte FirstTag = 0xF8;

    public static byte[] Of(LedgerEntry entry)
    {
        var text = Encoding.UTF8.GetByteCount(entry.Explanation);
        ReadOnlySpan<long?> present =
        [
            Instant(entry.AvailableFrom), Instant(entry.ExpiresAt), Instant(entry.EarnedAt), entry.RefersTo, Instant(entry.ExtendsTo), Instant(entry.GraceUntil),
        ];
        var size = Length + Numbers * sizeof(long) + text + present.Length * (1 + sizeof(long));
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

        at += Encoding.UTF8.GetBytes(entry.Explanation, buffer[at..]);
        for (var field = 0; field < present.Length; field++)
        {
            if (present[field] is not { } number)
                continue;
            buffer[at++] = (byte)(FirstTag + field);
            BinaryPrimitives.WriteInt64BigEndian(buffer[at..], number);
            at += sizeof(long);
        }

        return SHA256.HashData(buffer[..at]);
    }

    private static long? Instant(DateTime? at) => at is { } instant ? StoredValues.OfInstant(instant) : null;
}
