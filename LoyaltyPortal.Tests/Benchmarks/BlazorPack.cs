using System.Buffers.Binary;
using System.Text;

namespace LoyaltyPortal.Benchmarks;

/// <summary>As much of MessagePack as a circuit speaks: nothing, truth, whole numbers, text, bytes, lists, maps.</summary>
internal static class BlazorPack
{
    /// <summary>One message with its length before it, as SignalR frames it.</summary>
    public static byte[] Frame(params object?[] message)
    {
        var body = new List<byte>();
        Write(body, message);
        var framed = new List<byte>();
        for (var length = (uint)body.Count; ;)
        {
            framed.Add((byte)(length >= 0x80 ? (length & 0x7f) | 0x80 : length));
            if ((length >>= 7) == 0)
                break;
        }

        framed.AddRange(body);
        return [.. framed];
    }

    /// <summary>Takes whole messages off the front of what has arrived.</summary>
    public static IEnumerable<object?[]> TakeMessages(List<byte> arrived)
    {
        while (true)
        {
            var (length, at, shift) = (0, 0, 0);
            while (true)
            {
                if (at == arrived.Count)
                    yield break;
                length |= (arrived[at] & 0x7f) << shift;
                shift += 7;
                if (arrived[at++] < 0x80)
                    break;
            }

            if (arrived.Count < at + length)
                yield break;
            var bytes = arrived.GetRange(at, length).ToArray();
            arrived.RemoveRange(0, at + length);
            var position = 0;
            yield return (object?[])Read(bytes, ref position)!;
        }
    }

    private static void Write(List<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Add(0xc0);
                break;
            case bool truth:
                to.Add((byte)(truth ? 0xc3 : 0xc2));
                break;
            case int or long:
                to.Add(0xd3);
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                to.AddRange(number);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                to.Add(0xdb);
                Span<byte> length = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
                to.AddRange(length);
                to.AddRange(bytes);
                break;
            case object?[] list:
                to.Add((byte)(0x90 | list.Length)); // never more than fifteen here
                foreach (var item in list)
                    Write(to, item);
                break;
            case Dictionary<string, string> { Count: 0 }:
                to.Add(0x80);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static object? Read(byte[] from, ref int at)
    {
        var kind = from[at++];
        switch (kind)
        {
            case <= 0x7f: return (long)kind;
            case >= 0xe0: return (long)(sbyte)kind;
            case >= 0x80 and <= 0x8f: return Map(from, ref at, kind & 0x0f);
            case >= 0x90 and <= 0x9f: return List(from, ref at, kind & 0x0f);
            case >= 0xa0 and <= 0xbf: return Text(from, ref at, kind & 0x1f);
            case 0xc0: return null;
            case 0xc2: return false;
            case 0xc3: return true;
            case 0xc4: return Bytes(from, ref at, Number(from, ref at, 1));
            case 0xc5: return Bytes(from, ref at, Number(from, ref at, 2));
            case 0xc6: return Bytes(from, ref at, Number(from, ref at, 4));
            case 0xca: at += 4; return 0L; // no figure of a circuit's is looked at
            case 0xcb: at += 8; return 0L;
            case 0xcc: return Number(from, ref at, 1);
            case 0xcd: return Number(from, ref at, 2);
            case 0xce: return Number(from, ref at, 4);
            case 0xcf or 0xd3: return Number(from, ref at, 8);
            case 0xd0: return (long)(sbyte)Number(from, ref at, 1);
            case 0xd1: return (long)(short)Number(from, ref at, 2);
            case 0xd2: return (long)(int)Number(from, ref at, 4);
            case 0xd9: return Text(from, ref at, Number(from, ref at, 1));
            case 0xda: return Text(from, ref at, Number(from, ref at, 2));
            case 0xdb: return Text(from, ref at, Number(from, ref at, 4));
            case 0xdc: return List(from, ref at, Number(from, ref at, 2));
            case 0xdd: return List(from, ref at, Number(from, ref at, 4));
            case 0xde: return Map(from, ref at, Number(from, ref at, 2));
            default: throw new NotSupportedException($"MessagePack {kind:x2}");
        }
    }

    private static long Number(byte[] from, ref int at, int bytes)
    {
        long number = 0;
        for (var index = 0; index < bytes; index++)
            number = number << 8 | from[at++];
        return number;
    }

    private static byte[] Bytes(byte[] from, ref int at, long length)
    {
        at += (int)length;
        return from[(at - (int)length)..at];
    }

    private static string Text(byte[] from, ref int at, long length) => Encoding.UTF8.GetString(Bytes(from, ref at, length));

    private static object?[] List(byte[] from, ref int at, long length)
    {
        var list = new object?[length];
        for (var index = 0; index < length; index++)
            list[index] = Read(from, ref at);
        return list;
    }

    private static Dictionary<object, object?> Map(byte[] from, ref int at, long length)
    {
        var map = new Dictionary<object, object?>();
        for (var index = 0; index < length; index++)
            map[Read(from, ref at)!] = Read(from, ref at);
        return map;
    }
}
