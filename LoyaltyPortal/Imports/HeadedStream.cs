namespace LoyaltyPortal.Imports;

/// <summary>A stream whose beginning has been looked at already.</summary>
internal sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : OneWayStream
{
    private ReadOnlyMemory<byte> _head = head;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_head.IsEmpty)
            return rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, _head.Length);
        _head[..count].CopyTo(buffer);
        _head = _head[count..];
        return new(count);
    }
}
