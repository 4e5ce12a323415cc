using System.Numerics;
using System.Runtime.InteropServices;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>
/// Gives equal texts the same string, so that a million rows do not make a million copies of a product's name. Fixed in size: a newcomer
/// pushes an older text out, and texts too long to repeat are not kept.
/// </summary>
internal sealed class StringCache
{
    private const int Slots = 1 << 16;
    private const int MaxLength = 200;

    private readonly string?[] slots = new string?[Slots];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            return text.ToString();
        var slot = (int)(TextHash.Of(text) & (Slots - 1));
        if (slots[slot] is { } first && text.SequenceEqual(first))
            return first;
        if (slots[slot ^ 1] is { } second && text.SequenceEqual(second))
            return second;
        var added = text.ToString();
        slots[slot ^ 1] = slots[slot];
        return slots[slot] = added;
    }
}

/// <summary>64 bits of a text, the same on every machine and in every run: a scan's findings can be stored.</summary>
internal static class TextHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        // Multiplied, or a seed of 1 would undo the difference between two texts.
        var hash = ((seed + 1) * 0xD6E8FEB86659FD93) ^ ((ulong)text.Length * Factor);
        var bytes = MemoryMarshal.AsBytes(text);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(bytes)) * Factor, 29);
            bytes = bytes[sizeof(ulong)..];
        }

        ulong tail = 0;
        for (var i = 0; i < bytes.Length; i++)
            tail |= (ulong)bytes[i] << (8 * i);
        hash = (hash ^ tail) * Factor;

        // The finalizer of MurmurHash3: every bit of the text reaches every bit of the hash.
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        hash ^= hash >> 33;
        hash *= 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}

/// <summary>A number for each 64-bit key, 12 bytes a slot: a dictionary would take three times the memory.</summary>
internal sealed class KeyTable
{
    private ulong[] keys = new ulong[1024];
    private int[] values = new int[1024];

    public int Count { get; private set; }

    /// <summary>The number kept for the key, 0 when it is new. Good until the next call.</summary>
    public ref int Get(ulong key, out bool isNew)
    {
        if (Count >= keys.Length - (keys.Length / 4))
            Grow();

        // Zero marks a free slot.
        var slot = Find(key == 0 ? 1 : key);
        isNew = keys[slot] == 0;
        if (isNew)
        {
            keys[slot] = key == 0 ? 1 : key;
            Count++;
        }

        return ref values[slot];
    }

    public int CountValues(Func<int, bool> predicate)
    {
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0 && predicate(values[i]))
                count++;
        }

        return count;
    }

    private int Find(ulong key)
    {
        var mask = keys.Length - 1;
        var slot = (int)key & mask;
        while (keys[slot] != 0 && keys[slot] != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        var (oldKeys, oldValues) = (keys, values);
        keys = new ulong[oldKeys.Length * 2];
        values = new int[oldKeys.Length * 2];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] == 0)
                continue;
            var slot = Find(oldKeys[i]);
            keys[slot] = oldKeys[i];
            values[slot] = oldValues[i];
        }
    }
}
