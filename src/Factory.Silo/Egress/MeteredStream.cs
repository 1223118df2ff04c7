using Factory.Domain.Secrets;

namespace Factory.Silo.Egress;

/// <summary>
/// The body of a request or of its response: counts what passes, and overwrites secrets in what is written. To be completed after
/// the last write.
/// </summary>
internal sealed class MeteredStream(Stream inner, EgressTraffic traffic, SecretMask? mask) : AsyncStream
{
    private byte[] _held = [];

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

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
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        traffic.AddReceived(buffer.Length);
        return mask is null ? inner.WriteAsync(buffer, cancellationToken) : WriteMaskedAsync(mask, buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private ValueTask WriteMaskedAsync(SecretMask known, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. _held, .. buffer.Span];
        var held = known.Apply(bytes);
        _held = bytes[^held..];
        return inner.WriteAsync(bytes.AsMemory(0, bytes.Length - held), cancellationToken);
    }
}
