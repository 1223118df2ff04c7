using Factory.Domain.Secrets;

namespace Factory.Silo.Egress;

/// <summary>
/// The body of a request or of its response: counts what passes, and overwrites secrets in what is written. To be completed after
/// the last write.
/// </summary>
internal sealed class MeteredStream(Stream inner, EgressTraffic traffic, SecretMask? mask) : Stream
{
    private byte[] _held = [];

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes what was held back as the possible beginning of a secret.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_held.Length > 0)
        {
            await inner.WriteAsync(_held, cancellationToken);
            _held = [];
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        traffic.AddSent(read);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        traffic.AddReceived(buffer.Length);
        return mask is null ? inner.WriteAsync(buffer, cancellationToken) : WriteMaskedAsync(mask, buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private ValueTask WriteMaskedAsync(SecretMask known, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. _held, .. buffer.Span];
        var held = known.Apply(bytes);
        _held = bytes[^held..];
        return inner.WriteAsync(bytes.AsMemory(0, bytes.Length - held), cancellationToken);
    }
}
