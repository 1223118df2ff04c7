using System.Text;

namespace Factory.Sandbox;

/// <summary>Keeps the first and the last part of what a process prints, in bounded memory. Safe to read while it is written.</summary>
/// <param name="maxBytes">How much is kept: a quarter from the beginning, the rest from the end.</param>
internal sealed class OutputCapture(int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly byte[] _head = new byte[Math.Max(1, maxBytes / 4)];
    private readonly byte[] _tail = new byte[Math.Max(1, maxBytes - (maxBytes / 4))];
    private int _headLength;
    private long _tailTotal;

    /// <summary>True when something was dropped.</summary>
    public bool Truncated => DroppedBytes > 0;

    /// <summary>How much was dropped.</summary>
    public long DroppedBytes
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(0, _tailTotal - _tail.Length);
            }
        }
    }

    /// <summary>Takes what came.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var toHead = Math.Min(bytes.Length, _head.Length - _headLength);
            bytes[..toHead].CopyTo(_head.AsSpan(_headLength));
            _headLength += toHead;
            bytes = bytes[toHead..];
            if (bytes.Length > _tail.Length)
            {
                _tailTotal += bytes.Length - _tail.Length;
                bytes = bytes[^_tail.Length..];
            }

            var at = (int)(_tailTotal % _tail.Length);
            var first = Math.Min(bytes.Length, _tail.Length - at);
            bytes[..first].CopyTo(_tail.AsSpan(at));
            bytes[first..].CopyTo(_tail);
            _tailTotal += bytes.Length;
        }
    }

    /// <summary>All that is kept; a line says how much was left out.</summary>
    public string ToText()
    {
        lock (_lock)
        {
            var head = Decode(_head.AsSpan(0, _headLength));
            if (_tailTotal == 0)
            {
                return head;
            }

            var dropped = _tailTotal - _tail.Length;
            var tail = TailBytes();
            return dropped <= 0
                ? Decode([.. _head.AsSpan(0, _headLength), .. tail])
                : $"{head}\n… {dropped} bytes left out …\n{Decode(tail)}";
        }
    }

    /// <summary>The last part only.</summary>
    public string Tail(int maxBytesOfTail)
    {
        lock (_lock)
        {
            byte[] all = _tailTotal > _tail.Length ? TailBytes() : [.. _head.AsSpan(0, _headLength), .. TailBytes()];
            return Decode(all.AsSpan(Math.Max(0, all.Length - maxBytesOfTail)));
        }
    }

    private byte[] TailBytes()
    {
        if (_tailTotal <= _tail.Length)
        {
            return _tail[..(int)_tailTotal];
        }

        var at = (int)(_tailTotal % _tail.Length);
        return [.. _tail.AsSpan(at), .. _tail.AsSpan(0, at)];
    }

    // A cut may go through a character; its rest is not worth a replacement sign.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && (bytes[0] & 0xC0) == 0x80)
        {
            bytes = bytes[1..];
        }

        return Encoding.UTF8.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);
    }
}
