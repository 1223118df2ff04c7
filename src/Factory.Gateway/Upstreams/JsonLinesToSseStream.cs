namespace Factory.Gateway.Upstreams;

/// <summary>
/// Presents a stream of JSON objects, one a line, as server-sent events, so that one forwarder serves both. Every line
/// becomes the data of one event; JSON has no raw line breaks inside a line, so nothing else changes.
/// </summary>
internal sealed class JsonLinesToSseStream(Stream lines) : Stream
{
    /// <value>The media type of such streams.</value>
    public const string MediaType = "application/x-ndjson";

    // A line of one byte grows the most: two bytes become nine, "data: x" and two line breaks.
    private const int Growth = 8;

    private readonly byte[] _read = new byte[4096];
    private readonly byte[] _written = new byte[4096 * Growth];
    private Memory<byte> _rest;

    // Kept between reads, which may end in the middle of a line.
    private bool _inLine;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            var length = await lines.ReadAsync(_read, cancellationToken);
            if (length == 0 && !_inLine)
            {
                return 0;
            }

            // A line that the end cut off becomes an event, too. Parsing it fails, which is how a stream that broke off
            // is recognised.
            _rest = _written.AsMemory(0, length == 0 ? EndEvent(0) : Rewrite(_read.AsSpan(0, length)));
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Read only.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lines.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Rewrite(ReadOnlySpan<byte> read)
    {
        var at = 0;
        foreach (var letter in read)
        {
            if (letter == '\n')
            {
                at = _inLine ? EndEvent(at) : at;
            }
            else if (letter != '\r')
            {
                at = _inLine ? at : Append("data: "u8, at);
                _inLine = true;
                _written[at++] = letter;
            }
        }

        return at;
    }

    private int EndEvent(int at)
    {
        _inLine = false;
        return Append("\n\n"u8, at);
    }

    private int Append(ReadOnlySpan<byte> bytes, int at)
    {
        bytes.CopyTo(_written.AsSpan(at));
        return at + bytes.Length;
    }
}
