using System.Buffers;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Splits bytes into server-sent events. Reads may end anywhere, in the middle of an event, a line or a character.
/// Events are ranges of the buffer, not copies; the buffer keeps only the event that is not complete.
/// </summary>
/// <param name="maxEventBytes">The longest event, in bytes.</param>
internal sealed class SseBuffer(int maxEventBytes) : IDisposable
{
    private const int DefaultSize = 8 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(DefaultSize);
    private int _end;
    private int _searched;
    private int _lineStart;
    private int _eventStart;
    private ByteRange _name;
    private ByteRange _data;
    private bool _hasMoreData;

    /// <summary>Whether one event alone is longer than allowed.</summary>
    public bool IsTooLong => _end - _eventStart > maxEventBytes;

    /// <summary>Whether the buffer has bytes of an event that is not complete.</summary>
    public bool HasPartialEvent => _end > _eventStart;

    /// <summary>Room for the next read; never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_end == _bytes.Length)
        {
            Resize(_bytes.Length * 2);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Adds bytes that were read into <see cref="GetMemory"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>
    /// The next complete event. Its ranges are valid until the next <see cref="Compact"/> or <see cref="GetMemory"/>.
    /// </summary>
    public bool TryRead(out SseEvent e)
    {
        while (true)
        {
            // Resumes where the last search ended: an event of megabytes arrives in thousands of reads, and searching
            // it from its beginning each time would take quadratic time.
            var newline = _bytes.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newline < 0)
            {
                _searched = _end;
                e = default;
                return false;
            }

            var lineEnd = _searched + newline;
            _searched = lineEnd + 1;
            var length = lineEnd - _lineStart;
            // A line may end with CR LF. CR alone is allowed by the standard, too, but no model API uses it.
            if (length > 0 && _bytes[lineEnd - 1] == '\r')
            {
                length--;
            }

            var line = new ByteRange(_lineStart, length);
            _lineStart = _searched;
            if (length == 0)
            {
                e = CompleteEvent(_searched);
                return true;
            }

            ReadField(line);
        }
    }

    /// <summary>
    /// At the stream's end: the event that is left, if it ends with a complete line. Some servers omit the empty line
    /// after the last event.
    /// </summary>
    public bool TryReadRemainder(out SseEvent e)
    {
        if (HasPartialEvent && _lineStart == _end && _data.Exists)
        {
            e = CompleteEvent(_end);
            return true;
        }

        e = default;
        return false;
    }

    /// <summary>The bytes of a range.</summary>
    public ReadOnlyMemory<byte> Bytes(ByteRange at) => _bytes.AsMemory(at.Start, at.Length);

    /// <summary>The data of an event, with its lines joined where it has several.</summary>
    public ReadOnlySpan<byte> Data(in SseEvent e) => e.HasMoreData ? Join(e) : _bytes.AsSpan(e.Data.Start, e.Data.Length);

    /// <summary>Frees the bytes of all events that have been read.</summary>
    public void Compact()
    {
        var rest = _end - _eventStart;
        if (_bytes.Length > DefaultSize && rest <= DefaultSize / 2)
        {
            // One giant event must not keep its memory for as long as the stream lasts, which may be an hour.
            var smaller = ArrayPool<byte>.Shared.Rent(DefaultSize);
            _bytes.AsSpan(_eventStart, rest).CopyTo(smaller);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = smaller;
        }
        else if (rest > 0 && _eventStart > 0)
        {
            Buffer.BlockCopy(_bytes, _eventStart, _bytes, 0, rest);
        }

        RebaseOffsets();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void RebaseOffsets()
    {
        var by = _eventStart;
        _end -= by;
        _searched -= by;
        _lineStart -= by;
        _name = Rebase(_name, by);
        _data = Rebase(_data, by);
        _eventStart = 0;
    }

    private static ByteRange Rebase(ByteRange at, int by) => at.Exists ? at with { Start = at.Start - by } : default;

    private void Resize(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private SseEvent CompleteEvent(int end)
    {
        var e = new SseEvent(new ByteRange(_eventStart, end - _eventStart), _name, _data, _hasMoreData);
        _eventStart = end;
        (_name, _data, _hasMoreData) = (default, default, false);
        return e;
    }

    private void ReadField(ByteRange line)
    {
        var bytes = _bytes.AsSpan(line.Start, line.Length);
        // Other fields (id, retry) and comments mean nothing to model APIs; they pass as a part of the raw event.
        if (bytes.StartsWith("data:"u8))
        {
            _hasMoreData |= _data.Exists;
            _data = _data.Exists ? _data : Value(line, 5);
        }
        else if (bytes.StartsWith("event:"u8))
        {
            _name = Value(line, 6);
        }
    }

    private ByteRange Value(ByteRange line, int after)
    {
        // The standard removes one space after the colon, and only one.
        if (line.Length > after && _bytes[line.Start + after] == ' ')
        {
            after++;
        }

        return new ByteRange(line.Start + after, line.Length - after);
    }

    private byte[] Join(in SseEvent e)
    {
        var joined = new ArrayBufferWriter<byte>(e.Raw.Length);
        var rest = _bytes.AsSpan(e.Raw.Start, e.Raw.Length);
        while (!rest.IsEmpty)
        {
            var newline = rest.IndexOf((byte)'\n');
            var line = (newline < 0 ? rest : rest[..newline]).TrimEnd((byte)'\r');
            rest = newline < 0 ? default : rest[(newline + 1)..];
            if (line.StartsWith("data:"u8))
            {
                joined.Write(joined.WrittenCount == 0 ? [] : "\n"u8);
                joined.Write(line[5..].TrimStart((byte)' '));
            }
        }

        return joined.WrittenSpan.ToArray();
    }
}
