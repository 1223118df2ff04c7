using System.Buffers;
using System.Text;

namespace Factory.Sandbox;

/// <summary>
/// Keeps the beginning and the end of a process's output in bounded memory. Safe to read while it is written to.
/// </summary>
/// <param name="maxBytes">The number of bytes to keep: a quarter from the beginning, the rest from the end.</param>
internal sealed class OutputCapture(int maxBytes)
{
    // A character of UTF-8 has at most four bytes.
    private const int MaxCutBytes = 3;

    private readonly Lock _lock = new();

    // A compiler's first error and a test runner's summary are what readers need; the middle is repetition. The tail is
    // a ring buffer: _tailTotal counts all bytes that were ever written to it, and its remainder is the position of the
    // next one.
    private readonly byte[] _head = new byte[Math.Max(1, maxBytes / 4)];
    private readonly byte[] _tail = new byte[Math.Max(1, maxBytes - (maxBytes / 4))];
    private int _headLength;
    private long _tailTotal;

    /// <summary>True when output was dropped.</summary>
    public bool Truncated => DroppedBytes > 0;

    /// <summary>How many bytes were dropped.</summary>
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

    /// <summary>Appends output.</summary>
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
                // The skipped bytes are counted, not copied: they would be overwritten within this call.
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

    /// <summary>Returns all kept output, with a line in between that states how much was omitted.</summary>
    public string ToText()
    {
        lock (_lock)
        {
            if (_tailTotal == 0)
            {
                return Decode(_head.AsSpan(0, _headLength));
            }

            var dropped = _tailTotal - _tail.Length;
            var tail = TailBytes();
            return dropped <= 0
                ? Decode([.. _head.AsSpan(0, _headLength), .. tail])
                : $"{Decode(WithoutCutCharacter(_head))}\n… {dropped} bytes omitted …\n{Decode(tail)}";
        }
    }

    /// <summary>Returns the end of the output.</summary>
    public string Tail(int maxTailBytes)
    {
        lock (_lock)
        {
            byte[] all = _tailTotal > _tail.Length ? TailBytes() : [.. _head.AsSpan(0, _headLength), .. TailBytes()];
            return Decode(all.AsSpan(Math.Max(0, all.Length - maxTailBytes)));
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

    // Before the gap, the rest of the last character may be among what was dropped.
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(MaxCutBytes, bytes.Length); length++)
        {
            if (Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData)
            {
                return bytes[..^length];
            }
        }

        return bytes;
    }

    // A cut can split a UTF-8 character. Its remaining bytes are dropped; a replacement character would look like an
    // error of the command.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && (bytes[0] & 0xC0) == 0x80)
        {
            bytes = bytes[1..];
        }

        return Encoding.UTF8.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);
    }
}
